export * from "./chat-client.ts";
