// What the tree of collections does in the window.

import type { EntryActions } from "../features/collections/entryMenu";
import type { RequestSource } from "../lib/bindings/RequestSource";
import { copyLink } from "./links";
import type { Workbench } from "./workbench.svelte";

/** `rename` opens the name of something new, to be typed over. */
export function entryActions(workbench: Workbench, rename: (source: RequestSource) => void): EntryActions {
  const { keeping } = workbench;
  const { collections } = keeping;
  const named = async (made: Promise<RequestSource | null>) => {
    const source = await made;
    if (source) rename(source);
  };
  return {
    open: (source) => void keeping.open(source),
    newRequest: (folder) => void named(keeping.create(folder)),
    newFolder: (folder) => void named(keeping.createFolder(folder)),
    duplicate: (source) => void named(keeping.duplicate(source)),
    cut: (source) => (collections.cut = source),
    paste: (folder) => {
      const { cut } = collections;
      collections.cut = null;
      if (cut && collections.accepts(cut, folder)) void keeping.move(cut, folder);
    },
    move: (source, folder) => void keeping.move(source, folder),
    moveTo: (node) => workbench.open({ kind: "moveEntry", node }),
    delete: (node) => workbench.open({ kind: "deleteEntry", node }),
    copyLink: (source) => void copyLink(workbench, source),
    share: (node) => workbench.open({ kind: "shareFolder", node }),
    run: (source) => workbench.folderRuns.open(source),
    settings: (source) => workbench.open({ kind: "folder", source }),
    newEnvironment: (collection) => workbench.open({ kind: "environment", collection, environment: null }),
    reread: (collection) => void collections.reread(collection),
    close: (collection) => void keeping.closeCollection(collection),
  };
}
