import type { Check } from "./check.ts";
import type { Transport } from "./connect.ts";
import { suites } from "./suite.ts";
import type { Foregone, Row } from "./targets.ts";

/** What is asked of a server by a transport, after what it claims to be able to. */
export function asked({ without = [] }: Pick<Row, "without">, transport: Transport): readonly Check[] {
  if (transport === "http" && without.includes("http")) return [];
  return suites[transport].filter(({ features = [] }) => !features.some((feature) => without.includes(feature)));
}

/** What of that it claims to pass: all but what is recommended and foregone. */
export function claimed(row: Pick<Row, "without" | "foregoes">, transport: Transport): readonly Check[] {
  return asked(row, transport).filter((check) => !foregone(row, check));
}

/** What is seen of a server instead of what `check` recommends, where that is known. */
export function foregone({ foregoes = {} }: Pick<Row, "foregoes">, check: Check): Foregone | undefined {
  return check.isRecommended && foregoes[check.title];
}
