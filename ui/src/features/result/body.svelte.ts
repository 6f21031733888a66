// A response's body. It stays in Rust until it is looked at, is shown as text only where it is text, and one page at a
// time where it is large.

import { EditorSession } from "../../components/editorSession";
import type { Backend } from "../../lib/backend";
import type { Answer } from "../../lib/bindings/Answer";
import type { BodyForm } from "../../lib/bindings/BodyForm";
import type { Failure } from "../../lib/bindings/Failure";
import { asFailure } from "../../lib/failure";
import { remember, remembered } from "../../lib/remembered";
import { Pages } from "./pages.svelte";
import { ResponseFilter } from "./responseFilter.svelte";
import { ResponseTree } from "./tree/responseTree.svelte";
import { decoder } from "./utf8";

/** What an answer that is not streamed can have at most, and somewhat more. */
export const LARGEST_WHOLE = 8 * 1024 * 1024;
/** The first bytes of a binary body: enough to recognise a format by. */
export const DUMPED = 128;

/** How JSON can be looked at: as it came, laid out, or as a tree of its values. */
export const LOOKS = ["formatted", "received", "tree"] as const;
export type Look = (typeof LOOKS)[number];
const CHOSEN = "response-form";

interface Loaded {
  bytes: Uint8Array;
  /** Null for a binary body. */
  text: string | null;
}

export class Body {
  #look = $state<Look>("received");
  readonly kind: Answer["body_kind"];
  readonly bytes: number;
  /** Present for a body that is too large to be shown whole. */
  readonly pages: Pages | null;
  #failure = $state.raw<Failure | null>(null);
  #loaded = $state.raw<Partial<Record<BodyForm, Loaded>>>({});
  /** Undefined until it is wanted, null for what cannot be one. */
  #tree: ResponseTree | null | undefined;
  /** For JSON that is shown whole. */
  readonly filter: ResponseFilter | null;
  readonly #sessions: Partial<Record<BodyForm, EditorSession>> = {};
  readonly #loading = new Set<BodyForm>();
  readonly #backend: Backend;
  readonly #id: string;

  constructor(backend: Backend, id: string, answer: Pick<Answer, "body_kind" | "body_bytes">) {
    this.#backend = backend;
    this.#id = id;
    this.kind = answer.body_kind;
    this.bytes = answer.body_bytes;
    const paged = this.bytes > LARGEST_WHOLE && this.kind !== "binary";
    this.pages = paged ? new Pages((offset, length) => this.#range(offset, length), this.bytes) : null;
    this.filter = this.hasForms ? new ResponseFilter(backend, id) : null;
    // As the last one was looked at.
    if (this.hasForms) this.#look = LOOKS[remembered(CHOSEN, 0)] ?? "formatted";
  }

  get look(): Look {
    return this.#look;
  }

  set look(look: Look) {
    this.#look = look;
    remember(CHOSEN, LOOKS.indexOf(look));
  }

  /** The form of its text. A tree is read as it came, and copied laid out. */
  get form(): BodyForm {
    return this.#look === "received" ? "received" : "formatted";
  }

  get failure(): Failure | null {
    return this.pages?.failure ?? this.#failure;
  }

  /** Whether it can be shown laid out as well as it came. */
  get hasForms(): boolean {
    return this.kind === "json" && !this.pages;
  }

  /** What is shown, as text: the body in the chosen form, or the page. Null until it is here. Ask `load` for it. */
  get text(): string | null {
    return this.pages ? (this.pages.shown?.text ?? null) : (this.#loaded[this.form]?.text ?? null);
  }

  /** The first bytes of a binary body; null until they are here. */
  get beginning(): Uint8Array | null {
    return this.kind === "binary" ? (this.#loaded.received?.bytes ?? null) : null;
  }

  async load(): Promise<void> {
    if (this.kind === "empty") return;
    if (this.pages) return this.pages.shown ? undefined : this.pages.go(0);
    if (this.#look === "tree") await this.#loadAs("received");
    await this.#loadAs(this.form);
  }

  async #loadAs(form: BodyForm): Promise<void> {
    if (this.#loaded[form] || this.#loading.has(form)) return;
    this.#loading.add(form);
    try {
      this.#loaded = { ...this.#loaded, [form]: await this.#read(form) };
    } catch (thrown) {
      this.#failure = asFailure(thrown);
    } finally {
      this.#loading.delete(form);
    }
  }

  async #read(form: BodyForm): Promise<Loaded> {
    if (this.kind === "binary") return { bytes: await this.#range(0, DUMPED), text: null };
    const bytes = new Uint8Array(await this.#backend.responseBody(this.#id, form));
    return { bytes, text: decoder().decode(bytes) };
  }

  async #range(offset: number, length: number): Promise<Uint8Array> {
    return new Uint8Array(await this.#backend.responseRange(this.#id, offset, length));
  }

  /** The editor of what is shown, kept with its folds and its place. */
  session(): EditorSession | null {
    if (this.pages) return this.pages.session();
    const { text } = this;
    if (text === null) return null;
    return (this.#sessions[this.form] ??= new EditorSession({
      text,
      label: "Response body",
      language: this.kind === "json" ? "json" : "text",
      readOnly: true,
    }));
  }

  /** The tree, kept with what is open in it and its place. Null until the body is here, and for what is no JSON. */
  tree(): ResponseTree | null {
    const text = this.#loaded.received?.text;
    if (typeof text !== "string") return null;
    if (this.#tree === undefined) this.#tree = ResponseTree.of(text);
    return this.#tree;
  }

  destroy() {
    this.pages?.destroy();
    this.filter?.destroy();
    for (const session of Object.values(this.#sessions)) session.destroy();
  }
}
