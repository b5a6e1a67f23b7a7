import { english as authors } from "../parts/authors-strings.ts";
import { english as copying } from "../parts/copy-buttons-strings.ts";
import { english as launcher } from "../parts/launcher-strings.ts";
import { english as people } from "../parts/people-strings.ts";
import { english as rich } from "../parts/rich-strings.ts";
import { english as upload } from "../parts/upload-strings.ts";
import { english, type Strings } from "../strings.ts";

/** The words that are there without being loaded. */
export const strings: Strings = { ...english, ...authors, ...copying, ...launcher, ...people, ...rich, ...upload };
