/**
 * The items of the list `frames` of a JSON object, as they stand there. Read and written again they would not say the same: a number
 * beyond all numbers would be `null`, and some are nested deeper than can be written.
 */
export function frameTexts(json: string): readonly string[] {
  const structure = /["[\]{},]/g;
  let texts: string[] = [];
  let key: unknown;
  let isKey = true;
  let depth = 0;
  let start = 0;
  for (let found = structure.exec(json); found; found = structure.exec(json)) {
    const at = found.index;
    const inFrames = depth === 2 && key === "frames";
    switch (found[0]) {
      case '"':
        structure.lastIndex = stringEnd(json, at);
        if (depth === 1 && isKey) key = JSON.parse(json.slice(at, structure.lastIndex));
        isKey = false;
        break;
      case ",":
        isKey = depth === 1;
        if (inFrames) texts.push(json.slice(start, at));
        if (inFrames) start = at + 1;
        break;
      case "[":
      case "{":
        // Of two of one name the last counts, as where it is parsed.
        if (depth === 1 && key === "frames") texts = [];
        if (depth === 1) start = at + 1;
        depth += 1;
        break;
      default:
        if (inFrames) texts.push(json.slice(start, at));
        depth -= 1;
    }
  }
  return texts;
}

/** Behind the string that begins at `at`. */
function stringEnd(json: string, at: number): number {
  let end = at;
  let isEscaped: boolean;
  do {
    end = json.indexOf('"', end + 1);
    let backslashes = 0;
    while (json[end - 1 - backslashes] === "\\") backslashes += 1;
    isEscaped = backslashes % 2 === 1;
  } while (isEscaped);
  return end + 1;
}
