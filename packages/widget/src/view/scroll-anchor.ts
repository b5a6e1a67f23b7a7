/** How far from the end still counts as being there, and how near the beginning asks for more. */
const nearPx = 32;
const earlyPx = 240;

/** Keeps the reader's place: at the end it stays at the end, elsewhere what is being read stands still. */
export class ScrollAnchor {
  /** Whether the reader is at the end and follows what comes. */
  sticks = true;
  readonly #onMove: () => void;
  #scroller: HTMLElement | undefined;
  #resizes: ResizeObserver | undefined;
  #top = 0;
  #held: { readonly element: Element; readonly top: number } | undefined;

  /** `onMove` is called after the reader has scrolled. */
  constructor(onMove: () => void) {
    this.#onMove = onMove;
  }

  get isNearStart(): boolean {
    const { clientHeight = 0, scrollTop = 0 } = this.#scroller ?? {};
    return clientHeight > 0 && scrollTop < earlyPx;
  }

  attach(scroller: HTMLElement): void {
    if (scroller === this.#scroller) return;
    this.#scroller = scroller;
    this.#resizes?.disconnect();
    scroller.addEventListener("scroll", this.#scrolled, { passive: true });
    this.#resizes = new ResizeObserver(() => this.#follow());
    this.#resizes.observe(scroller);
    for (const child of scroller.children) this.#resizes.observe(child);
  }

  /** A move in the document resets what a box was scrolled to. */
  restore(): void {
    if (this.#scroller) this.#scroller.scrollTop = this.#top;
    this.#follow();
  }

  toEnd(): void {
    this.sticks = true;
    this.#follow();
  }

  /** Before something comes or goes above: remembers where the oldest messages are. */
  hold(): void {
    const element = this.#scroller?.querySelector(".chunk > :last-child");
    if (element && !this.sticks) this.#held = { element, top: element.getBoundingClientRect().top };
  }

  /** After that: brings them back there. */
  release(): void {
    if (this.sticks) this.#follow();
    else if (this.#held?.element.isConnected && this.#scroller) {
      this.#scroller.scrollTop += this.#held.element.getBoundingClientRect().top - this.#held.top;
    }
    this.#held = undefined;
  }

  readonly #scrolled = (): void => {
    if (!this.#scroller) return;
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    // Growth between a scroll and its event looks like distance; only a move upwards lets go.
    if (scrollHeight - clientHeight - scrollTop <= nearPx) this.sticks = true;
    else if (scrollTop < this.#top) this.sticks = false;
    this.#top = scrollTop;
    this.#onMove();
  };

  #follow(): void {
    const scroller = this.#scroller;
    if (!this.sticks || !scroller) return;
    scroller.scrollTop = scroller.scrollHeight;
    this.#top = scroller.scrollTop;
  }
}
