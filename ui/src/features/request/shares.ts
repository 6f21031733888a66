// Where an alias leads, in words.

import type { AliasFacts } from "../../lib/bindings/AliasFacts";

/** `version 3`, or `90% to version 2, 10% to version 3`. */
export function shares({ versions }: AliasFacts): string {
  if (versions.length === 1) return `version ${versions[0]!.version}`;
  return versions.map(({ version, share }) => `${percent(share)} to version ${version}`).join(", ");
}

/** A share of 0.001 is not nothing. */
const percent = (share: number) => `${Math.round(share * 1000) / 10}%`;
