/** A last line that may still become anything: a list's mark, a rule, a heading's underline, a fence. */
const openLine = /(?:^|\n)[ \t>]*(?:[-+*_=#~`]+|\d{1,9}[.)]?)[ \t]*$/;
/** Rows of what becomes a table once the line below its head is whole. */
const openTable = /(?:^|\n)[ \t]*\|[^\n]*(?:\n[ \t|:-]*)?$/;
/** Where the last paragraph, item or row begins. */
const lastStart =
  /(?:^|\n[ \t]*\n|\n[ \t>]*(?:[-+*]|\d{1,9}[.)])[ \t])(?![^]*(?:\n[ \t]*\n|\n[ \t>]*(?:[-+*]|\d{1,9}[.)])[ \t]))/;
const marks = /\\[^]|`+|\*{1,3}|_{1,3}|~~?|!?\[|\](?:\((?:[^\s()]|\([^\s()]*\))*(?:\s+"[^"]*")?\)?)?/g;

interface Open {
  readonly mark: string;
  readonly index: number;
}

/**
 * What has come of a reply, so that it looks as it will when the rest is there: closes what is open at its end, and leaves out what cannot be
 * told yet.
 */
export function mend(text: string): string {
  const cut = text.replace(openLine, "").replace(openTable, "");
  const start = lastStart.exec(cut);
  const from = start ? start.index + start[0].length : 0;
  return cut.slice(0, from) + mendInline(cut.slice(from));
}

function mendInline(text: string): string {
  const open: Open[] = [];
  marks.lastIndex = 0;
  for (let match = marks.exec(text); match; match = marks.exec(text)) {
    const [mark] = match;
    const { index } = match;
    const after = text[marks.lastIndex];
    if (mark.startsWith("`")) {
      const close = text.slice(marks.lastIndex).search(new RegExp(`(?<!\`)${mark}(?!\`)`));
      if (close < 0) {
        const code = text.slice(marks.lastIndex).replace(/`+$/, "");
        return code.trim()
          ? closed(text.slice(0, marks.lastIndex) + code, [...open, { mark, index }])
          : closed(text.slice(0, index), open);
      }
      marks.lastIndex += close + mark.length;
    } else if (mark.endsWith("[")) open.push({ mark: "[", index });
    else if (mark.startsWith("]")) {
      const at = open.findLastIndex((each) => each.mark === "[");
      const [link] = at < 0 ? [] : open.splice(at, 1);
      // Its address is still coming, or may be.
      if (link && after === undefined && !mark.endsWith(")")) {
        return closed(withoutBracket(text.slice(0, index), link.index), open);
      }
    } else if (/[*_~]/.test(mark)) {
      const before = text[index - 1] ?? " ";
      const closes = open.findLastIndex((each) => each.mark === mark);
      if (/\S/.test(before) && closes >= 0) open.length = closes;
      else if (after === undefined) return closed(text.slice(0, index), open);
      else if (/\S/.test(after) && !(mark.startsWith("_") && /\w/.test(before))) open.push({ mark, index });
    } else if (mark === "\\") return closed(text.slice(0, index), open);
  }
  return closed(text, open);
}

/** `text` with what is `open` closed, but a bracket, which is left out: most of them become links. */
function closed(text: string, open: readonly Open[]): string {
  const bracket = open.findLast(({ mark }) => mark === "[");
  const whole = bracket ? withoutBracket(text, bracket.index) : text;
  const ends = open.filter(({ mark }) => mark !== "[").map(({ mark }) => mark);
  return ends.length ? whole.trimEnd() + ends.toReversed().join("") : whole;
}

const withoutBracket = (text: string, index: number): string =>
  text.slice(0, index) + text.slice(index).replace(/^!?\[/, "");
