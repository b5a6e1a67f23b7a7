/** What a limiter remembers of one connection; part of that connection's state. */
export interface Bucket {
  tokens: number;
  /** Frames refused of late; leaks away ten times as fast as tokens come. */
  excess: number;
  /** When both were last brought up to date. */
  at: number;
}

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** How far beyond its rate a connection may go, in bursts, before it counts as a flood. */
const tolerance = 10;

/** Takes back that a frame was refused; what the protocol has its sender do is no flood. */
export function forgive(bucket: Bucket): void {
  bucket.excess = Math.max(0, bucket.excess - 1);
}

export function fullBucket(rate: Rate, now: number): Bucket {
  return { tokens: rate.burst, excess: 0, at: now };
}

/**
 * Takes a token for one frame. 0 means granted, `Infinity` a flood, anything else how many milliseconds to wait: long enough for
 * half a burst, so that a sender with a full window behind it does not come back for one token at a time.
 */
export function takeToken(bucket: Bucket, rate: Rate, now: number): number {
  const gained = (Math.max(0, now - bucket.at) * rate.perSecond) / 1_000;
  bucket.at = now;
  bucket.tokens = Math.min(rate.burst, bucket.tokens + gained);
  if (bucket.excess > 0) bucket.excess = Math.max(0, bucket.excess - gained * tolerance);
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return 0;
  }
  bucket.excess += 1;
  if (bucket.excess > rate.burst * tolerance) return Number.POSITIVE_INFINITY;
  const wanted = Math.max(1, rate.burst / 2);
  return Math.ceil(((wanted - bucket.tokens) * 1_000) / rate.perSecond);
}
