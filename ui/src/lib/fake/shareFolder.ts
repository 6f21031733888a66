// The fake backend's Lambdesk files of folders: the form of docs/lambdesk-file.md, with hashes that only look like some.

import type { HideOptions } from "../bindings/HideOptions";
import type { RequestSource } from "../bindings/RequestSource";
import type { SharePreview } from "../bindings/SharePreview";
import { entriesOf, type FakeCollection, nameOf, parentOf } from "./collectionFiles";
import { failure } from "./failure";
import { fileName, hiding } from "./share";

const MOST = 1000;

function looksLikeHash(text: string): string {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  const next = () => (hash = (Math.imul(hash, 1664525) + 1013904223) >>> 0);
  return Array.from({ length: 8 }, () => next().toString(16).padStart(8, "0")).join("");
}

export function sharedFolder(
  disk: ReadonlyMap<string, FakeCollection>,
  { collection, path }: RequestSource,
  hide: HideOptions,
): SharePreview {
  const files = disk.get(collection)?.files;
  const folder = files?.get(path);
  if (!files || folder?.kind !== "folder") throw failure("gone", `“${path || collection}” is not there.`);
  if (folder.problem) throw failure("other", folder.problem, "Let Lambdesk read it, and try again.");
  const name = nameOf(path || collection, folder);
  const inside = entriesOf(files).filter(
    (it) => it.kind === "request" && !it.problem && (!path || it.path.startsWith(`${path}/`)),
  );
  if (inside.length > MOST)
    throw failure(
      "other",
      `The folder is too large for a Lambdesk file: it has ${inside.length} requests, and 1,000 are the most.`,
      "Share the folders in it one by one.",
    );
  const { clean, findings } = hiding(hide);
  const titles = (at: string): string[] =>
    at === path ? [] : [...titles(parentOf(at)), nameOf(at, files.get(at)!)];
  const requests = inside.map((it) => {
    const file = files.get(it.path)!;
    if (file.kind !== "request") throw failure("gone", `“${it.path}” is not there.`);
    const { payload, sending, notes } = file.content;
    const shown = clean("heading", it.name);
    const text = clean("payload", payload, shown);
    return {
      name: shown,
      ...(parentOf(it.path) !== path && { folder: titles(parentOf(it.path)) }),
      function: clean("heading", sending.function ?? "orders-create", shown),
      ...(sending.qualifier && { qualifier: sending.qualifier }),
      payload: { text, bytes: new TextEncoder().encode(text).length, sha256: looksLikeHash(text) },
      options: { type: sending.invocation_type === "dry_run" ? "DryRun" : "RequestResponse", log: true },
      ...(notes && { notes: clean("payload", notes, shown) }),
      ...(payload.includes("{{") && { template: true }),
    };
  });
  const text = JSON.stringify({ format: 1, collection: { name, requests } }, null, 2);
  return { text: `${text}\n`, file_name: `${fileName(name)}.lambdesk`, findings: findings() };
}
