import { composer } from "./composer.ts";
import { foundation } from "./foundation.ts";
import { frame } from "./frame.ts";
import { messages } from "./messages.ts";
import { motion } from "./motion.ts";

/** Of the conversation, in the order in which they yield to each other. */
export const boxStyles = `${foundation}${frame}${messages}${composer}${motion}`;
