// What survives a crash and a restart: the tabs are told to Rust soon after each change, and what is unsaved in them.

import type { Backend } from "../lib/backend";
import type { Session } from "../lib/bindings/Session";
import { remember, remembered } from "../lib/remembered";
import type { Tab } from "./tab.svelte";

/** A burst of changes is one; a crash loses no more than this and the comparison before it. */
const DELAY = 300;
/** Whether there are tabs to come back: known at once, so that nothing else is shown before them. */
const EXPECTED = "tabs";

export class SessionKeeper {
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #pending = new Map<string, Tab>();
  /** Tabs of which Rust keeps something unsaved. */
  readonly #kept = new Set<string>();
  #arranged = false;
  /** Until the tabs are back, nothing may be written over them. */
  #open = false;

  constructor(
    private readonly backend: Backend,
    private readonly session: () => Session,
  ) {}

  get expectsTabs(): boolean {
    return remembered(EXPECTED, 0) > 0;
  }

  /** From now on changes are kept. `drafts` are the tabs of which something is. */
  begin(drafts: readonly string[]) {
    for (const id of drafts) this.#kept.add(id);
    this.#open = true;
  }

  /** Tabs came, went or changed places; or the tree did. */
  arranged() {
    if (!this.#open) return;
    this.#arranged = true;
    this.#soon();
  }

  /** What is unsaved in a tab may have changed. */
  changed(tab: Tab) {
    if (!this.#open || (!tab.unsaved && !this.#kept.has(tab.id))) return;
    this.#pending.set(tab.id, tab);
    this.#soon();
  }

  /** The tab is closed, and nobody will want it back. */
  forget(tab: Tab) {
    this.#pending.delete(tab.id);
    if (this.#kept.delete(tab.id)) void this.#tell(this.backend.saveDraft(tab.id, null));
  }

  /** Keeps what is not kept yet, now. */
  flush() {
    clearTimeout(this.#timer);
    for (const tab of this.#pending.values()) {
      if (tab.unsaved) this.#kept.add(tab.id);
      else this.#kept.delete(tab.id);
      const draft = tab.unsaved
        ? { content: tab.draft.content(), stamp: tab.kept?.saved?.stamp ?? tab.kept?.restoredStamp ?? null }
        : null;
      void this.#tell(this.backend.saveDraft(tab.id, draft));
    }
    this.#pending.clear();
    if (!this.#arranged) return;
    this.#arranged = false;
    const session = this.session();
    remember(EXPECTED, session.tabs.length);
    void this.#tell(this.backend.saveSession(session));
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), DELAY);
  }
  /** A full disk is no reason to disturb the work: the next change tries again. */
  async #tell(kept: Promise<void>) {
    await kept.catch(() => (this.#arranged = true));
  }
}
