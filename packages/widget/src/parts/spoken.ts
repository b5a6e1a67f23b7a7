/** A fence of code, the line below a table's head, the mark before a heading, a quote or a point of a list. */
const lineMarks = /^[ \t]*(?:(?:`{3,}|~{3,}).*|(?:\|[ \t]*)?:?-{2,}[-:| \t]*|(?:#{1,6}|>|[-+*])[ \t]+)/gm;
const links = /!?\[([^[\]\n]*)\](?:\([^()\n]*\)|\[[^[\]\n]*\])/g;
/** Of emphasis, deletion and code: before a word or behind it, not inside. */
const wordMarks = /(?<![\w\\])[*_~`]{1,3}(?=\S)|(?<=[^\s\\])[*_~`]{1,3}(?!\w)/g;

/** Between the cells of a table. What precedes is looked at first: many blanks without a bar would else be read again from each of them. */
const bars = /(?<![ \t])[ \t]*\|[ \t]*/g;

/** A text in Markdown as it is read out: without its marks, and without where its links lead. */
export function spoken(markdown: string): string {
  return markdown
    .replaceAll(lineMarks, "")
    .replaceAll(links, "$1")
    .replaceAll(wordMarks, "")
    .replaceAll(/\\([!-/:-@[-`{-~])/g, "$1")
    .replaceAll(bars, " ")
    .trim();
}
