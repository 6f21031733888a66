// Open tabs and the files they are kept in: opening, saving, and what becomes of a tab when its file changes, moves or goes.

import { Collections } from "../features/collections/collections.svelte";
import { Kept } from "../features/collections/kept.svelte";
import { carried, isWithin, keyOf, parentOf, sameSource } from "../features/collections/source";
import type { Unfilled } from "../features/request/around";
import type { CollectionChange } from "../lib/bindings/CollectionChange";
import type { FillProblem } from "../lib/bindings/FillProblem";
import type { OpenedRequest } from "../lib/bindings/OpenedRequest";
import type { RequestSource } from "../lib/bindings/RequestSource";
import type { SavedRequest } from "../lib/bindings/SavedRequest";
import type { Session } from "../lib/bindings/Session";
import { asFailure } from "../lib/failure";
import { OUTCOME_WORDS, type OutcomeKind } from "../lib/outcome";
import { contentOf } from "../lib/requestContent";
import { SessionKeeper } from "./session";
import type { Tab } from "./tab.svelte";
import type { Workbench } from "./workbench.svelte";

export class Keeping {
  readonly collections: Collections;
  readonly session: SessionKeeper;
  /** How requests last ended, by the keys of their places. */
  outcomes = $state.raw<Readonly<Record<string, OutcomeKind>>>({});

