// A text that is being written. Until it is first shown it is a plain string; from then on the editor holds it.

import { EditorSession } from "../../components/editorSession";
import type { Placeholders, PlaceholderProblem } from "../../components/editorPlaceholders";

export class EditedText {
  /** Counts changes, for what must follow them. */
  version = $state(0);
  #text: string;
  #session: EditorSession | null = null;
  #placeholderProblems: readonly PlaceholderProblem[] = [];
  readonly #onchange: () => void;

  constructor(
    text: string,
    readonly label: string,
    private readonly language: "json" | "text",
    onchange: () => void,
  ) {
    this.#text = text;
    this.#onchange = onchange;
  }

  get text(): string {
    return this.#session?.text ?? this.#text;
  }

  /** Characters, without assembling the text. */
  get length(): number {
    return this.#session?.length ?? this.#text.length;
  }

  set text(text: string) {
    if (this.#session) {
      this.#session.replace(text);
    } else {
      this.#text = text;
      this.#changed();
    }
  }

  /** The editor, made when it is first wanted. */
  session(onkey: (event: KeyboardEvent) => boolean, placeholders?: Placeholders): EditorSession {
    if (this.#session) return this.#session;
    this.#session = new EditorSession({
      text: this.#text,
      label: this.label,
      language: this.language,
      placeholders,
      onchange: () => this.#changed(),
      onkey,
    });
    this.#session.markPlaceholders(this.#placeholderProblems);
    return this.#session;
  }

  /** Marks what cannot be filled in. */
  markPlaceholders(problems: readonly PlaceholderProblem[]) {
    this.#placeholderProblems = problems;
    this.#session?.markPlaceholders(problems);
  }

  mark(problem: { offset: number; message: string } | null) {
    this.#session?.mark(problem);
  }

  goTo(offset: number) {
    this.#session?.goTo(offset);
  }

  destroy() {
    this.#session?.destroy();
  }

  #changed() {
    this.version += 1;
    this.#onchange();
  }
}
