import { describe } from "vitest";
import { debtAppendSuite } from "./log-debt-append-suite.test-support.ts";
import { debtEndSuite } from "./log-debt-end-suite.test-support.ts";
import { debtLeaseSuite } from "./log-debt-lease-suite.test-support.ts";
import type { SuiteOptions } from "./log-suite.test-support.ts";
import { OwingLog } from "./owing-log.test-support.ts";

/** What every log that outlives its process keeps to about replies owed. */
export function logDebtSuite(name: string, { open, reopen, deliveryMs = 2_000 }: SuiteOptions): void {
  describe(`${name} as a log of replies owed`, { timeout: deliveryMs * 5 }, () => {
    const owing = new OwingLog(open);
    debtAppendSuite(owing);
    debtLeaseSuite(owing);
    debtEndSuite(owing, reopen);
  });
}
