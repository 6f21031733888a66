// Two results as they lie side by side: what is asked of them, and what of the answers is still wanted when it comes.

import type { Backend } from "../../lib/backend";
import type { ComparedPart } from "../../lib/bindings/ComparedPart";
import type { Comparison } from "../../lib/bindings/Comparison";
import type { Difference } from "../../lib/bindings/Difference";
import type { Failure } from "../../lib/bindings/Failure";
import { asFailure } from "../../lib/failure";
import type { ComparedResult } from "./comparedResult";
import { ALIKE, binaryWords, lackOf, NOTHING, type Part, SAME, SAYS_THE_SAME, summaryOf } from "./words";

export type Way = "structure" | "text";

/** What of two results is looked at, and how. */
export class Look {
  part = $state<Part>("response");
  way = $state<Way>("structure");
}

/** What `comparedText` gives of a text at most. */
const LONGEST = 2 * 1024 * 1024;
/** A quick answer takes the place of the last one; only after this long is waiting worth a word. */
const SAID_AFTER = 300;

/** A difference in the list; its key is its own however often a path occurs. */
export interface Row extends Difference {
  key: string;
}

export type Shown =
  | { kind: "nothing"; words: string }
  | { kind: "structure"; words: string; rows: readonly Row[]; more: number; problems: readonly string[] }
  | { kind: "text"; notes: readonly string[]; one: string; other: string; language: "json" | "text" };

interface Text {
  text: string;
  cut: boolean;
}

export class Comparing {
  shown = $state.raw<Shown | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** The answer takes long enough for that to be said. */
  slow = $state(false);
  #asked = 0;
  #subject = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #texts = new Map<ComparedPart, Promise<[Text, Text]>>();

  /** `one` is the older. */
  constructor(
    private readonly backend: Backend,
    private readonly one: ComparedResult,
    private readonly other: ComparedResult,
  ) {}

  /** Finds out how they differ. What was asked before is not wanted any more. */
  async ask(part: Part, way: Way, ignored: readonly string[]): Promise<void> {
    const asked = (this.#asked += 1);
    const subject = `${part} ${way}`;
    // The list stays while only other paths are ignored; what is of another part does not.
    if (subject !== this.#subject) this.shown = null;
    this.#subject = subject;
    this.failure = null;
    this.#wait(() => (this.slow = true));
    try {
      const shown = await this.#find(part, way, ignored);
      if (asked === this.#asked) this.shown = shown;
    } catch (thrown) {
      if (asked !== this.#asked) return;
      this.shown = null;
      this.failure = asFailure(thrown);
    } finally {
      if (asked === this.#asked) this.#wait(null);
    }
  }

  destroy() {
    this.#asked += 1;
    this.#wait(null);
  }

  #wait(then: (() => void) | null) {
    clearTimeout(this.#timer);
    if (then) this.#timer = setTimeout(then, SAID_AFTER);
    else this.slow = false;
  }

  async #find(part: Part, way: Way, ignored: readonly string[]): Promise<Shown> {
    const { one, other } = this;
    const lack = lackOf(part, one, other);
    if (lack === NOTHING[part]) return { kind: "nothing", words: lack };
    if (part === "log") return this.#logs(lack);
    const binary = part === "response" ? binaryWords(one, other) : null;
    if (binary) return { kind: "nothing", words: binary };
    if (way === "text" || lack) return this.#asText(part, lack);
    const query = { one: one.id, other: other.id, part, ignored: [...ignored] };
    const found = await this.backend.compareResults(query);
    if (found.unlike !== null) return this.#asText(part, found.unlike);
    return {
      kind: "structure",
      words: summaryOf(found, await this.#sameness(part, found)),
      rows: rowsOf(found.differences),
      more: found.more,
      problems: found.problems,
    };
  }

  /** What is said when nothing differs in what they say: whether it is written alike, too. */
  async #sameness(part: ComparedPart, { differences, more, ignored }: Comparison): Promise<string> {
    if (differences.length || more || ignored) return "";
    const [one, other] = await this.#textsOf(part);
    if (one.text !== other.text) return ALIKE;
    return one.cut ? SAYS_THE_SAME : SAME;
  }

  async #asText(part: ComparedPart, why: string | null): Promise<Shown> {
    const [one, other] = await this.#textsOf(part);
    if (!one.text && !other.text) return { kind: "nothing", words: NOTHING[part] };
    const cut = one.cut || other.cut;
    return {
      kind: "text",
      one: one.text,
      other: other.text,
      language: isJson(one.text) || isJson(other.text) ? "json" : "text",
      notes: [
        ...(why ? [why] : []),
        ...(one.text === other.text
          ? [cut ? "Both begin with the same 2 MB; more was not compared." : SAME]
          : cut
            ? ["They are long: the first 2 MB of each are compared."]
            : []),
      ],
    };
  }

  #logs(lack: string | null): Shown {
    const [one, other] = [this.one.log, this.other.log];
    const truncated = one?.truncated || other?.truncated;
    return {
      kind: "text",
      one: one?.text ?? "",
      other: other?.text ?? "",
      language: "text",
      notes: [
        ...(lack ? [lack] : []),
        ...(one?.text === other?.text ? [SAME] : []),
        ...(truncated ? ["Of a long log only the last 4 KB came back: earlier lines are missing."] : []),
      ],
    };
  }

  /** Both texts, read once. */
  #textsOf(part: ComparedPart): Promise<[Text, Text]> {
    const before = this.#texts.get(part);
    if (before) return before;
    const read = Promise.all([this.#textOf(this.one, part), this.#textOf(this.other, part)]);
    this.#texts.set(part, read);
    // What failed may be tried again.
    read.catch(() => this.#texts.delete(part));
    return read;
  }

  async #textOf({ id, response }: ComparedResult, part: ComparedPart): Promise<Text> {
    if (part === "response" && response === null) return { text: "", cut: false };
    const bytes = await this.backend.comparedText(id, part);
    const cut = bytes.byteLength >= LONGEST;
    // A character that is cut in half is left out.
    return { text: new TextDecoder().decode(bytes, { stream: cut }), cut };
  }
}

const isJson = (text: string) => /^\s*[[{"]/.test(text);

function rowsOf(differences: readonly Difference[]): Row[] {
  const met = new Map<string, number>();
  return differences.map((it) => {
    const name = `${it.change} ${it.path}`;
    const count = met.get(name) ?? 0;
    met.set(name, count + 1);
    return { ...it, key: `${name} ${count}` };
  });
}
