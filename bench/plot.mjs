/**
 * @typedef {{
 *   title: string,
 *   unit: string,
 *   hasScales?: boolean,
 *   groups: { title?: string, bars: { title: string, figure: number, isOurs?: boolean }[] }[],
 * }} Bars `hasScales`: each group has a scale of its own
 */

const widths = { label: 300, bar: 320, all: 720 };
const heights = { title: 34, group: 26, bar: 24 };

/** Horizontal bars as SVG, readable on light and dark pages. @param {Bars} bars */
export function plot({ title, unit, hasScales = false, groups }) {
  let y = heights.title;
  const lines = [`<text class="title" x="8" y="20">${escape(`${title} (${unit})`)}</text>`];
  for (const group of groups) {
    const longest = longestOf(hasScales ? [group] : groups);
    if (group.title) {
      lines.push(`<text class="group" x="8" y="${y + 17}">${escape(group.title)}</text>`);
      y += heights.group;
    }
    for (const { title, figure, isOurs } of group.bars) {
      const width = Math.max(1, (figure / longest) * widths.bar).toFixed(1);
      lines.push(
        `<text x="${widths.label - 8}" y="${y + 15}" text-anchor="end">${escape(title.replaceAll("`", ""))}</text>`,
        `<rect class="${isOurs ? "ours" : "peer"}" x="${widths.label}" y="${y + 3}" width="${width}" height="16" rx="2"/>`,
        `<text x="${(widths.label + Number(width) + 6).toFixed(1)}" y="${y + 15}">${shown(figure)}</text>`,
      );
      y += heights.bar;
    }
  }
  const height = y + 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${widths.all} ${height}" width="${widths.all}" height="${height}" role="img">
<title>${escape(title)}</title>
<style>
text { font: 12px system-ui, sans-serif; fill: #24292f; }
.title, .group { font-weight: 600; }
.ours { fill: #0a7d4f; }
.peer { fill: #8c959f; }
@media (prefers-color-scheme: dark) { text { fill: #d1d7e0; } .ours { fill: #3fb27f; } .peer { fill: #6e7681; } }
</style>
${lines.join("\n")}
</svg>
`;
}

function longestOf(groups) {
  return Math.max(...groups.flatMap(({ bars }) => bars.map(({ figure }) => figure)));
}

/** @param {number} figure */
export function shown(figure) {
  return figure >= 100 ? Math.round(figure).toLocaleString("en") : figure.toFixed(figure >= 10 ? 1 : 2);
}

function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
