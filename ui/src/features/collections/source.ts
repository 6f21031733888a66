// Places in collections: what is where, and what they become when something is moved.

import type { RequestSource } from "../../lib/bindings/RequestSource";

/** A key for maps: no path has a line break where another begins. */
export const keyOf = ({ collection, path }: RequestSource) => `${collection}\n${path}`;

export const sameSource = (one: RequestSource | null, other: RequestSource | null) =>
  one?.collection === other?.collection && one?.path === other?.path;

/** The folder it is in. */
export function parentOf({ collection, path }: RequestSource): RequestSource {
  return { collection, path: path.slice(0, Math.max(0, path.lastIndexOf("/"))) };
}

/** Whether it is this, or in it. The empty path is the whole collection. */
export function isWithin(source: RequestSource, around: RequestSource): boolean {
  if (source.collection !== around.collection) return false;
  return around.path === "" || source.path === around.path || source.path.startsWith(`${around.path}/`);
}

/** Where something is after `from` became `to`. */
export function carried(source: RequestSource, from: RequestSource, to: RequestSource): RequestSource {
  if (!isWithin(source, from)) return source;
  return { collection: to.collection, path: to.path + source.path.slice(from.path.length) };
}

/** The file's name, without its folders. */
export const fileName = ({ path }: RequestSource) => path.slice(path.lastIndexOf("/") + 1);

/** The sidecar beside a payload. */
export const sidecarOf = (path: string) => path.replace(/\.json$/i, ".toml");
