// The X-Ray trace that an invocation belongs to: what the log says, or else what the answer's header says. Pure.

import type { Answer } from "../../lib/bindings/Answer";
import type { Trace } from "../../lib/bindings/Trace";

/** Reads `Root=1-…;Parent=…;Sampled=0;Lineage=…`. Null when it names no root. */
function ofHeader(header: string | null): Trace | null {
  const members = new Map(
    (header ?? "").split(";").map((member) => {
      const [name = "", value = ""] = member.split("=", 2);
      return [name.trim().toLowerCase(), value.trim()] as const;
    }),
  );
  const trace_id = members.get("root");
  if (!trace_id) return null;
  const sampled = { "0": false, "1": true }[members.get("sampled") ?? ""] ?? null;
  return { trace_id, segment_id: null, sampled };
}

export function traceOf(answer: Answer): Trace | null {
  const { log } = answer;
  const told = ofHeader(answer.trace_id);
  if (!log?.trace) return told;
  return { ...log.trace, sampled: log.trace.sampled ?? told?.sampled ?? null };
}

/** Whether X-Ray keeps it, in words; empty when nobody says. */
export function sampledWords({ sampled }: Trace): string {
  return sampled === null ? "" : sampled ? "sampled" : "not sampled";
}
