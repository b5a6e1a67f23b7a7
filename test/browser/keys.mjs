/** The command `keys`: `{ type: "hi" }` writes, `{ press: "Shift+Enter" }` presses, through the browser's own input. */
export function keys() {
  return {
    name: "keys",
    async executeCommand({ command, payload, session }) {
      if (command !== "keys") return undefined;
      const { keyboard } = session.browser.getPage(session.id);
      if (payload.type !== undefined) await keyboard.type(payload.type);
      const pressed = payload.press?.split("+") ?? [];
      for (const key of pressed) await keyboard.down(key);
      for (const key of pressed.toReversed()) await keyboard.up(key);
      return true;
    },
  };
}
