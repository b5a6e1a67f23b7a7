import { getConnInfo, upgradeWebSocket } from "hono/deno";
import { conformanceApp } from "./hono-app.ts";

export default { fetch: conformanceApp({ upgradeWebSocket, getConnInfo }).fetch };
