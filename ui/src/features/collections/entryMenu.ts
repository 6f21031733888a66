// What can be done with a node of the tree: the same by the menu, by keys and by dragging.

import type { MenuAction } from "../../components/ContextMenu.svelte";
import type { RequestSource } from "../../lib/bindings/RequestSource";
import type { CollectionNode } from "./nodes";
import { parentOf } from "./source";

export interface EntryActions {
  open: (source: RequestSource) => void;
  newRequest: (folder: RequestSource) => void;
  newFolder: (folder: RequestSource) => void;
  duplicate: (source: RequestSource) => void;
  cut: (source: RequestSource | null) => void;
  paste: (folder: RequestSource) => void;
  move: (source: RequestSource, folder: RequestSource) => void;
  /** Asks where to. */
  moveTo: (node: CollectionNode) => void;
  /** Asks first. */
  delete: (node: CollectionNode) => void;
  /** Copies where a request is on the web, or tells that it is nowhere. */
  copyLink: (source: RequestSource) => void;
  /** Shares the requests of a folder. */
  share: (node: CollectionNode) => void;
  /** Runs the requests of a folder. */
  run: (source: RequestSource) => void;
  /** Name, defaults and variables of a folder. */
  settings: (source: RequestSource) => void;
  newEnvironment: (collection: string) => void;
  reread: (collection: string) => void;
  close: (collection: string) => void;
}

/** The folder that new things go to: itself, or the one it is in. */
export const folderAt = (node: CollectionNode): RequestSource =>
  node.kind === "request" ? parentOf(node.source) : node.source;

export function menuOf(
  node: CollectionNode,
  actions: EntryActions,
  rename: () => void,
  cut: RequestSource | null,
  modifier: string,
): (MenuAction | null)[] {
  const { source } = node;
  const folder = folderAt(node);
  const make: MenuAction[] = [
    { title: "New request", run: () => actions.newRequest(folder) },
    { title: "New folder", run: () => actions.newFolder(folder) },
  ];
  const paste: MenuAction = {
    title: "Paste",
    keys: `${modifier} V`,
    disabled: !cut,
    run: () => actions.paste(folder),
  };
  const share: MenuAction = { title: "Share as a Lambdesk file…", run: () => actions.share(node) };
  if (node.kind === "note") return [];
  if (node.kind === "collection")
    return [
      ...make,
      paste,
      null,
      { title: "Run all…", run: () => actions.run(source) },
      share,
      null,
      { title: "Name, defaults and variables…", run: () => actions.settings(source) },
      { title: "New environment…", run: () => actions.newEnvironment(source.collection) },
      { title: "Read it anew", run: () => actions.reread(source.collection) },
      null,
      { title: "Close the collection", run: () => actions.close(source.collection) },
    ];
  return [
    ...(node.kind === "request" ? [{ title: "Open", keys: "↵", run: () => actions.open(source) }, null] : []),
    ...make,
    null,
    ...(node.kind === "folder"
      ? [{ title: "Run folder…", run: () => actions.run(source) }, share]
      : [{ title: "Copy link", run: () => actions.copyLink(source) }]),
    null,
    { title: "Rename", keys: "F2", run: rename },
    { title: "Duplicate", keys: `${modifier} D`, run: () => actions.duplicate(source) },
    { title: "Cut", keys: `${modifier} X`, run: () => actions.cut(source) },
    paste,
    { title: "Move to…", run: () => actions.moveTo(node) },
    ...(node.kind === "folder"
      ? [{ title: "Defaults and variables…", run: () => actions.settings(source) }]
      : []),
    null,
    { title: "Delete…", keys: "Del", danger: true, run: () => actions.delete(node) },
  ];
}

/** A key that does one of these. True when it was one. */
export function runEntryKey(
  event: KeyboardEvent,
  node: CollectionNode,
  actions: EntryActions,
  cut: RequestSource | null,
): boolean {
  const { key } = event;
  const own = node.kind === "request" || node.kind === "folder";
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
    const letter = key.toLowerCase();
    if (letter === "x" && own) actions.cut(node.source);
    else if (letter === "v" && cut && node.kind !== "note") actions.paste(folderAt(node));
    else if (letter === "d" && own) actions.duplicate(node.source);
    else return false;
    return true;
  }
  if (key === "Delete" || (key === "Backspace" && event.metaKey)) {
    if (own) actions.delete(node);
    return own;
  }
  if (key === "F2" && node.kind === "collection") {
    actions.settings(node.source);
    return true;
  }
  if (key === "Escape" && cut) {
    actions.cut(null);
    return true;
  }
  return false;
}
