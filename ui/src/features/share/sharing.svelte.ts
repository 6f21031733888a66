// Something on its way out: what is hidden in it, and what that comes to, asked of Rust anew at each change. What it is, a
// result or a folder, is said by who makes one.

import type { Backend } from "../../lib/backend";
import type { Failure } from "../../lib/bindings/Failure";
import type { Finding } from "../../lib/bindings/Finding";
import type { FindingKind } from "../../lib/bindings/FindingKind";
import type { HideOptions } from "../../lib/bindings/HideOptions";
import type { ShareForm } from "../../lib/bindings/ShareForm";
import type { SharePreview } from "../../lib/bindings/SharePreview";
import { asFailure } from "../../lib/failure";

/** Long enough that a word typed at speed is looked for once. */
const DELAY = 250;

export abstract class Sharing {
  /** As what. */
  abstract readonly form: ShareForm;
  /** Kinds of findings that are not hidden. */
  shown = $state.raw<ReadonlySet<FindingKind>>(new Set());
  /** Findings that are shown on purpose. */
  kept = $state.raw<ReadonlySet<string>>(new Set());
  /** Words of the user's own, by commas. */
  words = $state("");
  /** A regular expression of the user's own; empty for none. */
  pattern = $state("");
  path = $state("");

  preview = $state.raw<SharePreview | null>(null);
  /** Why there is no preview. */
  trouble = $state.raw<Failure | null>(null);
  /** Why it could not be saved. */
  failure = $state.raw<Failure | null>(null);
  /** What is shown is not yet what was chosen. */
  looking = $state(true);
  busy = $state(false);
  /** What was done, in words. */
  done = $state("");
  /** It is in a file as it is shown. */
  saved = $state(false);
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(protected readonly backend: Backend) {}

  /** What would leave, to the letter. */
  protected abstract ask(hide: HideOptions): Promise<SharePreview>;
  protected abstract write(hide: HideOptions, path: string): Promise<void>;

  protected get hide(): HideOptions {
    const words = this.words
      .split(",")
      .map((word) => word.trim())
      .filter(Boolean);
    const pattern = this.pattern.trim();
    return { shown: [...this.shown], kept: [...this.kept], words, patterns: pattern ? [pattern] : [] };
  }
  /** Whether it can leave as it is shown. */
  get ready(): boolean {
    return this.preview !== null && !this.looking;
  }
  problem(): string | null {
    return this.failure?.problems.find(({ field }) => field === "path")?.message ?? null;
  }

  /** Shows what is hidden of these kinds, or hides it again. */
  show(kinds: readonly FindingKind[], shown: boolean) {
    const all = new Set(this.shown);
    for (const kind of kinds) {
      if (shown) all.add(kind);
      else all.delete(kind);
    }
    this.shown = all;
    void this.look();
  }
  /** Shows one finding on purpose, or hides it again. */
  keep({ id }: Finding, kept: boolean) {
    const all = new Set(this.kept);
    if (kept) all.add(id);
    else all.delete(id);
    this.kept = all;
    void this.look();
  }

  /** Asks when the fingers rest. */
  soon() {
    this.looking = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look(), DELAY);
  }
  async look(): Promise<void> {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    this.looking = true;
    this.done = "";
    this.saved = false;
    try {
      const preview = await this.ask(this.hide);
      if (asked !== this.#asked) return;
      this.preview = preview;
      this.trouble = null;
    } catch (thrown) {
      if (asked !== this.#asked) return;
      this.preview = null;
      this.trouble = asFailure(thrown);
    }
    this.looking = false;
  }

  async choose(): Promise<void> {
    try {
      this.path =
        (await this.backend.chooseShare(this.preview?.file_name ?? "result", this.form)) ?? this.path;
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  /** Writes it into a file, which is asked for when none was typed. */
  async save(): Promise<void> {
    if (this.busy || !this.ready) return;
    this.busy = true;
    this.done = "";
    this.saved = false;
    this.failure = null;
    try {
      if (!this.path.trim()) await this.choose();
      const path = this.path.trim();
      // The user gave up.
      if (!path) return;
      await this.write(this.hide, path);
      this.done = `Saved to ${path}.`;
      this.saved = true;
    } catch (thrown) {
      this.failure = asFailure(thrown);
    } finally {
      this.busy = false;
    }
  }

  dispose() {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }
}
