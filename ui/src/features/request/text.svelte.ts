// A JSON text that is being written. Until it is first shown it is a plain string; from then on the editor holds it.

import { EditorSession } from "../../components/editorSession";

export class EditedText {
  /** Counts changes, for what must follow them. */
  version = $state(0);
  #text: string;
  #session: EditorSession | null = null;
  readonly #onchange: () => void;

  constructor(
    text: string,
    readonly label: string,
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
  session(onkey: (event: KeyboardEvent) => boolean): EditorSession {
    this.#session ??= new EditorSession({
      text: this.#text,
      label: this.label,
      language: "json",
      onchange: () => this.#changed(),
      onkey,
    });
    return this.#session;
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
