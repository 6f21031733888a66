// A response looked through with a JMESPath expression: what it finds, why it cannot, and the keys it can go on with.

import { EditorSession } from "../../components/editorSession";
import type { Suggestion } from "../../components/suggestions";
import type { Backend } from "../../lib/backend";
import type { Failure } from "../../lib/bindings/Failure";
import type { FilteredResponse } from "../../lib/bindings/FilteredResponse";
import { asFailure } from "../../lib/failure";

/** Long enough that a word typed at speed is looked for once. */
const DELAY = 200;

/** What stands before the name that is being typed, its dot or bracket included: `orders[0].` of `orders[0].to`. */
export const stemOf = (expression: string): string => /^(?:.*[.[{(|&,:\s!?@])?/s.exec(expression)![0];

/** The expression whose keys can follow. */
export const parentOf = (stem: string): string | null => {
  if (stem === "") return "";
  return stem.endsWith(".") ? stem.slice(0, -1) : null;
};

export class ResponseFilter {
  /** Whether there is a field for it. */
  open = $state(false);
  expression = $state("");
  found = $state.raw<FilteredResponse | null>(null);
  /** Why it finds nothing, and what to do about it. */
  failure = $state.raw<Failure | null>(null);
  suggestions = $state.raw<readonly Suggestion[]>([]);
  #stem: string | null = null;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #session: EditorSession | null = null;

  constructor(
    private readonly backend: Backend,
    private readonly id: string,
  ) {}

  /** Whether what it finds is shown in place of the response. */
  get active(): boolean {
    return this.open && this.found !== null && this.expression.trim() !== "";
  }

  /** Looks for the same as another, of the response before. */
  goOn({ open, expression }: ResponseFilter) {
    this.open = open;
    this.expression = expression;
    if (open) void this.look();
  }

  toggle() {
    this.open = !this.open;
  }

  /** `12 items`, or that there is nothing. */
  get words(): string {
    const { found } = this;
    if (!found || !this.active) return "";
    if (found.json === "null") return "Nothing found";
    if (found.items === null) return "";
    return found.items === 1 ? "1 item" : `${found.items.toLocaleString("en")} items`;
  }

  /** Something was typed. */
  typed() {
    void this.suggest();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look(), DELAY);
  }

  async look(): Promise<void> {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    const expression = this.expression.trim();
    if (!expression) {
      this.failure = null;
      this.#take(null);
      return;
    }
    try {
      const found = await this.backend.filterResponse(this.id, expression);
      if (asked !== this.#asked) return;
      this.failure = null;
      this.#take(found);
    } catch (thrown) {
      if (asked !== this.#asked) return;
      // What was found last stays, so that nothing jumps while one types.
      this.failure = asFailure(thrown);
    }
  }

  /** Looks for the keys that can follow what is typed. */
  async suggest(): Promise<void> {
    const stem = stemOf(this.expression);
    if (stem === this.#stem) return;
    this.#stem = stem;
    const parent = parentOf(stem);
    const keys = parent === null ? [] : await this.backend.responseKeys(this.id, parent).catch(() => []);
    if (stem === this.#stem) this.suggestions = keys.map((key) => ({ value: stem + key }));
  }

  /** The editor of what was found. */
  session(): EditorSession | null {
    if (!this.found) return null;
    return (this.#session ??= new EditorSession({
      text: this.found.json,
      label: "What the filter finds",
      language: "json",
      readOnly: true,
    }));
  }

  #take(found: FilteredResponse | null) {
    if (found?.json === this.found?.json) return;
    const before = this.#session;
    this.#session = null;
    this.found = found;
    // After the pane has let go of it.
    if (before) setTimeout(() => before.destroy());
  }

  destroy() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#session?.destroy();
  }
}
