// What `{{ … }}` means in a request: which variables there are, what they come to, and what cannot be filled in. Rust knows;
// this asks when the fingers rest.

import type { PlaceholderChoice, PlaceholderNote, Placeholders } from "../../components/editorPlaceholders";
import type { Backend } from "../../lib/backend";
import type { Filled } from "../../lib/bindings/Filled";
import type { InvokeInput } from "../../lib/bindings/InvokeInput";
import type { ScopedVariable } from "../../lib/bindings/ScopedVariable";

/** As long as the other checks of what is typed. */
const DELAY = 150;
/** From here on handing the payload over takes tens of milliseconds. */
const LARGE = 512 * 1024;
const LARGE_DELAY = 700;
/** More of a value is not shown in a list. */
const SHOWN = 60;

/** The functions, as docs/collection-format.md has them. */
const FUNCTIONS: readonly { text: string; remark: string; about: string }[] = [
  { text: "uuid()", remark: "a random UUID", about: "Another one each time the request is sent." },
  { text: "now()", remark: "the time now", about: "The time now in UTC, by ISO 8601." },
  { text: "timestamp()", remark: "seconds since 1970", about: "timestamp('ms') gives milliseconds." },
  {
    text: "date(…)",
    remark: "a date",
    about: "The date in UTC, in a form of strftime’s and moved by a span: date('%Y-%m-%d', '-1 day').",
  },
  {
    text: "random_int(…)",
    remark: "a whole number",
    about: "A number between two, both included: random_int(1, 6).",
  },
  {
    text: "env(…)",
    remark: "of this computer",
    about: "A variable of the environment that Lambdesk was started in: env('NAME'). Each has to be allowed.",
  },
  {
    text: "file(…)",
    remark: "a file’s text",
    about: "The text of a file, seen from the collection’s folder: file('texts/letter.txt').",
  },
];

const shorten = (text: string) => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

export class Scope {
  variables = $state.raw<readonly ScopedVariable[]>([]);
  /** What the request comes to; null while nothing is filled in. */
  filled = $state.raw<Filled | null>(null);
  readonly placeholders: Placeholders;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  /** What the variables were asked for. */
  #of = "";

  constructor(
    private readonly backend: Backend,
    private readonly input: () => InvokeInput,
    /** Whether braces mean anything here. */
    on: () => boolean,
    private readonly onfilled: (filled: Filled | null) => void,
  ) {
    this.placeholders = {
      on,
      choices: () => this.#choices(),
      explain: (inside) => this.#explain(inside),
    };
  }

  /** Asks when nothing has changed for a moment. */
  soon(length: number) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.now(), length > LARGE ? LARGE_DELAY : DELAY);
  }

  /** Asks at once. `fresh` asks for the variables too: a file of theirs changed. */
  async now(fresh = false): Promise<void> {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    const input = this.input();
    if (fresh) this.#of = "";
    await Promise.all([this.#listVariables(input), this.#fill(input, asked)]);
  }

  async #listVariables(input: InvokeInput) {
    const place = input.source ?? input.unsaved?.folder ?? null;
    const of = JSON.stringify([place, input.environment]);
    if (of === this.#of) return;
    this.#of = of;
    try {
      const variables = place ? await this.backend.listVariables(place, input.environment) : [];
      if (of === this.#of) this.variables = variables;
    } catch {
      // The collection may be gone, which its own place says.
      if (of === this.#of) this.variables = [];
    }
  }

  async #fill(input: InvokeInput, asked: number) {
    let filled: Filled | null = null;
    if (this.placeholders.on() && mayHavePlaceholders(input)) {
      try {
        filled = await this.backend.fillRequest(input);
      } catch {
        // What keeps it from being sent is said by the request's own check.
      }
    }
    if (asked !== this.#asked) return;
    this.filled = filled;
    this.onfilled(filled);
  }

  #choices(): PlaceholderChoice[] {
    return [
      ...this.variables.map((it): PlaceholderChoice => ({
        text: it.name,
        remark: it.value === null ? "secret" : shorten(it.value),
        about: `From ${it.file}`,
        kind: "variable",
      })),
      ...FUNCTIONS.map((it): PlaceholderChoice => ({ ...it, kind: "function" })),
    ];
  }

  #explain(inside: string): PlaceholderNote | null {
    const variable = this.variables.find(({ name }) => name === inside);
    if (variable) {
      const { name, value, file, hides } = variable;
      const lines = [value === null ? "•••••••• (secret)" : shorten(value) || "(empty)", `From ${file}`];
      if (hides.length) lines.push(`Stands before ${hides.join(", ")}`);
      return { title: name, lines };
    }
    const called = FUNCTIONS.find(({ text }) => inside.startsWith(text.slice(0, text.indexOf("(") + 1)));
    if (called) return { title: inside, lines: [called.about] };
    return /^\w+$/.test(inside) ? { title: inside, lines: ["No variable has this name here."] } : null;
  }

  destroy() {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }
}

const mayHavePlaceholders = (input: InvokeInput) =>
  [
    input.payload,
    input.function,
    input.qualifier,
    input.region ?? "",
    input.client_context,
    input.tenant_id,
    input.durable_execution_name,
  ].some((text) => text.includes("{{"));
