// The collections that are open: their trees, which environment is chosen, and what is done to their files. What that means
// for open tabs is the app's business: it is told.

import type { Backend } from "../../lib/backend";
import type { Collection } from "../../lib/bindings/Collection";
import type { CollectionChange } from "../../lib/bindings/CollectionChange";
import type { Failure } from "../../lib/bindings/Failure";
import type { RecentCollection } from "../../lib/bindings/RecentCollection";
import type { RequestContent } from "../../lib/bindings/RequestContent";
import type { RequestSource } from "../../lib/bindings/RequestSource";
import type { SavedRequest } from "../../lib/bindings/SavedRequest";
import { asFailure } from "../../lib/failure";
import { type CollectionNode, filtered, foldersOf, lostNode, nodesOf } from "./nodes";
import { carried, isWithin, keyOf, parentOf } from "./source";

/** A collection in the list: as it is, or why it is not. */
interface Listed {
  id: string;
  collection: Collection | null;
  failure: Failure | null;
}

export interface Hearers {
  /** A collection was read for the first time. */
  opened: (collection: string) => void;
  /** Files changed, by whomever. */
  changed: (change: CollectionChange) => void;
  /** A request or folder is somewhere else now. */
  moved: (from: RequestSource, to: RequestSource) => void;
  /** Another environment counts for the requests of a collection. */
  environment: (collection: string) => void;
  /** Something that survives a restart changed. */
  arranged: () => void;
}

export class Collections {
  /** Null until it was asked. */
  list = $state.raw<readonly Listed[] | null>(null);
  recent = $state.raw<readonly RecentCollection[]>([]);
  filter = $state("");
  /** The collection that new things belong to. */
  front = $state<string | null>(null);
  /** Folders that are open, and collections that are. */
  unfolded = $state.raw<ReadonlySet<string>>(new Set());
  /** The chosen environments, by collections. */
  #environments = $state.raw<Readonly<Record<string, string>>>({});
  /** What is on its way elsewhere. */
  cut = $state.raw<RequestSource | null>(null);

