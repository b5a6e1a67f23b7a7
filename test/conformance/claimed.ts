import type { Check } from "./check.ts";
import type { Transport } from "./connect.ts";
import { suites } from "./suite.ts";
import type { Row } from "./targets.ts";

/** What is asked of a server by a transport, after what it claims to be able to. */
export function claimed({ without = [] }: Pick<Row, "without">, transport: Transport): readonly Check[] {
  if (transport === "http" && without.includes("http")) return [];
  return suites[transport].filter(({ features = [] }) => !features.some((feature) => without.includes(feature)));
}
