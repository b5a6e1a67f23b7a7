import { describe } from "vitest";
import { itKeepsItsPromises } from "./conversation-over.ts";

describe("a conversation whose every connection is reset after 100 to 400 ms", () => {
  itKeepsItsPromises("websocket");
});