  #roots = $derived(
    (this.list ?? []).map(({ id, collection, failure }) =>
      collection
        ? nodesOf(collection)
        : lostNode(id, id.split(/[\\/]/).at(-1) ?? id, failure?.message ?? null),
    ),
  );
  #shown = $derived(this.filter.trim() ? filtered(this.#roots, this.filter) : this.#roots);

  /** Those that are being opened at the start. */
  readonly #opening = new Map<string, Promise<void>>();
  /** Called when it is known which they are. */
  #listed: () => void = () => {};
  readonly #known = new Promise<void>((resolve) => (this.#listed = resolve));

  constructor(
    private readonly backend: Backend,
    private readonly hear: Hearers,
  ) {}

  /** All of it as a tree. */
  get roots(): readonly CollectionNode[] {
    return this.#roots;
  }
  /** What is left when it is searched. */
  get shown(): readonly CollectionNode[] {
    return this.#shown;
  }
  get folders(): readonly CollectionNode[] {
    return foldersOf(this.#roots);
  }
  find(id: string | null | undefined): Collection | null {
    return this.list?.find((it) => it.id === id)?.collection ?? null;
  }
  /** The collection in front, or the only one there is. */
  get current(): Collection | null {
    return this.find(this.front) ?? this.list?.find((it) => it.collection)?.collection ?? null;
  }
  isOpen(node: CollectionNode): boolean {
    return this.filter.trim() !== "" || this.unfolded.has(node.id);
  }

  /** Opens what was open. Rejects only when even that cannot be read. */
  async start(ontrouble: (failure: Failure) => void): Promise<void> {
    await this.backend.watchCollections((change) => this.#onchange(change));
    const { open, recent, failure } = await this.backend.collections().catch((failure: unknown) => {
      this.#listed();
      throw failure;
    });
    if (failure) ontrouble(failure);
    this.recent = recent;
    // Those that are quick to read need not wait for a slow network folder.
    this.list = open.map((id) => ({ id, collection: null, failure: null }));
    this.unfolded = new Set([...this.unfolded, ...open.map((id) => keyOf({ collection: id, path: "" }))]);
    for (const id of open) this.#opening.set(id, this.reread(id));
    this.#listed();
    await Promise.all(this.#opening.values());
  }

  /** Waits until a collection that was open is open again, or cannot be: before that its requests cannot be read. */
  async whenOpen(id: string): Promise<void> {
    await this.#known;
    await this.#opening.get(id);
  }

  /** Opens a folder. Rejects with what is wrong with it. */
  async open(path: string): Promise<Collection> {
    return this.#opened(await this.backend.openCollection(path));
  }
  /** Makes a folder and opens it. Rejects with what is wrong. */
  async create(path: string, name: string): Promise<Collection> {
    return this.#opened(await this.backend.createCollection(path, name));
  }
  async #opened(collection: Collection): Promise<Collection> {
    this.#take(collection);
    this.front = collection.id;
    this.unfold(keyOf({ collection: collection.id, path: "" }), true);
    ({ recent: this.recent } = await this.backend.collections());
    return collection;
  }
  async close(id: string): Promise<void> {
    await this.backend.closeCollection(id);
    this.list = this.list?.filter((it) => it.id !== id) ?? null;
    if (this.front === id) this.front = null;
    ({ recent: this.recent } = await this.backend.collections());
    this.hear.arranged();
  }
  async forget(id: string): Promise<void> {
    await this.backend.forgetCollection(id);
    this.recent = this.recent.filter((it) => it.id !== id);
  }
  /** Reads a collection anew; what is wrong stands in its place. */
  async reread(id: string): Promise<void> {
    try {
      this.#take(await this.backend.openCollection(id));
    } catch (thrown) {
      this.list =
        this.list?.map((it) =>
          it.id === id ? { ...it, failure: asFailure(thrown), collection: null } : it,
        ) ?? null;
    }
  }

  unfold(id: string, open: boolean) {
    const unfolded = new Set(this.unfolded);
    if (open) unfolded.add(id);
    else unfolded.delete(id);
    this.unfolded = unfolded;
    this.hear.arranged();
  }
  /** Opens all folders around something. */
  unfoldAround(source: RequestSource) {
    const unfolded = new Set(this.unfolded);
    let at = source;
    while (at.path) {
      at = parentOf(at);
      unfolded.add(keyOf(at));
    }
    unfolded.add(keyOf({ ...source, path: "" }));
    this.unfolded = unfolded;
    this.hear.arranged();
  }

  // What is done to files. Each rejects with a `Failure`; the tree is read anew at once, also where nothing watches it.

  async createRequest(folder: RequestSource, name: string, content: RequestContent): Promise<SavedRequest> {
    const saved = await this.backend.createRequest(folder, name, content);
    await this.#after(saved.source);
    return saved;
  }
  async createFolder(folder: RequestSource, name: string): Promise<RequestSource> {
    const made = await this.backend.createFolder(folder, name);
    await this.#after(made);
    return made;
  }
  async rename(source: RequestSource, name: string): Promise<RequestSource> {
    return this.#carried(source, await this.backend.renameEntry(source, name));
  }
  async move(source: RequestSource, folder: RequestSource): Promise<RequestSource> {
    return this.#carried(source, await this.backend.moveEntry(source, folder));
  }
  async duplicate(source: RequestSource): Promise<RequestSource> {
    const made = await this.backend.duplicateEntry(source);
    await this.#after(made);
    return made;
  }
  async delete(source: RequestSource, forGood: boolean): Promise<void> {
    await this.backend.deleteEntry(source, forGood);
    await this.reread(source.collection);
  }

  /** Whether something may be moved there: not into itself, and not where it is. */
  accepts(source: RequestSource, folder: RequestSource): boolean {
    if (!source.path || isWithin(folder, source)) return false;
    return keyOf(parentOf(source)) !== keyOf(folder);
  }

  // Environments

  environmentOf(collection: string | null | undefined): string | null {
    const chosen = collection && this.#environments[collection];
    const known = this.find(collection)?.environments;
    // As long as the collection is not read, what was chosen is taken as it is.
    return chosen && (!known || known.some(({ name }) => name === chosen)) ? chosen : null;
  }
  chooseEnvironment(collection: string, name: string | null) {
    const others = Object.entries(this.#environments).filter(([id]) => id !== collection);
    this.#environments = Object.fromEntries(name === null ? others : [...others, [collection, name]]);
    this.hear.environment(collection);
    this.hear.arranged();
  }
  get chosenEnvironments(): { collection: string; environment: string }[] {
    return Object.entries(this.#environments).map(([collection, environment]) => ({
      collection,
      environment,
    }));
  }
  restoreEnvironments(chosen: readonly { collection: string; environment: string }[]) {
    this.#environments = Object.fromEntries(chosen.map((it) => [it.collection, it.environment]));
  }

  #take(collection: Collection) {
    const listed = { id: collection.id, collection, failure: null };
    const list = this.list ?? [];
    const first = !list.find((it) => it.id === collection.id)?.collection;
    this.list = list.some((it) => it.id === collection.id)
      ? list.map((it) => (it.id === collection.id ? listed : it))
      : [...list, listed];
    if (first) this.hear.opened(collection.id);
  }
  async #carried(from: RequestSource, to: RequestSource): Promise<RequestSource> {
    if (this.cut && isWithin(this.cut, from)) this.cut = null;
    // Folders that were open stay so under their new name.
    const prefix = `${from.collection}\n`;
    this.unfolded = new Set(
      [...this.unfolded].map((key) =>
        key.startsWith(prefix)
          ? keyOf(carried({ collection: from.collection, path: key.slice(prefix.length) }, from, to))
          : key,
      ),
    );
    this.hear.moved(from, to);
    await this.#after(to);
    if (from.collection !== to.collection) await this.reread(from.collection);
    return to;
  }
  async #after(source: RequestSource) {
    this.unfoldAround(source);
    await this.reread(source.collection);
  }
  #onchange(change: CollectionChange) {
    // One that was closed meanwhile does not come back.
    const listed = (id: string) => this.list?.some((it) => it.id === id);
    if (change.kind === "tree" && listed(change.collection.id)) this.#take(change.collection);
    else if (change.kind === "folder" && listed(change.collection)) void this.reread(change.collection);
    else if (change.kind === "environments") this.hear.environment(change.collection);
    this.hear.changed(change);
  }
}
