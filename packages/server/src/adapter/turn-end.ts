/** Node's; it is not called where there is none. */
declare const setImmediate: (run: () => void) => unknown;

/** Gives a function that has `finish` called with each of its arguments at the end of this turn of the event loop, all of them in one go. */
export function atTurnEnd<T>(finish: (each: T) => void): (each: T) => void {
  let waiting: T[] = [];
  const finishAll = (): void => {
    const due = waiting;
    waiting = [];
    for (const each of due) finish(each);
  };
  return (each) => {
    if (waiting.length === 0) setImmediate(finishAll);
    waiting.push(each);
  };
}
