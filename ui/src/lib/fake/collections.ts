// The fake backend's collections: folders in memory that behave as those on disk do. A test changes them as somebody else
// would with `change`, and the window is told.

import type { Collection } from "../bindings/Collection";
import type { CollectionChange } from "../bindings/CollectionChange";
import type { Collections } from "../bindings/Collections";
import type { Environment } from "../bindings/Environment";
import type { EnvironmentSaving } from "../bindings/EnvironmentSaving";
import type { Filled } from "../bindings/Filled";
import type { FolderContent } from "../bindings/FolderContent";
import type { FolderSaving } from "../bindings/FolderSaving";
import type { Imported } from "../bindings/Imported";
import type { InvokeInput } from "../bindings/InvokeInput";
import type { RequestContent } from "../bindings/RequestContent";
import type { RequestSource } from "../bindings/RequestSource";
import type { RunCase } from "../bindings/RunCase";
import type { SavedFolder } from "../bindings/SavedFolder";
import type { SavedRequest } from "../bindings/SavedRequest";
import type { Saving } from "../bindings/Saving";
import type { ScopedVariable } from "../bindings/ScopedVariable";
import type { Sending } from "../bindings/Sending";
import type { Variable } from "../bindings/Variable";
import { UNSAID } from "../requestContent";
import {
  disk,
  entriesOf,
  type FakeCollection,
  type FakeFile,
  folder,
  nameOf,
  parentOf,
  request,
} from "./collectionFiles";
import { failure, refuse } from "./failure";
import { fill, type Scope } from "./fill";

const gone = (what: string) =>
  failure("gone", `${what} is not there any more.`, "It may have been moved or deleted.");
const taken = (name: string) =>
  failure("name_taken", `There is a “${name}” here already.`, "Choose another name.");
const within = (path: string, around: string) => path === around || path.startsWith(`${around}/`);

export class FakeCollections {
  readonly disk = disk();
  /** Secrets that were entered, as `collection/environment/name`; the values are of no interest. */
  readonly secrets = new Set<string>();
  /** The system has no trash. */
  noTrash = false;
  #open: string[] = [];
  #recent: string[] = [];
  #report: (change: CollectionChange) => void = () => {};
  #stamp = 1;

  constructor(switches: ReadonlySet<string>) {
    if (switches.has("collection")) this.#open = ["/disk/ada/work/payments-team"];
    if (switches.has("collection-problems")) this.#open.push("/disk/ada/events");
    if (switches.has("many-requests")) this.#open.push("/disk/ada/many");
    if (switches.has("lost-collection")) this.#open.push("/disk/ada/old");
    if (switches.has("recent-collections"))
      this.#recent = ["/disk/ada/work/payments-team", "/disk/ada/shop/events", "/disk/ada/old"];
    if (switches.has("secrets-entered"))
      this.secrets.add("/disk/ada/work/payments-team/staging-eu/api_token");
    this.noTrash = switches.has("no-trash");
  }

