const partOfCluster = "this Redis is part of a cluster; pass a client made by createCluster";
const notAllowed = "this Redis user may not do that; allow it the commands that docs/redis.md lists";

/** What Redis answers where it will not work, by how its answer begins, and what to do about it. */
const answers: readonly (readonly [start: string, meaning: string])[] = [
  ["LOADING", "Redis is still loading its data; it goes on by itself"],
  [
    "READONLY",
    "this Redis is a replica, which takes no writes; connect to its primary, or wait until the failover is over",
  ],
  ["MASTERDOWN", "this Redis is a replica whose primary is away; connect to the primary, or wait until it is back"],
  ["OOM", "Redis has no memory left (maxmemory); give it more, or keep fewer entries"],
  ["MISCONF", "Redis cannot write to its disk; its own log says why"],
  ["NOREPLICAS", "Redis has fewer replicas than min-replicas-to-write asks for"],
  ["CLUSTERDOWN", "the cluster has lost some of its nodes; it goes on once they are back or replaced"],
  ["CROSSSLOT", partOfCluster],
  ["MOVED", partOfCluster],
  ["NOPERM", notAllowed],
  ["ERR The user executing the script", notAllowed],
  ["NOAUTH", "Redis asks for a password"],
  ["WRONGPASS", "Redis refuses this user and password"],
  ["BUSY", "Redis is held up by another script"],
];

/** The log is away, or refuses: with what that means, and Redis' own words. */
export function explained(error: unknown): Error {
  const words = wordsOf(error);
  const known = answers.find(([start]) => words.startsWith(start));
  return new Error(known ? `${known[1]} (${words})` : `Redis is away: ${words}`, { cause: error });
}

/** Whoever answers so was the primary once, and another is now. */
export function isReplicas(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("READONLY");
}

export function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("NOSCRIPT");
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // What Node says of a host with several addresses has its words inside.
  const inner = error instanceof AggregateError ? (error.errors[0] as unknown) : undefined;
  return error.message || (inner instanceof Error ? inner.message : error.name);
}
