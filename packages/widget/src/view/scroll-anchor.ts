/** Keeps the reader's place: at the end it stays at the end, elsewhere what is being read stands still. */
export interface ScrollAnchor {
  /** Whether the reader is at the end and follows what comes. */
  readonly sticks: boolean;
  readonly isNearStart: boolean;
  /** MUST be called after `restore` again. */
  attach(scroller: HTMLElement): void;
  /** A move resets what a box was scrolled to, and may lead to another document. */
  restore(): void;
  toEnd(): void;
  /** Before something comes or goes above: remembers where the oldest messages are. */
  hold(): void;
  /** After that: brings them back there. */
  release(): void;
}

/** How far from the end still counts as being there, and how near the beginning asks for more. */
const nearPx = 32;
const earlyPx = 240;

/** `onMove` is called after the reader has scrolled. */
export function createScrollAnchor(onMove: () => void): ScrollAnchor {
  let sticks = true;
  let scroller: HTMLElement | undefined;
  let resizes: ResizeObserver | undefined;
  let top = 0;
  let held: { readonly element: Element; readonly top: number } | undefined;

  function follow(): void {
    if (!sticks || !scroller) return;
    scroller.scrollTop = scroller.scrollHeight;
    top = scroller.scrollTop;
  }

  function scrolled(): void {
    if (!scroller) return;
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    // Growth between a scroll and its event looks like distance; only a move upwards lets go.
    if (scrollHeight - clientHeight - scrollTop <= nearPx) sticks = true;
    else if (scrollTop < top) sticks = false;
    top = scrollTop;
    onMove();
  }

  return {
    get sticks() {
      return sticks;
    },
    get isNearStart() {
      return !!scroller?.clientHeight && scroller.scrollTop < earlyPx;
    },
    attach(next) {
      if (next === scroller && resizes) return;
      scroller = next;
      resizes?.disconnect();
      scroller.addEventListener("scroll", scrolled, { passive: true });
      // That of another window rests with it, as the opener of this one may.
      const { ResizeObserver } = scroller.ownerDocument.defaultView ?? globalThis;
      resizes = new ResizeObserver(follow);
      resizes.observe(scroller);
      for (const child of scroller.children) resizes.observe(child);
    },
    restore() {
      resizes?.disconnect();
      resizes = undefined;
      if (scroller) scroller.scrollTop = top;
      follow();
    },
    toEnd() {
      sticks = true;
      follow();
    },
    hold() {
      const element = scroller?.querySelector(".chunk > :last-child");
      if (element && !sticks) held = { element, top: element.getBoundingClientRect().top };
    },
    release() {
      if (sticks) follow();
      else if (held?.element.isConnected && scroller) {
        scroller.scrollTop += held.element.getBoundingClientRect().top - held.top;
      }
      held = undefined;
    },
  };
}
