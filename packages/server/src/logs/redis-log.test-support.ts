import type { Log } from "./log.ts";
import { openRedisLog } from "./redis.ts";
import { templateFor } from "./redis-client.ts";
import type { LinkTimes } from "./redis-link.ts";
import type { Retention } from "./log-options.ts";

/** As the defaults, but found dead within a second and back soon. */
export const quick: LinkTimes = { pingMs: 100, graceMs: 500, connectMs: 1_000, baseMs: 10, capMs: 50 };

/** A logger that remembers, and lets a test wait for what it has not been told yet. */
export class Reports {
  readonly told: string[] = [];
  #watchers: (() => void)[] = [];

  readonly info = (text: string): void => this.#tell(`info: ${text}`);
  readonly warn = (text: string): void => this.#tell(`warn: ${text}`);
  readonly error = (...parts: unknown[]): void => this.#tell(`error: ${parts.map(String).join(" ")}`);

  count(part: string): number {
    return this.told.filter((text) => text.includes(part)).length;
  }

  /** Resolves once it was told `part` that often. */
  async until(part: string, times = 1): Promise<void> {
    while (this.count(part) < times) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  #tell(text: string): void {
    this.told.push(text);
    for (const resume of this.#watchers.splice(0)) resume();
  }
}

export interface QuickOptions extends Partial<Retention> {
  readonly url: string;
  readonly prefix?: string;
  readonly reports?: Reports;
}

/** A log that finds out soon what Redis is up to. */
export async function openQuickLog({ url, prefix = "quick", reports, ...retention }: QuickOptions): Promise<Log> {
  const kept = { entries: 1_000_000, ageMs: Number.POSITIVE_INFINITY, now: Date.now, ...retention };
  return openRedisLog(await templateFor(url), { prefix, retention: kept, logger: reports ?? new Reports() }, quick);
}
