import { type People, type Reader, watchPeople } from "@ws-chat/client/people";
import type { ChatClient, Item } from "@ws-chat/client";
import { icon, make } from "./make.ts";
import type { CreatePart } from "./part.ts";
import { english } from "./people-strings.ts";
import { peopleStyles } from "./people-styles.ts";

/** So many are named; more are counted. */
const mostNamed = 3;
const nobody: Pick<People, "others" | "total" | "readBy"> = { others: [], total: 0, readBy: () => [] };
/** What a name is between until it is an element of its own, so that its direction changes nothing around it. */
const [open, close] = ["\u2068", "\u2069"];
/** What each element says, whatever who translates the page has made of it. */
const said = new WeakMap<Element, string>();
const doubleTick = "m.8 8.6 3 3 6-6.4M7.4 11l.6.6 7-7";

/** Who else is here, above the conversation; who has read one's newest message, below it; and how far the reader has. Nothing of it interrupts anybody. */
export const create: CreatePart = (host, frame) => {
  const line = make("div", "people", { hidden: true });
  const words = make("span", "");
  const mark = make("span", "state read", {}, icon(doubleTick), " ", words);
  let client: ChatClient | undefined;
  let people: People | undefined;
  frame.dress(peopleStyles);

  /** Those who have a name, and how many are left. */
  function say(
    how: (names: readonly string[], others: number) => string,
    whom: readonly Reader[],
    total: number,
    element: Element,
  ): void {
    const known = whom.flatMap(({ name }) => (name ? `${open}${name}${close}` : []));
    const names = known.slice(0, known.length === total ? mostNamed : mostNamed - 1);
    show(how(total > mostNamed ? names.slice(0, mostNamed - 1) : names, total - names.length), element);
  }

  function showHere({ others, total }: Pick<People, "others" | "total">, here: typeof english.here): void {
    const root = frame.root.querySelector(".root");
    const middle = root?.querySelector(".middle");
    if (!middle) return;
    if (line.nextSibling !== middle) middle.before(line);
    if (total) say(here, others, total, line);
    // Where they do not fit.
    line.title = line.textContent;
    const isHere = total > 0;
    // Where there is none, a search for it would go through all messages.
    const header = line.previousElementSibling?.firstElementChild?.part;
    if (line.hidden !== isHere && (header?.contains("peopled") ?? isHere) === isHere) return;
    // What is being read stays where it is.
    const scroller = middle.querySelector(".scroller");
    const top = middle.getBoundingClientRect().top;
    line.hidden = !isHere;
    header?.toggle("peopled", isHere);
    scroller?.scrollBy(0, middle.getBoundingClientRect().top - top);
  }

  /** What stands below `item`. It is looked for from the end, and only where it is another than the last time. */
  function footOf(item: Item | undefined): Element | undefined {
    const known = mark.parentElement;
    if (known?.isConnected && frame.items.get(known) === item) return known;
    let chunk = frame.root.querySelector(".list")?.lastElementChild;
    for (; chunk; chunk = chunk.previousElementSibling) {
      for (const foot of chunk.querySelectorAll(".foot")) if (frame.items.get(foot) === item) return foot;
    }
    return undefined;
  }

  function showRead({ readBy, total }: Pick<People, "readBy" | "total">, { read, readBy: by }: typeof english): void {
    const items = client?.getSnapshot().items ?? [];
    const own = items.findLast((item) => item.type === "message" && item.delivery);
    const seq = own?.type === "message" && own.delivery?.state === "sent" ? own.message.seq : undefined;
    const readers = seq === undefined ? [] : readBy(seq);
    const foot = readers.length ? footOf(own) : undefined;
    if (mark.parentElement !== foot) {
      mark.parentElement?.removeAttribute("read");
      mark.remove();
      foot?.append(mark);
      foot?.setAttribute("read", "");
    }
    if (!foot) return;
    // Where there is one other, there is nobody to tell them from.
    if (total > 1 && readers.some(({ name }) => name)) say(by, readers, readers.length, words);
    else show(read, words);
  }

  return {
    update() {
      const current = frame.people && frame.client?.();
      if (current !== client) people = (client = current) && watchPeople(current);
      const strings = { ...english, ...frame.words, ...host.strings };
      showHere(people || nobody, strings.here);
      showRead(people || nobody, strings);
      if (!people || !client) return;
      const seen = client.getSnapshot().items.findLast(({ key }) => key === frame.seen);
      if (seen?.type === "message" && seen.message.seq) people.read(seen.message.seq);
    },
  };
};

/** Writes `text`, with each name in it isolated. */
function show(text: string, element: Element): void {
  if (said.get(element) === text) return;
  said.set(element, text);
  element.replaceChildren(
    ...text
      .split(/\u2068(.*?)\u2069/)
      .map((piece, at) => (at % 2 ? make("bdi", "", { translate: false }, piece) : piece)),
  );
}
