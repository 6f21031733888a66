// Choosing an event template and filling its form. Filling is done in Rust; here is what is looked at and typed.

import type { Backend } from "../../lib/backend";
import type { EventTemplate } from "../../lib/bindings/EventTemplate";
import type { Failure } from "../../lib/bindings/Failure";
import type { FilledTemplate } from "../../lib/bindings/FilledTemplate";
import { asFailure } from "../../lib/failure";
import { matching } from "./search";

/** Long enough that a word typed at speed is filled in once, short enough to feel immediate. */
const FILL_DELAY = 120;

export class TemplateChooser {
  templates = $state.raw<EventTemplate[]>([]);
  filter = $state("");
  chosen = $state.raw<EventTemplate | null>(null);
  /** What the form holds, by field. */
  values = $state<Record<string, string>>({});
  filled = $state.raw<FilledTemplate | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** Whether anything was typed into the form. */
  typed = $state(false);
  readonly #backend: Backend;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get matches(): EventTemplate[] {
    return matching(this.templates, this.filter);
  }

  async start(): Promise<void> {
    try {
      this.templates = await this.#backend.listTemplates();
      const [first] = this.templates;
      if (first) this.choose(first);
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  choose(template: EventTemplate) {
    if (this.chosen === template) return;
    this.chosen = template;
    this.values = Object.fromEntries(template.fields.map((field) => [field.id, field.default]));
    this.typed = false;
    void this.#fill();
  }

  set(field: string, value: string) {
    this.values[field] = value;
    this.typed = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#fill(), FILL_DELAY);
  }

  problem(field: string): string | null {
    return this.filled?.problems.find((it) => it.field === field)?.message ?? null;
  }

  /** The event, once all of the form can be used; null when something is wrong with it. */
  async use(): Promise<string | null> {
    clearTimeout(this.#timer);
    await this.#fill();
    return this.filled && !this.filled.problems.length ? this.filled.payload : null;
  }

  async #fill(): Promise<void> {
    if (!this.chosen) return;
    const asked = ++this.#asked;
    try {
      const filled = await this.#backend.fillTemplate(this.chosen.id, $state.snapshot(this.values));
      if (asked !== this.#asked) return;
      this.filled = filled;
      this.failure = null;
    } catch (thrown) {
      if (asked === this.#asked) this.failure = asFailure(thrown);
    }
  }
}
