// One open request: what is being written, where it is kept, and what came of it. Each tab keeps its own, and several may run
// at once.

import { Kept } from "../features/collections/kept.svelte";
import { Scope } from "../features/collections/scope.svelte";
import { parentOf } from "../features/collections/source";
import type { Place, Unfilled } from "../features/request/around";
import { Draft } from "../features/request/draft.svelte";
import { type Finished, Runs } from "../features/result/run.svelte";
import type { Backend } from "../lib/backend";
import type { Example } from "../lib/bindings/Example";
import type { FillProblem } from "../lib/bindings/FillProblem";
import type { RequestContent } from "../lib/bindings/RequestContent";
import type { RequestSource } from "../lib/bindings/RequestSource";
import { contentOf, sameContent } from "../lib/requestContent";
import { TabComparison } from "./comparison.svelte";

let opened = 0;
/** Unique also among those that were kept from an earlier start. */
const freshId = () => `tab-${Date.now().toString(36)}-${++opened}`;
/** Long enough that a word typed at speed is compared once. */
const COMPARE_DELAY = 150;
/** From here on putting the text together takes tens of milliseconds. */
const LARGE = 512 * 1024;
const LARGE_DELAY = 700;

/** What a tab is opened with. */
export interface Opening {
  backend: Backend;
  examples: readonly Example[];
  windowProfile: () => string;
  /** The sandbox's function that it is an example of. */
  example?: Example | null;
  kept?: Kept | null;
  /** The folder where it belongs when it is saved. */
  home?: RequestSource | null;
  /** Whether it is somebody else's, and belongs to no collection until it is saved in one. */
  apart?: boolean;
  /** As it was before a restart. */
  id?: string;
  environmentOf: (collection: string) => string | null;
  /** What can be done at once about what cannot be filled in. */
  actionOf: (tab: Tab, problem: FillProblem) => Unfilled["action"];
  onended: (tab: Tab, finished: Finished) => void;
  /** It was compared with what is saved, after something changed. */
  onchanged: (tab: Tab) => void;
}

export class Tab {
  readonly id: string;
  readonly draft: Draft;
  readonly runs: Runs;
  readonly scope: Scope;
  readonly comparison = new TabComparison();
  readonly example: Example | null;
  /** Where it is kept; null for one that was never saved. */
  kept = $state.raw<Kept | null>(null);
  home = $state.raw<RequestSource | null>(null);
  /** Whether it is not what is saved, or what it began with. */
  unsaved = $state(false);
  readonly #initial: RequestContent;
  readonly #apart: boolean;
  readonly #opening: Opening;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(opening: Opening) {
    const { backend, examples, windowProfile, example = null, onended } = opening;
    this.#opening = opening;
    this.id = opening.id ?? freshId();
    this.example = example;
    this.kept = opening.kept ?? null;
    this.home = opening.home ?? null;
    this.#apart = opening.apart ?? false;
    this.#initial = contentOf(example);
    this.scope = new Scope(
      backend,
      () => this.draft.input(),
      () => this.draft.options.template,
      (filled) =>
        this.draft.fillIn(
          filled,
          (filled?.problems ?? []).map((it) => ({ ...it, action: opening.actionOf(this, it) })),
        ),
    );
    this.draft = new Draft(backend, {
      examples,
      windowProfile,
      from: example,
      place: () => this.place,
      placeholders: this.scope.placeholders,
      onchange: () => this.#changed(),
    });
    this.runs = new Runs(backend, (finished) => onended(this, finished));
  }

  /** Where it belongs. */
  get place(): Place {
    const { kept } = this;
    const source = kept && !kept.gone ? kept.source : null;
    const folder = source ? null : kept ? parentOf(kept.source) : this.home;
    const collection = (source ?? folder)?.collection;
    return {
      name: this.title,
      source,
      folder,
      environment: collection ? this.#opening.environmentOf(collection) : null,
    };
  }

  /** Whether it is somebody else's still. */
  get apart(): boolean {
    return this.#apart && !this.kept;
  }

  /** The collection it belongs to. */
  get collection(): string | null {
    return (this.kept?.source ?? this.home)?.collection ?? null;
  }

  get title(): string {
    if (this.kept) return this.kept.title;
    if (this.apart && this.draft.ownName) return this.draft.ownName;
    const name = this.draft.target;
    if (this.example && name === this.example.function && this.draft.onSandbox) return this.example.title;
    return name.split(":function:").at(-1) || "New request";
  }

  /** Becomes what is on disk. */
  show(content: RequestContent) {
    this.draft.take(content, this.kept?.saved?.inherited ?? this.draft.inherited);
    this.compare();
  }

  /** Looks at once whether something is unsaved. */
  compare() {
    clearTimeout(this.#timer);
    const content = this.draft.content();
    this.unsaved = this.kept ? this.kept.differs(content) : !sameContent(content, this.#initial);
    this.#opening.onchanged(this);
  }

  /** Whether closing it would lose something. */
  get worthKeeping(): boolean {
    return this.unsaved || this.runs.running !== null;
  }

  /** Whether it is as it was opened, blank and unused. */
  get blank(): boolean {
    return !this.example && !this.kept && !this.worthKeeping && !this.runs.finished;
  }

  destroy() {
    clearTimeout(this.#timer);
    this.runs.dispose();
    this.scope.destroy();
    this.draft.destroy();
  }

  #changed() {
    const large = this.draft.payload.length > LARGE;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.compare(), large ? LARGE_DELAY : COMPARE_DELAY);
    this.scope.soon(this.draft.payload.length);
  }
}
