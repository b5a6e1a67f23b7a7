import { english as launcher } from "./parts/launcher-strings.ts";
import { english as rich } from "./parts/rich-strings.ts";
import { english as box, type Strings } from "./strings.ts";

/** The default, whole. */
export const english: Strings = { ...box, ...launcher, ...rich };
