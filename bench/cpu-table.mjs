import { shown } from "./plot.mjs";

/**
 * Table and bars of what the servers compared have used, in microseconds of CPU. The first of `peers` is ours; the others show how much of
 * theirs ours is, but for those of ours that run elsewhere.
 * @param {{
 *   title: string,
 *   per: string,
 *   peers: { title: string, isOurs?: boolean }[],
 *   ways: { column: string, group: string, micros: number[] }[],
 * }} compared
 */
export function cpuTable({ title, per, peers, ways }) {
  return {
    head: [`server CPU per ${per}`, ...ways.flatMap(({ column }) => [column, "ours is"])],
    rows: peers.map((peer, at) => [
      peer.title,
      ...ways.flatMap(({ micros }) => [
        `${shown(micros[at])} us`,
        peer.isOurs ? "" : `${(micros[0] / micros[at]).toFixed(2)}x`,
      ]),
    ]),
    bars: {
      title: `${title}: server CPU per ${per}`,
      unit: "us, less is better",
      groups: ways.map(({ group, micros }) => ({
        title: group,
        bars: peers.map((peer, at) => ({ title: peer.title, figure: micros[at], isOurs: peer.isOurs ?? false })),
      })),
    },
  };
}
