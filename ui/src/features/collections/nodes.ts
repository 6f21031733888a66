// Collections as a tree: what Rust tells as a list becomes nodes, and what is searched for is left of it.

import type { TreeNode } from "../../components/tree/rows";
import type { Collection } from "../../lib/bindings/Collection";
import type { RequestSource } from "../../lib/bindings/RequestSource";
import { keyOf } from "./source";

export interface CollectionNode extends TreeNode {
  readonly kind: "collection" | "folder" | "request" | "note";
  readonly source: RequestSource;
  readonly children: readonly CollectionNode[] | null;
  /** Requests in it, also deeper. */
  readonly count: number;
  /** Why it cannot be read whole. */
  readonly problem: string | null;
  /** Said where one points at it. */
  readonly about: string;
  /** What is searched, in small letters. */
  readonly searched: string;
}

/** Made as a folder's content comes, and read-only from then on. */
type Growing = { -readonly [Key in keyof CollectionNode]: CollectionNode[Key] } & {
  children: CollectionNode[] | null;
};

/** The tree of a collection. It follows its list: a folder's content comes after it, deeper. */
export function nodesOf(collection: Collection): CollectionNode {
  const root: Growing = {
    id: keyOf({ collection: collection.id, path: "" }),
    label: collection.name,
    kind: "collection",
    source: { collection: collection.id, path: "" },
    children: [],
    count: 0,
    problem: collection.problems.join(" ") || null,
    about: collection.path,
    searched: collection.name.toLowerCase(),
  };
  const around: Growing[] = [root];
  for (const entry of collection.entries) {
    around.length = Math.min(around.length, entry.depth + 1);
    const parent = around.at(-1)!;
    const source = { collection: collection.id, path: entry.path };
    const isFolder = entry.kind === "folder";
    const node: Growing = {
      id: keyOf(source),
      label: entry.name,
      kind: entry.kind,
      source,
      children: isFolder ? [] : null,
      count: 0,
      problem: entry.problem,
      about: [entry.name, entry.path, entry.function].filter(Boolean).join("\n"),
      searched: [entry.name, entry.path, entry.function ?? ""].join("\n").toLowerCase(),
    };
    parent.children!.push(node);
    if (isFolder) around.push(node);
    else for (const folder of around) folder.count += 1;
  }
  if (!root.children!.length) root.children!.push(noteIn(root.source, "No requests yet. Make one…"));
  return root;
}

/** A collection that cannot be opened, or, without a problem, is being read. */
export function lostNode(id: string, name: string, problem: string | null): CollectionNode {
  const source = { collection: id, path: "" };
  return {
    id: keyOf(source),
    label: name,
    kind: "collection",
    source,
    children: [noteIn(source, problem ? "Try again…" : "Reading…")],
    count: 0,
    problem,
    about: id,
    searched: name.toLowerCase(),
  };
}

const noteIn = (source: RequestSource, label: string): CollectionNode => ({
  // No path has this name.
  id: `${keyOf(source)}\n`,
  label,
  kind: "note",
  source,
  children: null,
  count: 0,
  problem: null,
  about: label,
  searched: "",
});

/** What has all the words in its name, its path or its function, and the folders around it. */
export function filtered(roots: readonly CollectionNode[], query: string): CollectionNode[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = ({ searched }: CollectionNode) => words.every((word) => searched.includes(word));
  const keep = (node: CollectionNode): CollectionNode | null => {
    if (node.kind === "note") return null;
    if (node.children === null) return matches(node) ? node : null;
    // A folder that matches is there with all that is in it.
    if (node.kind === "folder" && matches(node)) return node;
    const children = node.children.map(keep).filter((it) => it !== null);
    return children.length ? { ...node, children } : null;
  };
  return roots.map(keep).filter((it) => it !== null);
}

/** All folders of a tree with the collections themselves, as one walks them. */
export function foldersOf(roots: readonly CollectionNode[]): CollectionNode[] {
  const found: CollectionNode[] = [];
  const walk = (nodes: readonly CollectionNode[]) => {
    for (const node of nodes) {
      if (node.kind !== "collection" && node.kind !== "folder") continue;
      found.push(node);
      walk(node.children ?? []);
    }
  };
  walk(roots);
  return found;
}
