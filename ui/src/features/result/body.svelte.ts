// A response's body. It stays in Rust until it is looked at, and is shown as text only where it is text.

import { EditorSession } from "../../components/editorSession";
import type { Backend } from "../../lib/backend";
import type { Answer } from "../../lib/bindings/Answer";
import type { BodyForm } from "../../lib/bindings/BodyForm";
import type { Failure } from "../../lib/bindings/Failure";
import { asFailure } from "../../lib/failure";

interface Loaded {
  bytes: Uint8Array;
  /** Null for a binary body. */
  text: string | null;
}

export class Body {
  form = $state<BodyForm>("formatted");
  failure = $state.raw<Failure | null>(null);
  readonly kind: Answer["body_kind"];
  readonly bytes: number;
  #loaded = $state.raw<Partial<Record<BodyForm, Loaded>>>({});
  readonly #sessions: Partial<Record<BodyForm, EditorSession>> = {};
  readonly #loading = new Set<BodyForm>();
  readonly #backend: Backend;
  readonly #id: string;

  constructor(backend: Backend, id: string, answer: Answer) {
    this.#backend = backend;
    this.#id = id;
    this.kind = answer.body_kind;
    this.bytes = answer.body_bytes;
    if (this.kind !== "json") this.form = "received";
  }

  /** The body in the chosen form; null until it is here. Ask `load` for it. */
  get shown(): Loaded | null {
    return this.#loaded[this.form] ?? null;
  }

  async load(): Promise<void> {
    const { form } = this;
    if (this.#loaded[form] || this.#loading.has(form) || this.kind === "empty") return;
    this.#loading.add(form);
    try {
      const bytes = new Uint8Array(await this.#backend.responseBody(this.#id, form));
      const text =
        this.kind === "binary" ? null : new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
      this.#loaded = { ...this.#loaded, [form]: { bytes, text } };
    } catch (thrown) {
      this.failure = asFailure(thrown);
    } finally {
      this.#loading.delete(form);
    }
  }

  /** The editor of the chosen form, kept with its folds and its place. */
  session(): EditorSession | null {
    const text = this.shown?.text;
    if (text === undefined || text === null) return null;
    return (this.#sessions[this.form] ??= new EditorSession({
      text,
      label: "Response body",
      language: this.kind === "json" ? "json" : "text",
      readOnly: true,
    }));
  }

  destroy() {
    for (const session of Object.values(this.#sessions)) session.destroy();
  }
}