  constructor(private readonly bench: Workbench) {
    const { backend } = bench;
    this.session = new SessionKeeper(backend, () => this.#session());
    this.collections = new Collections(backend, {
      opened: (collection) => void this.lookBack(collection),
      changed: (change) => void this.#changed(change),
      moved: (from, to) => void this.#moved(from, to),
      environment: (collection) => this.#environmentChanged(collection),
      arranged: () => this.session.arranged(),
    });
  }

  /** The requests whose tabs hold something unsaved. */
  get unsaved(): ReadonlySet<string> {
    const keys = this.bench.tabs.filter((it) => it.kept && it.unsaved).map((it) => keyOf(it.kept!.source));
    return new Set(keys);
  }

  /** Brings back what was open, and opens the collections. Nothing of it is needed for the first paint. */
  async start(): Promise<void> {
    const restored = this.#restore();
    await this.collections
      .start((failure) => this.bench.notices.tell(failure))
      .catch((thrown) => this.bench.notices.tell(asFailure(thrown)));
    await restored;
  }

  // Opening

  /** Opens a request, or goes to its tab. */
  async open(source: RequestSource): Promise<Tab | null> {
    const there = this.#tabOf(source);
    if (there) {
      this.bench.activate(there.id);
      return there;
    }
    let saved: SavedRequest;
    try {
      saved = await this.bench.backend.openRequest(source);
    } catch (thrown) {
      this.bench.notices.tell(asFailure(thrown));
      return null;
    }
    return this.show(saved);
  }

  /** Opens what was read. */
  show(saved: SavedRequest): Tab {
    const there = this.#tabOf(saved.source);
    if (there) {
      this.bench.activate(there.id);
      return there;
    }
    const { tab: before } = this.bench;
    before?.compare();
    this.collections.front = saved.source.collection;
    const kept = new Kept(this.bench.backend, saved.source, saved, saved.shown_name);
    const tab = this.bench.add({ kept });
    tab.show(saved.content);
    // Nothing was typed, so nothing waits to be asked.
    void tab.scope.now();
    void tab.draft.describe();
    if (before?.blank) this.bench.remove(before);
    return tab;
  }

  /** Makes a request in a folder, under the next free name, and opens it. */
  async create(folder: RequestSource): Promise<RequestSource | null> {
    return this.#attempt(async () => {
      const saved = await this.#free(
        (name) => this.collections.createRequest(folder, name, contentOf(null)),
        "New request",
      );
      this.show(saved);
      return saved.source;
    });
  }
  /** Writes somebody else's requests into a folder, and their folders. Rejects when it cannot, with how far it came. */
  async addShared(folder: RequestSource, requests: readonly OpenedRequest[]): Promise<void> {
    const folders = new Map<string, RequestSource>([["", folder]]);
    let added = 0;
    try {
      for (const { folder: titles, content } of requests) {
        let [parent, path] = [folder, ""];
        for (const title of titles) {
          path += `\n${title}`;
          const made =
            folders.get(path) ??
            (await this.#free((name) => this.collections.createFolder(parent, name), title));
          folders.set(path, made);
          parent = made;
        }
        const name = content.name || content.sending.function || "Request";
        await this.#free(
          (name) => this.collections.createRequest(parent, name, { ...content, name: null }),
          name,
        );
        added += 1;
      }
    } catch (thrown) {
      const failure = asFailure(thrown);
      throw added
        ? { ...failure, message: `${added} of ${requests.length} were added. ${failure.message}` }
        : failure;
    }
  }
  async createFolder(folder: RequestSource): Promise<RequestSource | null> {
    return this.#attempt(() =>
      this.#free((name) => this.collections.createFolder(folder, name), "New folder"),
    );
  }
  async duplicate(source: RequestSource): Promise<RequestSource | null> {
    return this.#attempt(() => this.collections.duplicate(source));
  }
  async move(source: RequestSource, folder: RequestSource): Promise<RequestSource | null> {
    return this.#attempt(() => this.collections.move(source, folder));
  }

  async openRecent(id: string): Promise<void> {
    await this.#attempt(() => this.collections.open(id));
  }
  /** Closes a collection. Its tabs stay: what is unsaved in them is not lost with it. */
  async closeCollection(id: string): Promise<void> {
    await this.#attempt(async () => {
      await this.collections.close(id);
      for (const tab of this.bench.tabs)
        if (tab.kept?.source.collection === id && !tab.unsaved) this.bench.close(tab);
    });
  }

  // Saving

  /** Saves what is in front; what was never saved asks where to. */
  async save(tab: Tab): Promise<void> {
    const { kept } = tab;
    if (!kept) return this.bench.open({ kind: "save", tab });
    if (kept.saving) return;
    if (kept.conflict) return this.bench.open({ kind: "compare", tab });
    const content = tab.draft.content();
    if (!kept.differs(content)) return tab.compare();
    await this.#save(tab, kept.gone ? null : undefined);
  }

  /** Saves it under a name in a folder; it is that request from then on. Rejects when it cannot be. */
  async saveAs(tab: Tab, folder: RequestSource, name: string): Promise<void> {
    const content = { ...tab.draft.content(), name: null };
    const saved = await this.collections.createRequest(folder, name, content);
    tab.kept = new Kept(this.bench.backend, saved.source, saved, saved.shown_name);
    tab.home = null;
    tab.show(saved.content);
    void tab.scope.now(true);
    this.session.arranged();
    this.bench.announcement = `Saved as ${saved.shown_name}.`;
  }

  /** Becomes what is on disk again; it can be undone. */
  async revert(tab: Tab): Promise<void> {
    const { kept } = tab;
    if (!kept) return;
    const mine = tab.draft.content();
    await this.#attempt(async () => {
      const saved = await this.bench.backend.openRequest(kept.source);
      kept.become(saved);
      tab.show(saved.content);
      this.bench.undo.offer({
        words: `${tab.title} is as it was saved.`,
        undo: () => tab.show(mine),
        over: () => {},
      });
      return saved;
    });
  }

  /** What is on disk is taken; what was here can be brought back for a while. */
  takeTheirs(tab: Tab) {
    const { kept } = tab;
    const theirs = kept?.conflict?.onDisk;
    if (!kept || !theirs) return;
    const mine = tab.draft.content();
    kept.become(theirs);
    tab.show(theirs.content);
    this.bench.undo.offer({
      words: `Took over what is on disk for ${tab.title}.`,
      undo: () => tab.show(mine),
      over: () => {},
    });
  }

  /** What is here is kept; when it was about to be saved, it is. `payload` is the one after pieces were taken over. */
  async keepMine(tab: Tab, payload: string | null): Promise<void> {
    const { kept } = tab;
    if (!kept?.conflict) return;
    const { saving, stamp } = kept.conflict;
    if (payload !== null && payload !== tab.draft.payload.text) tab.draft.payload.text = payload;
    kept.keepMine();
    if (saving) await this.#save(tab, stamp);
    tab.compare();
  }

  async retry(tab: Tab): Promise<void> {
    if (tab.unsaved && tab.kept?.saved) await this.save(tab);
    else await this.#look(tab);
  }

  /** Its files are gone by our own hand: the tabs say so. */
  deleted(source: RequestSource) {
    for (const tab of this.bench.tabs) {
      if (!tab.kept || !isWithin(tab.kept.source, source)) continue;
      tab.kept.gone = true;
      tab.compare();
    }
  }

  /** The tree learns of it, and what is chosen goes with a new name. A new environment is chosen. */
  async environmentSaved(collection: string, before: string | null, name: string): Promise<void> {
    const { collections } = this;
    await collections.reread(collection);
    const chosen = collections.environmentOf(collection);
    if (before === null || chosen === before || chosen === null)
      collections.chooseEnvironment(collection, name);
    else this.#environmentChanged(collection);
  }

  ended({ kept }: Tab, kind: OutcomeKind) {
    if (kept) this.outcomes = { ...this.outcomes, [keyOf(kept.source)]: kind };
  }

  /** How the requests of a collection last ended, as the history has it. */
  async lookBack(collection: string): Promise<void> {
    // Without a history there is nothing to look back at, which its own place says.
    const last = await this.bench.backend.lastOutcomes(collection).catch(() => []);
    const ended = last.flatMap(({ path, state }) =>
      state in OUTCOME_WORDS ? [[keyOf({ collection, path }), state as OutcomeKind] as const] : [],
    );
    this.outcomes = { ...this.outcomes, ...Object.fromEntries(ended) };
  }

  /** What can be done at once about what cannot be filled in. */
  actionOf(tab: Tab, { cause }: FillProblem): Unfilled["action"] {
    const { collection, environment } = { collection: tab.collection, environment: tab.place.environment };
    switch (cause.kind) {
      case "secret_missing":
        return {
          title: "Enter its value…",
          run: () =>
            this.bench.open({
              kind: "environment",
              collection: cause.collection,
              environment: cause.environment,
              variable: cause.name,
            }),
        };
      case "env_not_allowed":
        return {
          title: "Allow it",
          run: () =>
            void this.#attempt(async () => {
              await this.bench.backend.allowEnv(cause.collection, cause.name, true);
              this.#environmentChanged(cause.collection);
            }),
        };
      case "unknown":
        if (!collection || !environment) return null;
        return {
          title: `Add it to ${environment}…`,
          run: () => this.bench.open({ kind: "environment", collection, environment, variable: cause.name }),
        };
      default:
        return null;
    }
  }

  async #save(tab: Tab, stamp: string | null | undefined): Promise<void> {
    const { kept } = tab;
    if (!kept) return;
    if (await kept.save(tab.draft.content(), stamp)) {
      tab.draft.inherit(kept.saved!.inherited);
      tab.compare();
      this.bench.announcement = `Saved ${tab.title}.`;
    } else if (kept.conflict) this.bench.open({ kind: "compare", tab });
    else if (kept.failure) this.bench.announcement = `Not saved: ${kept.failure.message}`;
  }

  // What happens to files

  async #changed(change: CollectionChange): Promise<void> {
    const id = change.kind === "tree" ? change.collection.id : change.collection;
    const tabs = this.bench.tabs.filter((it) => it.kept?.source.collection === id);
    if (change.kind === "tree") {
      const paths = new Set(change.collection.entries.map((it) => it.path));
      const other = tabs.filter(({ kept }) => paths.has(kept!.source.path) === kept!.gone);
      await Promise.all(other.map((it) => this.#look(it)));
    } else if (change.kind === "requests") {
      const paths = new Set(change.paths);
      const touched = tabs.filter(({ kept }) => change.inherited || paths.has(kept!.source.path));
      await Promise.all(touched.map((it) => this.#look(it)));
      if (change.inherited)
        for (const tab of this.bench.tabs) if (tab.collection === id) void tab.scope.now(true);
    } else if (change.kind === "folder") await Promise.all(tabs.map((it) => this.#look(it)));
  }

  async #look(tab: Tab): Promise<void> {
    const { kept } = tab;
    if (!kept) return;
    const before = kept.saved?.inherited;
    const taken = await kept.look(tab.draft.content());
    if (taken) tab.show(taken.content);
    else if (kept.saved && JSON.stringify(kept.saved.inherited) !== JSON.stringify(before))
      tab.draft.inherit(kept.saved.inherited);
    tab.compare();
  }

  async #moved(from: RequestSource, to: RequestSource): Promise<void> {
    const keys = Object.entries(this.outcomes).map(([key, kind]) => {
      const [collection = "", path = ""] = key.split("\n");
      return [keyOf(carried({ collection, path }, from, to)), kind] as const;
    });
    this.outcomes = Object.fromEntries(keys);
    const { cut } = this.collections;
    if (cut) this.collections.cut = carried(cut, from, to);
    await Promise.all(
      this.bench.tabs.map(async (tab) => {
        const { kept } = tab;
        if (tab.home) tab.home = carried(tab.home, from, to);
        if (!kept || !isWithin(kept.source, from)) return;
        const renamed = await kept.move(carried(kept.source, from, to), tab.draft.content());
        if (renamed) tab.draft.ownName = renamed.content.name;
        if (renamed) tab.draft.inherit(renamed.inherited);
        tab.compare();
      }),
    );
    this.session.arranged();
  }

  #environmentChanged(collection: string) {
    for (const tab of this.bench.tabs) {
      if (tab.collection !== collection) continue;
      void tab.scope.now(true);
      tab.draft.recheck();
    }
  }

  // Restarts

  #session(): Session {
    const { tabs, tab: front } = this.bench;
    const unfolded = [...this.collections.unfolded].map((key) => {
      const [collection = "", path = ""] = key.split("\n");
      return { collection, path };
    });
    return {
      tabs: tabs.map((tab) => ({
        id: tab.id,
        source: tab.kept?.source ?? null,
        title: tab.title,
        profile: tab.draft.own,
        example: tab.example?.function ?? null,
        apart: tab.apart,
      })),
      front: front?.id ?? null,
      collection: this.collections.front,
      environments: this.collections.chosenEnvironments,
      unfolded,
    };
  }

  async #restore(): Promise<void> {
    try {
      const { session, drafts, failure } = await this.bench.backend.restoreSession();
      if (failure) this.bench.notices.tell(failure);
      this.collections.front = session.collection;
      this.collections.restoreEnvironments(session.environments);
      this.collections.unfolded = new Set(session.unfolded.map(keyOf));
      const opened = session.tabs.map((it) => {
        const { id, source, profile } = it;
        const example = this.bench.examples.find(({ function: name }) => name === it.example) ?? null;
        const kept = source && new Kept(this.bench.backend, source, null, it.title);
        const home =
          source || example || it.apart || !session.collection
            ? null
            : { collection: session.collection, path: "" };
        const tab = this.bench.restore({ id, example, kept, home, apart: it.apart }, profile);
        const draft = drafts.find(({ tab: of }) => of === id)?.draft;
        if (draft) {
          tab.draft.take(draft.content, tab.draft.inherited, example !== null);
          tab.compare();
        } else if (kept) kept.reading = true;
        return { tab, draft };
      });
      this.session.begin(drafts.map(({ tab }) => tab));
      if (opened.length) this.bench.activate(session.front ?? opened[0]!.tab.id);
      // The one in front first: it is looked at.
      const front = opened.find(({ tab }) => tab === this.bench.tab);
      const others = opened.filter((it) => it !== front);
      for (const { tab, draft } of front ? [front, ...others] : others) {
        const { kept } = tab;
        if (!kept) continue;
        await this.collections.whenOpen(kept.source.collection);
        const shown = await kept.restore(draft ?? null);
        // Nothing is there and nothing was unsaved: there is nothing to show.
        if (kept.gone && !draft) this.bench.remove(tab);
        else if (shown) tab.show(shown.content);
        else if (kept.saved) tab.draft.inherit(kept.saved.inherited);
        tab.compare();
        void tab.scope.now();
        if (tab === this.bench.tab) void tab.draft.describe();
      }
    } catch (thrown) {
      this.session.begin([]);
      this.bench.notices.tell(asFailure(thrown));
    }
  }

  #tabOf(source: RequestSource): Tab | undefined {
    return this.bench.tabs.find(({ kept }) => kept && !kept.gone && sameSource(kept.source, source));
  }

  /** The folder where a new request belongs that is opened now. */
  get homeOfNew(): RequestSource | null {
    const { tab } = this.bench;
    if (tab?.kept) return parentOf(tab.kept.source);
    const current = this.collections.current;
    return tab?.home ?? (current && { collection: current.id, path: "" });
  }

  async #free<T>(make: (name: string) => Promise<T>, name: string): Promise<T> {
    for (let n = 1; ; n += 1) {
      try {
        return await make(n === 1 ? name : `${name} ${n}`);
      } catch (thrown) {
        if (asFailure(thrown).code !== "name_taken" || n > 99) throw thrown;
      }
    }
  }
  /** What cannot be done is said above. */
  async #attempt<T>(what: () => Promise<T>): Promise<T | null> {
    try {
      return await what();
    } catch (thrown) {
      this.bench.notices.tell(asFailure(thrown));
      return null;
    }
  }
}
