// A response too large to be held in the page, looked through as a whole in Rust: what is looked for, what was found so
// far, and which place is shown. A newer question ends the one before, and nothing that comes late for it is taken.

import type { Backend } from "../../lib/backend";
import type { Failure } from "../../lib/bindings/Failure";
import type { FindMode } from "../../lib/bindings/FindMode";
import type { FindStep } from "../../lib/bindings/FindStep";
import type { FindSummary } from "../../lib/bindings/FindSummary";
import type { FoundPlace } from "../../lib/bindings/FoundPlace";
import { asFailure } from "../../lib/failure";

/** Long enough that a word typed at speed is looked for once: each time is a walk through hundreds of megabytes. */
const DELAY = 250;
/** As many are listed; all are counted. */
export const LISTED = 5000;

/** A place in the list of what was found. */
export interface Hit {
  key: string;
  /** Its place in the list, from 0. */
  at: number;
  place: FoundPlace;
}

const counted = (count: number) => count.toLocaleString("en");

export class ResponseSearch {
  open = $state(false);
  /** The field is to have the focus, once it is there. */
  called = $state(false);
  text = $state("");
  mode = $state<FindMode>("text");
  matchCase = $state(false);
  found = $state.raw<readonly Hit[]>([]);
  /** Which of them is shown; -1 for none. */
  at = $state(-1);
  running = $state(false);
  /** What it came to; null until it ends. */
  summary = $state.raw<FindSummary | null>(null);
  /** Why nothing can be looked for. */
  failure = $state.raw<Failure | null>(null);
  #read = $state(0);
  /** The search whose answers are taken, also after its end: its last places may come behind it. */
  #search = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The next place is wanted as soon as there is one. */
  #eager = false;
  /** It was closed before all was looked through. */
  #unfinished = false;

  constructor(
    private readonly backend: Backend,
    private readonly id: string,
    /** Bytes of the response. */
    private readonly bytes: number,
    /** Shows so many bytes of it. */
    private readonly onshow: (offset: number, length: number) => void,
  ) {}

  /** Opens it, or leads back to its field. */
  show() {
    this.open = true;
    this.called = true;
    if (this.#unfinished) void this.look();
  }

  close() {
    this.open = false;
    if (!this.running && !this.#timer) return;
    this.#unfinished = true;
    this.#leave();
  }

  toggle() {
    if (this.open) this.close();
    else this.show();
  }

  /** Looks for the same as another, of the response before. */
  goOn({ open, text, mode, matchCase }: ResponseSearch) {
    this.open = open;
    this.text = text;
    this.mode = mode;
    this.matchCase = matchCase;
    if (open) void this.look();
  }

  /** Something was typed. */
  typed() {
    this.#eager = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look(), DELAY);
  }

  async look(): Promise<void> {
    this.#leave();
    this.#unfinished = false;
    this.found = [];
    this.at = -1;
    this.#read = 0;
    this.summary = null;
    this.failure = null;
    const { mode } = this;
    const text = mode === "expression" ? this.text.trim() : this.text;
    if (!text) return;
    const search = `find-${crypto.randomUUID()}`;
    this.#search = search;
    this.running = true;
    const query = { text, mode, match_case: this.matchCase && mode !== "expression" };
    try {
      const summary = await this.backend.findInResponse(search, this.id, query, (step) => {
        if (search === this.#search) this.#take(step);
      });
      if (search === this.#search) this.summary = summary;
    } catch (thrown) {
      if (search !== this.#search) return;
      this.found = [];
      this.failure = asFailure(thrown);
    }
    if (search === this.#search) this.running = false;
  }

  #take(step: FindStep) {
    this.#read = Math.max(this.#read, step.read);
    const before = this.found.length;
    const places = step.found.slice(0, LISTED - before);
    if (!places.length) return;
    const hits = places.map((place, n) => ({ key: `${this.#search}:${before + n}`, at: before + n, place }));
    this.found = [...this.found, ...hits];
    if (this.#eager) this.choose(0);
  }

  /** Ends the search under way, whose places stay. */
  stop() {
    // It then comes to its end by itself.
    if (this.running) this.backend.cancel(this.#search).catch(() => {});
  }

  /** Ends the search under way, and takes nothing more from it. */
  #leave() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.stop();
    this.#search = "";
    this.running = false;
  }

  choose(at: number) {
    const hit = this.found[at];
    if (!hit) return;
    this.#eager = false;
    this.at = at;
    this.onshow(hit.place.offset, hit.place.length);
  }

  /** Goes to the next, or the one before; from the last to the first. */
  step(by: 1 | -1) {
    const count = this.found.length;
    const waits = this.#timer !== undefined;
    if (waits) void this.look();
    // What was found before is not what was asked for now.
    if (waits || !count) this.#eager = true;
    else this.choose(this.at === -1 && by === -1 ? count - 1 : (this.at + by + count) % count);
  }

  /** `1,204 found, the first 5,000 listed`, `12 so far, 34%`. */
  get words(): string {
    const { found, summary, running } = this;
    const share = (read: number) => `${Math.floor((100 * read) / this.bytes)}%`;
    if (running) {
      // What is not listed is only counted at the end.
      const least = found.length < LISTED ? "" : "at least ";
      return `${least}${counted(found.length)} so far, ${share(this.#read)}`;
    }
    if (!summary) return "";
    const { count, not_json, stopped } = summary;
    const place = this.at === -1 ? "" : `${counted(this.at + 1)} of `;
    return [
      count ? `${place}${counted(count)} found` : "Nothing found",
      ...(count > LISTED ? [`the first ${counted(LISTED)} listed`] : []),
      ...(not_json ? [not_json === 1 ? "1 line is no JSON" : `${counted(not_json)} lines are no JSON`] : []),
      ...(stopped ? [`stopped at ${share(summary.read)}`] : []),
    ].join(", ");
  }

  destroy() {
    this.#leave();
  }
}
