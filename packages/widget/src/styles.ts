import { composer } from "./styles/composer.ts";
import { foundation } from "./styles/foundation.ts";
import { frame } from "./styles/frame.ts";
import { messages } from "./styles/messages.ts";
import { motion } from "./styles/motion.ts";

/** The element's style sheets, in the order in which they yield to each other. */
export const styles = [foundation, frame, messages, composer, motion];
