import { inWords, sum } from "../chaos/tally.ts";
import { runCluster } from "./cluster.ts";

/** `npm run soak`: the long form of cluster.test.ts. `SOAK_MESSAGES` and `CLUSTER_SEED` change how long it is and what goes wrong. */
const seed = Number(process.env.CLUSTER_SEED ?? Math.floor(Math.random() * 1_000_000));
const messages = Number(process.env.SOAK_MESSAGES ?? 20_000);
console.log(
  `seed ${seed}: ${messages} messages of 200 clients in 20 rooms, three processes, one Redis, a fault each second`,
);

let spoken = 0;
const { figures, harms, faults, givenUp } = await runCluster({
  seed,
  messages,
  gapMs: 1_500,
  faults: Number.POSITIVE_INFINITY,
  cutMs: 5_000,
  leaseMs: 10_000,
  progress(line) {
    if (performance.now() - spoken < 4_000) return;
    spoken = performance.now();
    console.log(line);
  },
});
const unanswered = figures["questions not answered exactly once"];
if (harms.length > 0) console.log([...faults, ...harms].join("\n"));
for (const [name, words] of Object.entries(figures)) console.log(`${name}: ${words}`);
if (givenUp > 0) console.log(`${givenUp} answers were given up at first, and asked for again`);
const isWell = harms.length === 0;
console.log(
  `seed ${seed}: ${isWell ? `${messages} messages, ${inWords(sum([]))}, each answered once` : `${harms.length} harms, ${unanswered} ill answered`}`,
);
process.exitCode = isWell ? 0 : 1;
