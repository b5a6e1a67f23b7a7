import { lateModule } from "@ws-chat/client/late-module";
import { equal, ok } from "./assert.ts";

// WebKit, which asks again where nothing came, keeps that something else came, and does not name the address.
const failures = navigator.vendor.startsWith("Apple") ? ["503"] : ["503", "portal"];

describe("code that is loaded when it is needed", () => {
  for (const how of failures) {
    it(`comes when it can be had, also in a browser that keeps that it did not come: ${how}`, async () => {
      const address = `${location.origin}/late/${how}/${crypto.randomUUID()}.js`;
      const load = (): Promise<{ words: string }> => import(address);
      const failed = await lateModule(load).catch((error: unknown) => error);
      ok(failed instanceof TypeError, "it did not come");
      equal((await lateModule(load)).words, "here");
    });
  }
});
