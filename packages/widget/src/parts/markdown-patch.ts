/** Makes `old` like `fresh`, whose nodes are used up; what is the same in both stays, with its selection and focus. */
export function patch(old: Element, fresh: Element): void {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const before = [...old.childNodes];
  const after = [...fresh.childNodes];
  for (const gone of before.slice(after.length)) gone.remove();
  after.forEach((node, index) => {
    const known = before[index];
    if (!known) old.append(node);
    else if (known.nodeName !== node.nodeName) known.replaceWith(node);
    else if (isElement(known) && isElement(node)) patch(known, node);
    else patchText(known as Text, node as Text);
  });
}

// Of any window: an element may have moved to another document.
const isElement = (node: Node): node is Element => node.nodeType === Node.ELEMENT_NODE;

/** To append leaves a selection in what was there as it is. */
function patchText(old: Text, { data }: Text): void {
  if (data.startsWith(old.data)) {
    if (data.length > old.data.length) old.appendData(data.slice(old.data.length));
  } else old.data = data;
}
