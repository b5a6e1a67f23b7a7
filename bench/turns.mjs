/**
 * Measures all in turns, so that a busy moment of the machine hits everybody alike. What `measure` gives is figures by name; each contestant
 * gets the median of each.
 */
export async function takeTurns({ name, contestants, rounds, measure }) {
  const figures = contestants.map(() => []);
  for (let round = 1; round <= rounds; round += 1) {
    for (const [at, contestant] of contestants.entries()) {
      const measured = await measure(contestant);
      figures[at].push(measured);
      const shown = Object.entries(measured).map(([what, figure]) => `${what} ${figure.toFixed(2)}`);
      console.log(`${name}, round ${round}/${rounds}, ${contestant.title}: ${shown.join(", ")}`);
    }
  }
  return figures.map(medians);
}

function medians(rounds) {
  return Object.fromEntries(Object.keys(rounds[0]).map((what) => [what, median(rounds.map((round) => round[what]))]));
}

export function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
