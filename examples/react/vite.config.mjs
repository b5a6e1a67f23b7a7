import { defineConfig } from "vite";

export default defineConfig({
  // `npx ws-chat` beside `npm run dev`.
  server: { proxy: { "/websocket": { target: "http://localhost:8888", ws: true } } },
});
