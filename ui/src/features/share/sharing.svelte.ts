// A result on its way out: as what, what of it, what is hidden; and what that comes to, asked of Rust anew at each change.

import type { Backend } from "../../lib/backend";
import type { Failure } from "../../lib/bindings/Failure";
import type { Finding } from "../../lib/bindings/Finding";
import type { FindingKind } from "../../lib/bindings/FindingKind";
import type { ShareForm } from "../../lib/bindings/ShareForm";
import type { ShareOptions } from "../../lib/bindings/ShareOptions";
import type { ShareParts } from "../../lib/bindings/ShareParts";
import type { SharePreview } from "../../lib/bindings/SharePreview";
import { copy, copyRich } from "../../lib/clipboard";
import { asFailure } from "../../lib/failure";

/** Long enough that a word typed at speed is looked for once. */
const DELAY = 250;

export class Sharing {
  form = $state<ShareForm>("web_page");
  parts = $state.raw<ShareParts>({ payload: true, response: true, logs: true, attempts: true });
  /** Kinds of findings that are not hidden. */
  shown = $state.raw<ReadonlySet<FindingKind>>(new Set());
  /** Findings that are shown on purpose. */
  kept = $state.raw<ReadonlySet<string>>(new Set());
  /** Words of the user's own, by commas. */
  words = $state("");
  /** A regular expression of the user's own; empty for none. */
  pattern = $state("");
  /** Whether long texts of Markdown are folded away, or cut short. */
  fold = $state(true);
  path = $state("");

  preview = $state.raw<SharePreview | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** What is shown is not yet what was chosen. */
  looking = $state(true);
  busy = $state(false);
  /** What was done, in words. */
  done = $state("");
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly backend: Backend,
    /** The invocation's. */
    private readonly id: string,
  ) {}

  get options(): ShareOptions {
    const words = this.words
      .split(",")
      .map((word) => word.trim())
      .filter(Boolean);
    const pattern = this.pattern.trim();
    return {
      form: this.form,
      parts: this.parts,
      hide: { shown: [...this.shown], kept: [...this.kept], words, patterns: pattern ? [pattern] : [] },
      fold: this.fold,
    };
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
  take(part: keyof ShareParts, taken: boolean) {
    this.parts = { ...this.parts, [part]: taken };
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
    try {
      const preview = await this.backend.sharePreview(this.id, this.options);
      if (asked !== this.#asked) return;
      this.preview = preview;
      this.failure = null;
    } catch (thrown) {
      if (asked !== this.#asked) return;
      this.preview = null;
      this.failure = asFailure(thrown);
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
    if (this.busy || !this.preview || this.looking) return;
    this.busy = true;
    this.done = "";
    this.failure = null;
    try {
      if (!this.path.trim()) await this.choose();
      const path = this.path.trim();
      // The user gave up.
      if (!path) return;
      await this.backend.saveShare(this.id, this.options, path);
      this.done = `Saved to ${path}.`;
    } catch (thrown) {
      this.failure = asFailure(thrown);
    } finally {
      this.busy = false;
    }
  }

  /** Copies it: a web page as text with its looks, so that it can be pasted into mail and chat. */
  async copy(): Promise<void> {
    const { preview, options } = this;
    if (!preview || this.looking) return;
    const { parts, hide } = options;
    const copied =
      options.form === "web_page"
        ? await copyRich(this.backend.shareClipboard(this.id, parts, hide))
        : await copy(preview.text);
    this.done = copied ? "Copied." : "It could not be copied: save it instead.";
  }

  dispose() {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }
}
