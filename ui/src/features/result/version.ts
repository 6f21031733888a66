// Which version ran, and what was asked for. Pure.

import type { AliasFacts } from "../../lib/bindings/AliasFacts";
import type { Answer } from "../../lib/bindings/Answer";
import { oneLine } from "../../lib/foreign";
import { percent } from "../../lib/measure";
import type { Target } from "./run.svelte";

type Asked = Pick<Target, "qualifier" | "alias">;

/** The qualifier that led to another version than its own name; null when there is nothing to tell apart. */
export function askedFor(version: string, { qualifier }: Asked): string | null {
  return qualifier && qualifier !== version ? oneLine(qualifier) : null;
}

/** `90% to 2, 10% to 3` for an alias that splits its traffic; null for one that does not. */
export function split(alias: AliasFacts | null, qualifier: string): string | null {
  if (!alias || alias.name !== qualifier || alias.versions.length < 2) return null;
  return alias.versions.map(({ version, share }) => `${percent(share)} to ${oneLine(version)}`).join(", ");
}

/** `Version 2 by canary (90% to 2, 10% to 3)`; null when it is not known which one ran. */
export function versionWords(answer: Answer | null, asked: Asked): string | null {
  const version = answer?.executed_version;
  if (!version) return null;
  const by = askedFor(version, asked);
  const shares = split(asked.alias, asked.qualifier);
  return `Version ${oneLine(version)}${by ? ` by ${by}` : ""}${shares ? ` (${shares})` : ""}`;
}
