/** Text in a box that scrolls, and nothing around it. */
export const load = () => undefined;

export function create() {
  return Object.assign(document.createElement("div"), {
    style: "block-size: 600px; inline-size: 400px; overflow: auto; white-space: pre-wrap",
  });
}

export const isReady = () => true;

export const shown = (element) => element.children.length;

export const scrollerOf = (element) => element;

export function append(element, message) {
  element.append(Object.assign(document.createElement("div"), { textContent: message.text }));
  element.scrollTop = element.scrollHeight;
}

export function reply(element) {
  const line = document.createElement("div");
  element.append(line);
  return {
    write(text) {
      line.append(text);
      element.scrollTop = element.scrollHeight;
    },
    end() {},
  };
}
