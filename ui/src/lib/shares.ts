// Where an alias leads, in words.

import type { AliasFacts } from "./bindings/AliasFacts";
import type { VersionShare } from "./bindings/VersionShare";
import { percent } from "./measure";

/** `version 3`, or `90% to version 2, 10% to version 3`. */
export function shares({ versions }: AliasFacts): string {
  if (versions.length === 1) return `version ${versions[0]!.version}`;
  return versions.map(({ version, share }) => `${percent(share)} to version ${version}`).join(", ");
}

/** The same in a list: `version 3`, or `90% 42, 10% 43`. */
export function shortShares(versions: readonly VersionShare[]): string {
  if (versions.length === 1) return `version ${versions[0]!.version}`;
  return versions.map(({ version, share }) => `${percent(share)} ${version}`).join(", ");
}
