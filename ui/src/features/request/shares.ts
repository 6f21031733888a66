// Where an alias leads, in words.

import type { AliasFacts } from "../../lib/bindings/AliasFacts";
import { percent } from "../../lib/measure";

/** `version 3`, or `90% to version 2, 10% to version 3`. */
export function shares({ versions }: AliasFacts): string {
  if (versions.length === 1) return `version ${versions[0]!.version}`;
  return versions.map(({ version, share }) => `${percent(share)} to version ${version}`).join(", ");
}
