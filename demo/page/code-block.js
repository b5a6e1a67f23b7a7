const template = document.querySelector("#code-block");
const saidMs = 2000;

/** Code to be copied, under its title. Gives how to put other code in its place. */
export function createCodeBlock(title, text = "") {
  const block = template.content.firstElementChild.cloneNode(true);
  const [caption, button, code] = ["figcaption", "button", "code"].map((one) => block.querySelector(one));
  caption.textContent = title;
  code.parentElement.ariaLabel = title;
  code.textContent = text;
  let timer;
  button.addEventListener("click", async () => {
    const isCopied = await navigator.clipboard.writeText(code.textContent).then(
      () => true,
      () => false,
    );
    if (!isCopied) getSelection().selectAllChildren(code);
    button.textContent = isCopied ? "Copied" : "Selected";
    clearTimeout(timer);
    timer = setTimeout(() => {
      button.textContent = "Copy";
    }, saidMs);
  });
  return {
    block,
    show(text) {
      if (code.textContent !== text) code.textContent = text;
    },
  };
}

/** A file of the demo, as it runs. */
export async function fetchCode(name) {
  const response = await fetch(`/code/${name}`);
  return (await response.text()).trimEnd();
}
