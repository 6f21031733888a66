// A few words about what was done, which go by themselves.

/** Long enough to read a few words. */
const SAID_FOR = 2600;

export class Passing {
  words = $state<string | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(words: string) {
    clearTimeout(this.#timer);
    this.words = words;
    this.#timer = setTimeout(() => (this.words = null), SAID_FOR);
  }
}
