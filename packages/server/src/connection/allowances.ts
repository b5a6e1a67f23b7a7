import { type Bucket, fullBucket, type Rate } from "./rate-limit.ts";

/** The limiter's memory of users whose requests come one by one, for as long as any of it differs from that of a newcomer. */
export class Allowances {
  readonly #rate: Rate;
  readonly #forgetMs: number;
  /** The one asked for last is last. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: Rate) {
    this.#rate = rate;
    // By then the tokens are back and the excess has leaked away, which takes as long.
    this.#forgetMs = (rate.burst / rate.perSecond) * 1_000;
  }

  get size(): number {
    return this.#buckets.size;
  }

  of(user: string, now: number): Bucket {
    const bucket = this.#buckets.get(user) ?? fullBucket(this.#rate, now);
    this.#buckets.delete(user);
    for (const [other, { at }] of this.#buckets) {
      if (now - at < this.#forgetMs) break;
      this.#buckets.delete(other);
    }
    this.#buckets.set(user, bucket);
    return bucket;
  }
}
