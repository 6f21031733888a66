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
import { ResponseFile } from "./responseFile.svelte";
import { ResponseFilter } from "./responseFilter.svelte";
import { ResponseSearch } from "./responseSearch.svelte";
import { ResponseTree } from "./tree/responseTree.svelte";
import { decoder } from "./utf8";

/**
 * What an answer that is not streamed can have at most, and somewhat more. In WebKit on two cores without a graphics card 6 MB
 * are formatted on the screen 220 to 320 ms after the last byte, 60 KB after half of that (`make bench`).
 */
export const LARGEST_WHOLE = 8 * 1024 * 1024;
/** What a JMESPath expression may look through as one value: it is held as values then, many times its size. */
export const LARGEST_FILTERED = 32 * 1024 * 1024;
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
  /** For JSON that is shown whole, and for what may be JSON and is not too large. */
  readonly filter: ResponseFilter | null;
  /** For a body that is shown in pages. */
  readonly search: ResponseSearch | null;
  /** The way out of the window; null for a body that is empty. */
  readonly file: ResponseFile | null;
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
    const search = { open: () => this.search?.show(), step: (by: 1 | -1) => this.search?.step(by) };
    this.pages = paged
      ? new Pages((offset, length) => this.#range(offset, length), this.bytes, search)
      : null;
    this.search = paged
      ? new ResponseSearch(backend, id, this.bytes, (offset, length) => void this.pages?.show(offset, length))
      : null;
    const filters = this.hasForms || (paged && this.bytes <= LARGEST_FILTERED);
    this.filter = filters ? new ResponseFilter(backend, id) : null;
    this.file = this.kind === "empty" ? null : new ResponseFile(backend, id, this.kind);
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

  /** Whether there is a field that looks through it. */
  get lookedThrough(): boolean {
    return (this.search?.open || this.filter?.open) ?? false;
  }

  /** Opens the field that looks through it, or closes the one that is open. */
  lookThrough() {
    if (this.search && !this.filter?.open) this.search.toggle();
    else this.filter?.toggle();
  }

  /** What is shown in pages is filtered as one JSON value: the filter's field takes the place of the search's. */
  filterWhole() {
    this.search?.close();
    if (!this.filter?.open) this.filter?.toggle();
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
    this.search?.destroy();
    this.file?.destroy();
    for (const session of Object.values(this.#sessions)) session.destroy();
  }
}
