// Carrying a row of a tree to another one with the pointer. Made with pointer events: the browser's own drag and drop is
// taken by the window on some platforms, and draws a picture nobody can style.

/** A press that moves less than this is a click. */
const SLOP = 5;
/** How long one rests on a folded row before it opens. */
const OPENS_AFTER = 650;
/** Within this of an edge the list scrolls by itself, in pixels. */
const EDGE = 28;

export interface Dragged<Row> {
  row: Row;
  /** What it would be dropped on; null where it cannot be. */
  onto: Row | null;
  x: number;
  y: number;
}

export interface Ground<Row> {
  /** The row at a height of the window; null where there is none. */
  at: (y: number) => Row | null;
  accepts: (row: Row, onto: Row) => boolean;
  drop: (row: Row, onto: Row) => void;
  /** Opens a folded row that one rests on. */
  unfold: (row: Row) => void;
  /** What scrolls. */
  scroller: () => HTMLElement | undefined;
}

export class Dragging<Row extends { node: { id: string } }> {
  now = $state.raw<Dragged<Row> | null>(null);
  #press: { row: Row; x: number; y: number; pointer: number } | null = null;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;

  constructor(private readonly ground: Ground<Row>) {}

  press(event: PointerEvent, row: Row) {
    if (event.button !== 0 || event.pointerType === "touch") return;
    this.#press = { row, x: event.clientX, y: event.clientY, pointer: event.pointerId };
  }

  move(event: PointerEvent) {
    const press = this.#press;
    if (!press || press.pointer !== event.pointerId) return;
    const { clientX: x, clientY: y } = event;
    if (!this.now) {
      if (Math.hypot(x - press.x, y - press.y) < SLOP) return;
      // From here on it is not lost when the pointer leaves the list.
      (event.currentTarget as HTMLElement).setPointerCapture?.(event.pointerId);
    }
    this.#over(press.row, x, y);
    cancelAnimationFrame(this.#frame);
    this.#scroll();
  }

  /** True when something was carried: the click that follows is none. */
  release(): boolean {
    const dragged = this.now;
    this.cancel();
    if (dragged?.onto) this.ground.drop(dragged.row, dragged.onto);
    return dragged !== null;
  }

  cancel() {
    this.#press = null;
    this.now = null;
    clearTimeout(this.#rest);
    cancelAnimationFrame(this.#frame);
  }

  #over(row: Row, x: number, y: number) {
    const under = this.ground.at(y);
    const before = this.now?.onto;
    const onto = under && this.ground.accepts(row, under) ? under : null;
    this.now = { row, onto, x, y };
    if (onto?.node.id === before?.node.id) return;
    clearTimeout(this.#rest);
    if (onto) this.#rest = setTimeout(() => this.ground.unfold(onto), OPENS_AFTER);
  }

  #scroll() {
    const scroller = this.ground.scroller();
    if (!this.now || !scroller) return;
    const { row, x, y } = this.now;
    const box = scroller.getBoundingClientRect();
    const by = y < box.top + EDGE ? -8 : y > box.bottom - EDGE ? 8 : 0;
    if (!by) return;
    scroller.scrollTop += by;
    this.#over(row, x, y);
    this.#frame = requestAnimationFrame(() => this.#scroll());
  }
}
