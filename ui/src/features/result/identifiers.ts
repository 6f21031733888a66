// What others need to find an invocation again: in a ticket, in CloudWatch, in X-Ray. Pure.

import type { FullLog } from "../../lib/bindings/FullLog";
import type { Log } from "../../lib/bindings/Log";
import { reported } from "./figures";
import type { Finished } from "./run.svelte";
import { sampledWords, traceOf } from "./trace";
import { versionWords } from "./version";

export interface Identifier {
  name: string;
  value: string;
  /** Said beside it. */
  remark?: string;
  /** What its button copies is called; none for what is only words. */
  copies?: string;
}

export function identifiersOf({ invocation, target }: Pick<Finished, "invocation" | "target">): Identifier[] {
  const { answer, started_at: started } = invocation;
  const version = versionWords(answer, target);
  const trace = answer && traceOf(answer);
  const copied = (name: string, value: string | null | undefined, copies: string, remark = "") =>
    value ? [{ name, value, copies, remark }] : [];
  return [
    ...(version ? [{ name: "Ran", value: version }] : []),
    ...copied("Started", started, "start time"),
    ...copied("Request ID", answer?.request_id, "request ID"),
    ...copied("X-Ray trace", trace?.trace_id, "trace ID", trace ? sampledWords(trace) : ""),
    ...copied("Trace segment", trace?.segment_id, "segment ID"),
    ...copied("Durable execution", answer?.durable_execution_arn, "durable execution’s ARN"),
  ];
}

/** Where a full log was found. */
export function logPlaces({ group, streams }: FullLog): Identifier[] {
  return [
    { name: "Log group", value: group, copies: "log group" },
    ...streams.map((value, at) => {
      const number = streams.length > 1 ? ` ${at + 1}` : "";
      return { name: `Log stream${number}`, value, copies: `log stream${number}` };
    }),
  ];
}

/** The REPORT line in words, one row for the run and one for the start. */
export function logFacts({ figures }: Log): Identifier[] {
  const { run, start } = reported(figures);
  return [
    { name: "Run", figures: run },
    { name: "Start", figures: start },
  ]
    .filter((row) => row.figures.length)
    .map((row) => ({
      name: row.name,
      value: row.figures.map(({ name, value }) => `${value} ${name}`).join(", "),
    }));
}
