// Where an open request is kept, and what is there: what its tab was made from. It knows no tabs and no editors.

import type { Backend } from "../../lib/backend";
import type { Failure } from "../../lib/bindings/Failure";
import type { RequestContent } from "../../lib/bindings/RequestContent";
import type { RequestSource } from "../../lib/bindings/RequestSource";
import type { SavedRequest } from "../../lib/bindings/SavedRequest";
import type { TabDraft } from "../../lib/bindings/TabDraft";
import { asFailure } from "../../lib/failure";
import { sameContent } from "../../lib/requestContent";

/** Somebody else changed the files while something was unsaved here. */
export interface Conflict {
  /** What is there now; null when it is gone or cannot be read. */
  onDisk: SavedRequest | null;
  /** What overwrites it. */
  stamp: string | null;
  /** Why it cannot be read. */
  problem: string | null;
  /** It came up while saving: what is kept is saved at once. */
  saving: boolean;
}

export class Kept {
  source = $state.raw<RequestSource>()!;
  /** As it was last read or written; null where that failed. */
  saved = $state.raw<SavedRequest | null>(null);
  /** The files are not there any more. */
  gone = $state(false);
  conflict = $state.raw<Conflict | null>(null);
  /** Why the last saving failed. */
  failure = $state.raw<Failure | null>(null);
  saving = $state(false);
  /** Nothing is known yet of what it says. */
  reading = $state(false);
  /** What the unsaved content was made from, while what is on disk has not been read since the start. */
  restoredStamp: string | null = null;
  /** What it is called, as long as nothing else is known. */
  #title: string;

  constructor(
    private readonly backend: Backend,
    source: RequestSource,
    saved: SavedRequest | null,
    title: string,
  ) {
    this.source = source;
    this.saved = saved;
    this.#title = title;
  }

  get title(): string {
    return this.saved?.shown_name ?? this.#title;
  }

  /** Whether a content is not what is on disk. */
  differs(content: RequestContent): boolean {
    return this.gone || !this.saved || !sameContent(content, this.saved.content);
  }

  /**
   * Reads it after a restart. `draft` is what was unsaved; where the files are not what it was made from, that is a conflict.
   * The content to show, null when what is unsaved stays.
   */
  async restore(draft: TabDraft | null): Promise<SavedRequest | null> {
    this.restoredStamp = draft?.stamp ?? null;
    try {
      return await this.#restore(draft);
    } finally {
      this.reading = false;
    }
  }

  async #restore(draft: TabDraft | null): Promise<SavedRequest | null> {
    let onDisk: SavedRequest;
    try {
      onDisk = await this.backend.openRequest(this.source);
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.code === "gone") this.gone = true;
      else this.failure = failure;
      return null;
    }
    if (!draft || sameContent(draft.content, onDisk.content)) {
      this.become(onDisk);
      return onDisk;
    }
    if (draft.stamp === onDisk.stamp) this.saved = onDisk;
    else this.conflict = { onDisk, stamp: onDisk.stamp, problem: null, saving: false };
    return null;
  }

  /** It is somewhere else now, by our own hand. What its files say then; null when they cannot be read. */
  async move(to: RequestSource, mine: RequestContent): Promise<SavedRequest | null> {
    const before = this.saved;
    this.source = to;
    if (before) this.saved = { ...before, source: to };
    let onDisk: SavedRequest;
    try {
      onDisk = await this.backend.openRequest(to);
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return null;
    }
    if (this.source !== to) return null;
    const named = { ...mine, name: onDisk.content.name };
    const untouched = before && sameContent({ ...before.content, name: onDisk.content.name }, onDisk.content);
    if (untouched || sameContent(named, onDisk.content)) this.saved = onDisk;
    else this.conflict = { onDisk, stamp: onDisk.stamp, problem: null, saving: false };
    return onDisk;
  }

  /** Saves a content. True when it is saved; otherwise a conflict or a failure says why not. */
  async save(
    content: RequestContent,
    stamp = this.gone ? null : (this.saved?.stamp ?? null),
  ): Promise<boolean> {
    this.saving = true;
    this.failure = null;
    try {
      const saving = await this.backend.saveRequest(this.source, content, stamp);
      if (saving.kind === "saved") {
        this.become(saving.request);
        return true;
      }
      const { on_disk: onDisk, problem } = saving;
      this.conflict = { onDisk, stamp: saving.stamp, problem, saving: true };
    } catch (thrown) {
      this.failure = asFailure(thrown);
    } finally {
      this.saving = false;
    }
    return false;
  }

  become(saved: SavedRequest) {
    this.source = saved.source;
    this.saved = saved;
    this.gone = false;
    this.conflict = null;
    this.failure = null;
  }

  /** What is unsaved here stays, and is from now on made from what is on disk. */
  keepMine() {
    const { conflict } = this;
    this.conflict = null;
    if (conflict?.onDisk) this.saved = conflict.onDisk;
    else if (conflict) this.gone = conflict.stamp === null;
  }

  /**
   * Looks at the files anew. What is there is taken silently where nothing is unsaved; else it is a conflict. The content
   * to show now, null when what is shown stays.
   */
  async look(mine: RequestContent): Promise<SavedRequest | null> {
    let onDisk: SavedRequest;
    const { source } = this;
    try {
      onDisk = await this.backend.openRequest(source);
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (source !== this.source) return null;
      if (failure.code === "gone") {
        this.gone = true;
        this.conflict = null;
      } else this.failure = failure;
      return null;
    }
    // It was moved while it was read.
    if (source !== this.source || this.saving) return null;
    this.gone = false;
    this.failure = null;
    const before = this.saved;
    if (before?.stamp === onDisk.stamp) {
      this.saved = onDisk;
      this.conflict = null;
      return null;
    }
    if (sameContent(mine, onDisk.content)) {
      // They came to the same.
      this.become(onDisk);
      return null;
    }
    if (before && sameContent(mine, before.content)) {
      this.become(onDisk);
      return onDisk;
    }
    this.conflict = { onDisk, stamp: onDisk.stamp, problem: null, saving: false };
    return null;
  }
}
