// One thing that can be undone, for as long as it is offered.

/** Long enough to read a short sentence twice and reach for the button. */
const OFFERED = 10_000;

interface Offer {
  words: string;
  undo: () => void;
  /** It is too late: what was kept for it can go. */
  over: () => void;
}

export class Undo {
  /** What is said beside the button; null when there is nothing to undo. */
  words = $state<string | null>(null);
  #offer: Offer | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  offer(offer: Offer) {
    this.#end()?.over();
    this.#offer = offer;
    this.words = offer.words;
    this.#timer = setTimeout(() => this.#end()?.over(), OFFERED);
  }

  take() {
    this.#end()?.undo();
  }

  #end(): Offer | null {
    const offer = this.#offer;
    clearTimeout(this.#timer);
    this.#offer = null;
    this.words = null;
    return offer;
  }
}
