// A command line that is pasted, and what it says.

import type { Backend } from "../../lib/backend";
import type { Failure } from "../../lib/bindings/Failure";
import type { ReadCommand } from "../../lib/bindings/ReadCommand";
import { asFailure } from "../../lib/failure";

const READ_DELAY = 120;

export class CommandImport {
  #text = $state("");
  read = $state.raw<ReadCommand | null>(null);
  failure = $state.raw<Failure | null>(null);
  readonly #backend: Backend;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(backend: Backend, text: string) {
    this.#backend = backend;
    this.#text = text;
    if (text) void this.now();
  }

  get text() {
    return this.#text;
  }
  set text(text: string) {
    this.#text = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.now(), READ_DELAY);
  }

  /** Reads what is typed, without waiting for the fingers to rest. */
  async now(): Promise<ReadCommand | null> {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    if (!this.#text.trim()) {
      this.read = null;
      this.failure = null;
      return null;
    }
    try {
      const read = await this.#backend.readCommandLine(this.#text);
      if (asked !== this.#asked) return null;
      this.read = read;
      this.failure = null;
    } catch (thrown) {
      if (asked !== this.#asked) return null;
      this.read = null;
      this.failure = asFailure(thrown);
    }
    return this.read;
  }
}
