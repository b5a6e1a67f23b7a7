import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === "ws-chat" } } })],
  // `npx ws-chat` beside `npm run dev`.
  server: { proxy: { "/websocket": { target: "http://localhost:8888", ws: true } } },
});
