// An answer as the fake backend gives it.

import type { Answer } from "../bindings/Answer";
import type { BodyKind } from "../bindings/BodyKind";
import type { InvokeInput } from "../bindings/InvokeInput";
import type { Outcome } from "../bindings/Outcome";
import type { Script } from "./behaviour";
import { logLine } from "./log";

/** What the window is told of an answer. */
export function answerOf(
  script: Script,
  body: Uint8Array,
  input: Pick<InvokeInput, "qualifier">,
  outcome: Outcome,
): Answer {
  const request_id = "57f231fb-1730-4395-85cb-4f71bd2b87b8";
  // An alias begins with a letter; the canary is seen by the older version's share.
  const alias = /^[a-z]/i.test(input.qualifier);
  const version = alias ? (input.qualifier === "canary" ? "2" : "3") : input.qualifier || "3";
  const ran = outcome.kind !== "rejected";
  const report = `REPORT RequestId: ${request_id}\tDuration: 79.67 ms\tBilled Duration: 80 ms\tMemory Size: 128 MB\tMax Memory Used: 73 MB\t`;
  const text = [
    ...(script.truncated ? [] : [`START RequestId: ${request_id} Version: ${version}`]),
    ...(script.log ?? [
      "[INFO]\t2026-11-23T10:27:09.112Z\tread 1 key from the payload",
      "[DEBUG]\tcache miss, 0 of 1 items",
      "[WARN]\tno customer given, using the default",
    ]),
    `END RequestId: ${request_id}`,
    report,
  ];
  let body_kind: BodyKind = "json";
  try {
    const decoded = new TextDecoder("utf-8", { fatal: true }).decode(body);
    body_kind = "text";
    if (!body.length) body_kind = "empty";
    else JSON.parse(decoded);
    if (body.length) body_kind = "json";
  } catch (error) {
    if (error instanceof TypeError) body_kind = "binary";
  }
  return {
    status: outcome.kind === "rejected" ? outcome.status : (script.status ?? 200),
    executed_version: ran ? version : null,
    request_id,
    trace_id: "root=1-67418c1d-5f1a8c1d2b3c4d5e6f708192;parent=1b2c3d4e5f607182;sampled=0",
    headers: [
      { name: "date", value: "Mon, 23 Nov 2026 10:27:09 GMT" },
      { name: "content-type", value: "application/json" },
      { name: "content-length", value: String(body.length) },
      { name: "x-amzn-requestid", value: request_id },
      ...(ran
        ? [
            { name: "x-amz-executed-version", value: version },
            { name: "x-amz-log-result", value: btoa(report.repeat(4)) },
          ]
        : [{ name: "x-amzn-errortype", value: outcome.code ?? "" }]),
      ...(outcome.kind === "function_error"
        ? [{ name: "x-amz-function-error", value: outcome.handling }]
        : []),
      {
        name: "x-amzn-trace-id",
        value: "root=1-67418c1d-5f1a8c1d2b3c4d5e6f708192;parent=1b2c3d4e5f607182;sampled=0",
      },
    ],
    body_bytes: body.length,
    body_kind,
    durable_execution_arn: script.durable ?? null,
    stream: script.chunks
      ? {
          chunks: script.chunks,
          duration: (script.chunks - 1) * (script.delay ?? 60),
          complete: !script.breaksOff,
        }
      : null,
    log:
      ran && script.logged !== null
        ? {
            lines: text.map(logLine),
            truncated: script.truncated ?? false,
            figures: {
              duration: 79.67,
              billed: 80,
              init: script.init ?? null,
              restore: null,
              memory_mb: 128,
              max_memory_mb: 73,
            },
            trace: null,
            stream: null,
            ...script.logged,
          }
        : null,
  };
}
