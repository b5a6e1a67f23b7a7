import "@ws-chat/widget/define";
import { createApp } from "vue";
import App from "./app.vue";

createApp(App).mount("#app");
