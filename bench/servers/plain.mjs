import { serveByHand } from "./by-hand.mjs";

serveByHand({ isCorked: false });
