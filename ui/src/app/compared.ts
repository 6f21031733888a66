// Results of the history, of this run and of files as they lie beside each other.

import type { ComparedResult } from "../features/compare/comparedResult";
import { momentOf, nameOf, STATE_TONE, stateWords } from "../features/history/words";
import { readable } from "../features/result/logPieces";
import type { Finished } from "../features/result/run.svelte";
import type { HistoryEntry } from "../lib/bindings/HistoryEntry";
import type { Invocation } from "../lib/bindings/Invocation";
import { OUTCOME_TONE, outcomeWords } from "../lib/outcome";

export function comparedOfEntry({ row, invocation, left_out }: HistoryEntry): ComparedResult {
  return {
    id: row.id,
    title: nameOf(row),
    state: stateWords(row),
    tone: STATE_TONE[row.state],
    label: row.label,
    startedAt: row.started_at,
    when: momentOf(row.started_at, Date.now()),
    duration: row.duration,
    version: row.version,
    profile: row.profile_name,
    region: row.region,
    environment: row.environment,
    leftOut: left_out,
    ...partsOf(invocation),
  };
}

/** `title`: what its tab is called. */
export function comparedOf({ invocation, target, kept }: Finished, title: string): ComparedResult {
  const startedAt = Date.parse(invocation.started_at);
  return {
    id: invocation.id,
    title,
    state: outcomeWords(invocation),
    tone: OUTCOME_TONE[invocation.outcome.kind],
    label: labelOf(invocation),
    startedAt,
    when: Number.isNaN(startedAt) ? "" : momentOf(startedAt, Date.now()),
    duration: invocation.duration,
    version: invocation.answer?.executed_version ?? null,
    profile: target.profileName,
    region: target.region,
    environment: null,
    leftOut: kept?.leftOut ?? 0,
    ...partsOf(invocation),
  };
}

function labelOf({ outcome }: Invocation): string | null {
  if (outcome.kind === "function_error") return outcome.error_type ?? outcome.handling;
  return outcome.kind === "rejected" ? outcome.code : null;
}

function partsOf(invocation: Invocation | null): Pick<ComparedResult, "response" | "responseBytes" | "log"> {
  const answer = invocation?.answer ?? null;
  const log = answer?.log ?? null;
  return {
    response: answer?.body_kind ?? null,
    responseBytes: answer?.body_bytes ?? 0,
    log: log && {
      // Its secrets stay out of the page, as under Logs until they are asked for.
      text: log.lines.map((line) => readable(line, () => false)).join("\n"),
      truncated: log.truncated,
    },
  };
}
