import { getConnInfo, upgradeWebSocket } from "hono/deno";
import { addressApp } from "./address-app.ts";

export default { fetch: addressApp({ upgradeWebSocket, getConnInfo }).fetch };
