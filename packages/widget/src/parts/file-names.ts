import { supported } from "../locale.ts";

const units = ["kilobyte", "megabyte", "gigabyte"];

/** "1.2 MB", in the words of `lang`. */
export function createSizes(lang: string | undefined): (bytes: number) => string {
  return (bytes) => {
    let size = Math.max(bytes / 1_000, 0.1);
    let unit = 0;
    for (; size >= 999.5 && unit < 2; unit++) size /= 1_000;
    const text = new Intl.NumberFormat(supported(lang), {
      style: "unit",
      unit: units[unit],
      unitDisplay: "short",
      maximumFractionDigits: size < 10 ? 1 : 0,
    }).format(size);
    // Of one, and of less, Hebrew says "MB1", and of all others "2 MB".
    return text.replace(/(\w+)\u200f(.+)/, "$2 $1");
  };
}

/** A file's name as it is safe to show: nothing in it turns "gnp.exe" around. */
export function shownName(name: string): string {
  return name.replaceAll(/[\p{Cc}\p{Bidi_C}\p{Zl}\p{Zp}]/gu, "\uFFFD");
}

/** "PDF", of a name so long that it may be cut before it says so. */
export function typeOf(name: string): string | undefined {
  return /.{36}\.(\w{1,5})$/.exec(name)?.[1]?.toUpperCase();
}
