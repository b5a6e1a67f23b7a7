/** Marks a style sheet, for editors and for the build, which takes the white space out. */
export const css = String.raw;