  list(): Collections {
    return {
      failure: null,
      open: [...this.#open],
      recent: this.#recent
        .filter((id) => !this.#open.includes(id))
        .map((id) => {
          const on = this.disk.get(id);
          return {
            id,
            name: on ? this.#nameOf(on) : id.split("/").at(-1)!,
            path: on?.path ?? id.replace("/disk/ada", "~"),
            exists: on !== undefined,
          };
        }),
    };
  }

  open(path: string): Collection {
    const id = path.replace(/^~/, "/disk/ada").replace(/\/+$/, "");
    const it = this.disk.get(id);
    if (!it) refuse([{ field: "path", message: `${path || "The path"} is not a folder that can be read.` }]);
    if (!this.#open.includes(id)) this.#open = [...this.#open, id];
    this.#recent = [id, ...this.#recent.filter((other) => other !== id)];
    return this.#told(it!);
  }
  create(path: string, name: string): Collection {
    if (!name.trim()) refuse([{ field: "name", message: "Type a name." }]);
    const id = path.trim().replace(/^~/, "/disk/ada");
    if (!id.startsWith("/")) refuse([{ field: "path", message: "Type the whole path of a folder." }]);
    if (this.disk.has(id)) refuse([{ field: "path", message: "The folder is not empty. Open it instead." }]);
    this.disk.set(id, {
      id,
      path: path.trim(),
      files: new Map([["", folder(name.trim())]]),
      environments: new Map(),
      allowedEnv: new Set(),
    });
    return this.open(id);
  }
  /** A folder that was written from another tool's collection. */
  imported(path: string, { name, requests }: Imported) {
    const id = path.replace(/^~/, "/disk/ada");
    const files = requests.map((it): [string, FakeFile] => [
      [...it.folder, it.name].join("/"),
      request(it.name, it.payload, { function: it.function || null }),
    ]);
    const folders = requests.filter((it) => it.folder.length).map((it) => it.folder.join("/"));
    this.disk.set(id, {
      id,
      path,
      files: new Map([
        ["", folder(name)],
        ...folders.map((it): [string, FakeFile] => [it, folder(null)]),
        ...files,
      ]),
      environments: new Map(),
      allowedEnv: new Set(),
    });
  }
  close(id: string) {
    this.#open = this.#open.filter((it) => it !== id);
    this.#recent = [id, ...this.#recent.filter((other) => other !== id)];
  }
  forget(id: string) {
    this.#recent = this.#recent.filter((it) => it !== id);
  }
  watch(report: (change: CollectionChange) => void) {
    this.#report = report;
  }

  // Requests and folders

  /** The requests of a run, in the order of the tree. */
  casesIn({ collection, path }: RequestSource): RunCase[] {
    const files = this.disk.get(collection)?.files;
    if (!files) throw gone("The collection");
    return entriesOf(files)
      .filter((it) => it.kind === "request" && (!path || within(it.path, path)))
      .map((it) => ({ path: it.path, name: it.name, problem: it.problem }));
  }

  openRequest(source: RequestSource): SavedRequest {
    const file = this.#request(source);
    if (file.problem) throw failure("other", file.problem, "Mend it in an editor; it is left as it is.");
    return this.#saved(source, file);
  }
  saveRequest(source: RequestSource, content: RequestContent, stamp: string | null): Saving {
    const collection = this.#collection(source.collection);
    const file = collection.files.get(source.path);
    const there = file?.kind === "request" ? file : null;
    if ((there ? String(there.stamp) : null) !== stamp)
      return {
        kind: "conflict",
        stamp: there && String(there.stamp),
        on_disk: there && this.#saved(source, there),
        problem: null,
      };
    const made: FakeFile = { kind: "request", content, problem: null, stamp: ++this.#stamp };
    collection.files.set(source.path, made);
    this.#told(collection, true);
    return { kind: "saved", request: this.#saved(source, made) };
  }
  createRequest(at: RequestSource, name: string, content: RequestContent): SavedRequest {
    this.#checkName(name);
    const collection = this.#collection(at.collection);
    const path = this.#free(collection, at.path, `${name}.json`, name);
    collection.files.set(path, {
      ...(request(null, "") as object),
      kind: "request",
      content,
      problem: null,
      stamp: ++this.#stamp,
    });
    this.#told(collection, true);
    return this.openRequest({ collection: at.collection, path });
  }
  createFolder(at: RequestSource, name: string): RequestSource {
    this.#checkName(name);
    const collection = this.#collection(at.collection);
    const path = this.#free(collection, at.path, name, name);
    collection.files.set(path, folder(null));
    this.#told(collection, true);
    return { collection: at.collection, path };
  }
  rename(source: RequestSource, name: string): RequestSource {
    this.#checkName(name);
    const collection = this.#collection(source.collection);
    const file = this.#file(source);
    const parent = parentOf(source.path);
    const path = this.#free(collection, parent, file.kind === "request" ? `${name}.json` : name, name);
    this.#carry(collection, source.path, collection, path);
    const moved = collection.files.get(path)!;
    collection.files.set(path, { ...moved, content: { ...moved.content, name: null } } as FakeFile);
    this.#told(collection, true);
    return { collection: source.collection, path };
  }
  move(source: RequestSource, to: RequestSource): RequestSource {
    const [from, into] = [this.#collection(source.collection), this.#collection(to.collection)];
    this.#file(source);
    if (source.collection === to.collection && within(to.path, source.path))
      throw failure("other", "A folder cannot be moved into itself.");
    const file = source.path.split("/").at(-1)!;
    const path = this.#free(into, to.path, file, file);
    this.#carry(from, source.path, into, path);
    this.#told(from, true);
    if (into !== from) this.#told(into, true);
    return { collection: to.collection, path };
  }
  duplicate(source: RequestSource): RequestSource {
    const collection = this.#collection(source.collection);
    const file = this.#file(source);
    const ending = file.kind === "request" ? ".json" : "";
    const base = source.path.slice(0, source.path.length - ending.length);
    let n = 2;
    while (collection.files.has(`${base}-${n}${ending}`)) n += 1;
    const path = `${base}-${n}${ending}`;
    for (const [at, it] of [...collection.files])
      if (within(at, source.path)) {
        const copy = structuredClone(it);
        if (at === source.path && copy.content.name) copy.content.name += ` ${n}`;
        collection.files.set(path + at.slice(source.path.length), copy);
      }
    this.#told(collection, true);
    return { collection: source.collection, path };
  }
  delete(source: RequestSource, forGood: boolean) {
    const collection = this.#collection(source.collection);
    this.#file(source);
    if (this.noTrash && !forGood)
      throw failure(
        "no_trash",
        "The system has no trash for this folder.",
        "It can be deleted for good instead.",
      );
    for (const path of [...collection.files.keys()])
      if (within(path, source.path)) collection.files.delete(path);
    this.#told(collection, true);
  }
  openFolder(source: RequestSource): SavedFolder {
    const file = this.#file(source);
    if (file.kind !== "folder") throw gone(source.path);
    return {
      source,
      content: file.content,
      inherited: this.#inherited({ ...source, path: source.path && `${source.path}` }, false),
      stamp: String(file.stamp),
      problems: [],
    };
  }
  saveFolder(source: RequestSource, content: FolderContent, stamp: string): FolderSaving {
    const collection = this.#collection(source.collection);
    const before = this.openFolder(source);
    if (before.stamp !== stamp) return { kind: "conflict", on_disk: before };
    collection.files.set(source.path, { kind: "folder", content, problem: null, stamp: ++this.#stamp });
    this.#told(collection, true);
    this.#report({ kind: "requests", collection: collection.id, paths: [], inherited: true });
    return { kind: "saved", folder: this.openFolder(source) };
  }

  // Environments

  openEnvironment(id: string, name: string): Environment {
    const environment = this.#collection(id).environments.get(name);
    if (!environment) throw gone(`The environment ${name}`);
    if (environment.problem) throw failure("other", environment.problem, "Mend it in an editor.");
    return {
      collection: id,
      name,
      variables: environment.variables.map((variable) => ({
        variable,
        secret:
          variable.kind !== "secret"
            ? null
            : this.secrets.has(`${id}/${name}/${variable.name}`)
              ? "in_keychain"
              : "missing",
      })),
      stamp: String(environment.stamp),
      problems: [],
    };
  }
  saveEnvironment(
    id: string,
    name: string,
    before: string | null,
    variables: Variable[],
    stamp: string | null,
  ): EnvironmentSaving {
    const collection = this.#collection(id);
    this.#checkName(name);
    const bad = variables.find((it) => !/^[A-Za-z_]\w*$/.test(it.name));
    if (bad)
      refuse([
        {
          field: "name",
          message: `“${bad.name}” is no variable’s name: letters, digits and _, no digit first.`,
        },
      ]);
    if (name !== before && collection.environments.has(name)) throw taken(name);
    const there = before === null ? undefined : collection.environments.get(before);
    if (before !== null && String(there?.stamp) !== stamp)
      return { kind: "conflict", on_disk: there ? this.openEnvironment(id, before) : null };
    if (before !== null && before !== name) collection.environments.delete(before);
    collection.environments.set(name, { variables, stamp: ++this.#stamp, problem: null });
    this.#told(collection, true);
    this.#report({ kind: "environments", collection: id });
    return { kind: "saved", environment: this.openEnvironment(id, name) };
  }
  deleteEnvironment(id: string, name: string) {
    const collection = this.#collection(id);
    collection.environments.delete(name);
    this.#told(collection, true);
  }
  setSecret(id: string, environment: string, name: string, given: boolean) {
    const key = `${id}/${environment}/${name}`;
    if (given) this.secrets.add(key);
    else this.secrets.delete(key);
    this.#report({ kind: "environments", collection: id });
  }
  allowEnv(id: string, name: string, allowed: boolean) {
    const { allowedEnv } = this.#collection(id);
    if (allowed) allowedEnv.add(name);
    else allowedEnv.delete(name);
  }

  listVariables(source: RequestSource, environment: string | null, own: readonly Variable[] | null = null) {
    const collection = this.#collection(source.collection);
    const found: ScopedVariable[] = [];
    const add = (variables: readonly Variable[], level: ScopedVariable["level"], file: string) => {
      for (const { name, value, kind } of variables) {
        const nearer = found.find((it) => it.name === name);
        if (nearer) nearer.hides.push(file);
        else found.push({ name, value: kind === "secret" ? null : value, kind, level, file, hides: [] });
      }
    };
    const file = collection.files.get(source.path);
    if (own) add(own, "request", source.path.replace(/\.json$/, ".toml"));
    else if (file?.kind === "request")
      add(file.content.variables, "request", source.path.replace(/\.json$/, ".toml"));
    let path = file?.kind === "folder" ? source.path : parentOf(source.path);
    while (path) {
      const around = collection.files.get(path);
      if (around?.kind === "folder") add(around.content.variables, "folder", `${path}/lambdesk.toml`);
      path = parentOf(path);
    }
    const chosen = environment && collection.environments.get(environment);
    if (chosen) add(chosen.variables, "environment", `environments/${environment}.toml`);
    const root = collection.files.get("");
    if (root?.kind === "folder") add(root.content.variables, "collection", "lambdesk.toml");
    return found.toSorted((a, b) => a.name.localeCompare(b.name));
  }
  fill(input: InvokeInput): Filled {
    const place = input.source ?? input.unsaved?.folder ?? null;
    const plain = input.unsaved?.template === false;
    const collection = place?.collection ?? "";
    const scope: Scope = {
      collection,
      environment: input.environment,
      variables:
        place && this.disk.has(place.collection)
          ? this.listVariables(place, input.environment, input.unsaved?.variables ?? null)
          : [],
      hasSecret: (name) => this.secrets.has(`${collection}/${input.environment}/${name}`),
    };
    const problems: Filled["problems"] = [];
    const one = (text: string, field: Filled["problems"][number]["field"]) => {
      if (plain) return text;
      const filled = fill(text, field, scope);
      problems.push(...filled.problems);
      return filled.text;
    };
    const filled = {
      payload: one(input.payload, "payload"),
      function: one(input.function, "function"),
      qualifier: one(input.qualifier, "qualifier"),
      region: input.region && one(input.region, "region"),
      client_context: one(input.client_context, "client_context"),
      tenant_id: one(input.tenant_id, "tenant_id"),
      durable_execution_name: one(input.durable_execution_name, "durable_execution_name"),
    };
    const changed = (Object.keys(filled) as (keyof typeof filled)[]).some(
      (key) => filled[key] !== input[key],
    );
    return { ...filled, changed, problems };
  }

  // As somebody else would

  /** Somebody else changes a request's files; null deletes them. */
  change(source: RequestSource, to: Partial<RequestContent> | null) {
    const collection = this.#collection(source.collection);
    const file = collection.files.get(source.path);
    if (to === null) collection.files.delete(source.path);
    else if (file?.kind === "request")
      collection.files.set(source.path, {
        ...file,
        content: { ...file.content, ...to },
        stamp: ++this.#stamp,
      });
    this.#told(collection, true);
    this.#report({ kind: "requests", collection: source.collection, paths: [source.path], inherited: false });
  }
  /** The folder of a collection goes, or comes back. */
  vanish(id: string, exists: boolean) {
    this.#report({ kind: "folder", collection: id, exists });
  }

  #told(it: FakeCollection, report = false): Collection {
    const collection: Collection = {
      id: it.id,
      name: this.#nameOf(it),
      path: it.path,
      entries: entriesOf(it.files),
      environments: [...it.environments].map(([name, { variables, problem }]) => ({
        name,
        variables: variables.length,
        problem,
      })),
      allowed_env: [...it.allowedEnv],
      problems: [],
    };
    // As on a real disk, the news comes a little later.
    if (report) setTimeout(() => this.#report({ kind: "tree", collection }), 5);
    return collection;
  }
  #nameOf(it: FakeCollection): string {
    return it.files.get("")?.content.name ?? it.id.split("/").at(-1)!;
  }
  #saved(source: RequestSource, file: FakeFile & { kind: "request" }): SavedRequest {
    return {
      source,
      shown_name: nameOf(source.path, file),
      content: structuredClone(file.content),
      inherited: this.#inherited(source, true),
      stamp: String(file.stamp),
      problems: [],
    };
  }
  #inherited(source: RequestSource, withRoot: boolean): Sending {
    const collection = this.#collection(source.collection);
    const said = { ...UNSAID } as Record<string, unknown>;
    if (!withRoot && !source.path) return said as unknown as Sending;
    let path = source.path;
    do {
      path = parentOf(path);
      const around = collection.files.get(path);
      if (around?.kind !== "folder") continue;
      for (const [key, value] of Object.entries(around.content.defaults)) said[key] ??= value;
    } while (path);
    return said as unknown as Sending;
  }
  #collection(id: string): FakeCollection {
    const it = this.disk.get(id);
    if (!it) throw gone("The collection");
    return it;
  }
  #file(source: RequestSource): FakeFile {
    const file = this.#collection(source.collection).files.get(source.path);
    if (!file) throw gone(`“${source.path}”`);
    return file;
  }
  #request(source: RequestSource): FakeFile & { kind: "request" } {
    const file = this.#file(source);
    if (file.kind !== "request") throw gone(`“${source.path}”`);
    return file;
  }
  #checkName(name: string) {
    const message = !name.trim() ? "Type a name." : /[/\\]/.test(name) ? "A name has no / and no \\." : null;
    if (message) refuse([{ field: "name", message }]);
  }
  #free(collection: FakeCollection, parent: string, file: string, name: string): string {
    const path = parent ? `${parent}/${file}` : file;
    if (collection.files.has(path)) throw taken(name);
    return path;
  }
  #carry(from: FakeCollection, path: string, into: FakeCollection, to: string) {
    for (const [at, file] of [...from.files])
      if (within(at, path)) {
        from.files.delete(at);
        into.files.set(to + at.slice(path.length), file);
      }
  }
}
