// The end of a streamed response as it comes in. The bytes stay in Rust; a few times a second the newest of them are
// fetched while someone looks, and only their last part is held here.

import { asFailure } from "../../lib/failure";
import { continuation, decoder } from "./utf8";

/** How often at most the newest bytes are fetched. */
const BETWEEN = 200;
/** Bytes fetched at once, and characters kept: what can be laid out anew five times a second. */
export const TAIL = 64 * 1024;

type Range = (offset: number, length: number) => Promise<ArrayBuffer>;

/** The end of a text, from the beginning of a line if one begins near. */
export function endOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const from = text.length - most;
  const line = text.indexOf("\n", from);
  if (line !== -1 && line < from + most / 4) return text.slice(line + 1);
  // Not within a pair of surrogates.
  return text.slice((text.charCodeAt(from) & 0xfc00) === 0xdc00 ? from + 1 : from);
}

export class LiveTail {
  /** The end of what has come, as far as it was fetched. */
  text = $state("");
  /** Whether there is more before it. */
  cut = $state(false);
  /** Whether it is no text at all. */
  binary = $state(false);
  /** Why it cannot be shown. */
  problem = $state("");
  #available = 0;
  #fetched = 0;
  #decoder = decoder();
  #watched = false;
  #fetching = false;
  #last = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts what was begun anew, so that bytes of a former attempt are not shown. */
  #round = 0;

  constructor(private readonly range: Range) {}

  /** So many bytes are there now. */
  offer(bytes: number) {
    this.#available = bytes;
    this.#plan();
  }

  /** Another attempt begins: nothing has come. */
  reset() {
    this.#round += 1;
    this.#available = 0;
    this.#fetched = 0;
    this.#decoder = decoder();
    this.text = "";
    this.cut = false;
    this.binary = false;
    this.problem = "";
  }

  /** While nobody looks, or someone reads further up, nothing is fetched and nothing moves. */
  watch(watched: boolean) {
    this.#watched = watched;
    if (watched) this.#plan();
    else clearTimeout(this.#timer);
    if (!watched) this.#timer = undefined;
  }

  #plan() {
    if (!this.#watched || this.#fetching || this.#timer !== undefined || this.#fetched >= this.#available)
      return;
    const wait = Math.max(0, this.#last + BETWEEN - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#fetch();
    }, wait);
  }

  async #fetch() {
    const round = this.#round;
    const from = Math.max(this.#fetched, this.#available - TAIL);
    const skipped = from > this.#fetched;
    this.#fetching = true;
    this.#last = performance.now();
    try {
      const bytes = new Uint8Array(await this.range(from, Math.min(TAIL, this.#available - from)));
      if (round !== this.#round) return;
      this.#take(bytes, skipped);
      this.#fetched = from + bytes.length;
    } catch (thrown) {
      if (round === this.#round) this.problem = asFailure(thrown).message;
    } finally {
      this.#fetching = false;
      if (!this.problem) this.#plan();
    }
  }

  #take(bytes: Uint8Array, skipped: boolean) {
    if (bytes.includes(0)) this.binary = true;
    if (this.binary) return;
    if (skipped) this.#decoder = decoder();
    const start = skipped ? continuation(bytes, 0) : 0;
    const more = this.#decoder.decode(bytes.subarray(start), { stream: true });
    const whole = skipped ? more : this.text + more;
    const end = endOf(whole, TAIL);
    this.cut = this.cut || skipped || end.length < whole.length;
    this.text = end;
  }
}
