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
  /** Before something comes or goes above: remembers where the chunk is that the reader has at the top. */
  hold(): void;
  /** After that: brings it back there, or follows the end. */
  release(): void;
}

/** How far from the end still counts as being there, and how near the beginning asks for more. */
const nearPx = 32;
const earlyPx = 240;
/** How far out of sight messages are laid out, so that they have their size before they come into sight. */
const aheadPx = 1_000;

/** `onMove` is called after the reader has scrolled, `onNear` when it has been marked with `near` what is to be laid out. */
export function createScrollAnchor(onMove: () => void, onNear: () => void): ScrollAnchor {
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

  /** Notices what the reader did, whose event may be still to come. */
  function look(): void {
    // Nobody scrolls what is not shown.
    if (!scroller?.clientHeight) return;
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    // Growth between a scroll and its event looks like distance; only a move upwards lets go.
    if (scrollHeight - clientHeight - scrollTop <= nearPx) sticks = true;
    else if (scrollTop < top) sticks = false;
    top = scrollTop;
  }

  /** How far out of sight each chunk is: less than 0 where something of it is in sight. */
  function distances(): [chunk: Element, px: number][] {
    const box = scroller?.getBoundingClientRect();
    return [...(scroller?.querySelector(".list")?.children ?? [])].map((chunk) => {
      const { top, bottom } = chunk.getBoundingClientRect();
      return [chunk, box ? Math.max(box.top - bottom, top - box.bottom) : 0];
    });
  }

  function hold(measured = distances()): void {
    look();
    // Lines may go at the beginning of a chunk, and come at its end.
    const element = measured.find(([, px]) => px < 0)?.[0].lastElementChild;
    held = element ? { element, top: element.getBoundingClientRect().top } : undefined;
  }

  function putBack(): void {
    if (!sticks && held?.element.isConnected) {
      // Where a page of history has come, it has its size from the start.
      held.element.parentElement?.previousElementSibling?.toggleAttribute("near", true);
      const shift = held.element.getBoundingClientRect().top - held.top;
      // Even by nothing it would end a scroll that is under way.
      if (shift) scroller?.scrollBy(0, shift);
    }
    held = undefined;
  }

  function release(): void {
    look();
    follow();
    putBack();
  }

  /** What was hidden may be before the reader's eyes now. */
  function resized(): void {
    release();
    onMove();
  }

  /** Lays out what comes near. Engines do so with what they have skipped when it is in sight, and then the rest jumps. */
  function approach(): void {
    const measured = distances();
    hold(measured);
    for (const [chunk, px] of measured) chunk.toggleAttribute("near", px < aheadPx);
    onNear();
    putBack();
  }

  function scrolled(): void {
    look();
    // Who follows the end comes near nothing.
    if (!sticks) approach();
    onMove();
  }

  /** Lets go of the layout of what is out of sight, which is most of what a message takes of memory. It is made anew when it comes near. */
  function shed(event: Event): void {
    const { target, skipped } = event as ContentVisibilityAutoStateChangeEvent;
    const chunk = target as HTMLElement;
    // Of many that come at once, most are empty yet.
    if (!skipped || !chunk.firstChild) return;
    chunk.hidden = true;
    // Asked for its style, it has none by now; and then again, with the size that the engine remembers of it.
    void getComputedStyle(chunk).display;
    chunk.hidden = false;
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
      scroller.addEventListener("scroll", scrolled);
      scroller.addEventListener("contentvisibilityautostatechange", shed);
      // That of another window rests with it, as the opener of this one may.
      const { ResizeObserver } = scroller.ownerDocument.defaultView ?? globalThis;
      resizes = new ResizeObserver(resized);
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
    hold,
    release,
  };
}
