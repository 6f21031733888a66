// What the fake backend says of a request before it is sent: checks, facts, the preview.

import type { FieldProblem } from "../bindings/FieldProblem";
import type { FunctionFacts } from "../bindings/FunctionFacts";
import type { FunctionQuery } from "../bindings/FunctionQuery";
import type { InvokeInput } from "../bindings/InvokeInput";
import type { JsonProblem } from "../bindings/JsonProblem";
import type { Preview } from "../bindings/Preview";
import type { RequestCheck } from "../bindings/RequestCheck";
import { EXAMPLES } from "./behaviour";
import { failure } from "./failure";

export function previewOf(input: InvokeInput): Preview {
  const url = `http://127.0.0.1:40123/2015-03-31/functions/${encodeURIComponent(input.function)}/invocations`;
  return {
    method: "POST",
    url,
    headers: [
      { name: "host", value: "127.0.0.1:40123" },
      { name: "x-amz-date", value: "20261123T102709Z" },
      { name: "content-length", value: String(input.payload.length) },
    ],
    canonical_request: `POST\n/2015-03-31/functions/${input.function}/invocations\n\nhost:127.0.0.1:40123\nx-amz-date:20261123T102709Z\n\nhost;x-amz-date\n44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a`,
    string_to_sign:
      "AWS4-HMAC-SHA256\n20261123T102709Z\n20261123/eu-west-1/lambda/aws4_request\n0e0e58b8a6bdbdd1f1b9a3c2e5dd3ff0a6ac4d7e7ab2cf8be4bcd0c6f9f2b1c3",
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261123/eu-west-1/lambda/aws4_request, SignedHeaders=host;x-amz-date, Signature=********",
  };
}

export function factsOf(query: FunctionQuery, facts: ReadonlyMap<string, FunctionFacts>): FunctionFacts {
  const nothing = { configuration: null, alias: null, unknown: [], refreshing: false };
  const known = facts.get(query.function);
  const found = EXAMPLES.find((it) => it.function === query.function);
  if (known || query.profile !== "sandbox" || !found) return known ?? nothing;
  const shares = query.qualifier === "canary" ? [0.9, 0.1] : [1];
  return {
    ...nothing,
    configuration: {
      timeout_seconds: found.timeout_seconds,
      memory_mb: found.memory_mb,
      runtime: found.runtime,
      architecture: "x86_64",
      state: "Active",
      state_reason: null,
      log_group: `/aws/lambda/${found.function}`,
      version: "3",
      description: found.description,
    },
    alias: /^[a-z]/.test(query.qualifier)
      ? {
          name: query.qualifier,
          versions: shares.map((share, n) => ({ version: String(shares.length > 1 ? n + 2 : 3), share })),
        }
      : null,
  };
}

export function checkRequest(input: InvokeInput, refused: FieldProblem[]): RequestCheck {
  const problems: FieldProblem[] = [...refused];
  if (!input.function.trim())
    problems.push({ field: "function", message: "Type a function's name or its ARN." });
  else if (!/^[\w:$/-]+$/.test(input.function.trim()))
    problems.push({
      field: "function",
      message: "A function's name has letters, digits, - and _, at most 64 of them; an ARN may be given too.",
    });
  if (input.qualifier && !/^(\$LATEST|[\w-]+)$/.test(input.qualifier))
    problems.push({
      field: "qualifier",
      message: "A qualifier is $LATEST, a version's number or an alias.",
    });
  if (!/^\s*\d/.test(input.wait))
    problems.push({ field: "wait", message: "Write a time such as 30 s, 2 min or 15 min 30 s." });
  if (input.region !== null && !/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(input.region))
    problems.push({
      field: "region",
      message: `“${input.region}” is not a region. A region looks like eu-west-1.`,
    });
  return {
    problems,
    cautions: [],
    client_context_bytes: input.client_context.trim()
      ? Math.ceil(input.client_context.trim().length / 3) * 4
      : 0,
  };
}

export function checkJson(text: string): JsonProblem | null {
  if (!text.trim()) return null;
  let offset = 0;
  try {
    JSON.parse(text);
    return null;
  } catch {
    // Where the last thing ends that could stand in JSON: near enough for a fake.
    const parts = /\s+|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/y;
    while (parts.lastIndex < text.length && parts.test(text)) offset = parts.lastIndex;
    offset = Math.min(offset, text.trimEnd().length);
    const before = text.slice(0, offset).split("\n");
    const message =
      offset >= text.trimEnd().length ? "The text ends before the JSON does." : "Expected value.";
    return { message, line: before.length, column: before.at(-1)!.length + 1, offset };
  }
}

export function formatJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    throw failure("invalid_input", "The payload is not JSON, so it cannot be laid out.");
  }
}
