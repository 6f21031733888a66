// What the fake backend's functions do.

import type { Attempt } from "../bindings/Attempt";
import type { Example } from "../bindings/Example";
import type { InvokeInput } from "../bindings/InvokeInput";
import type { Outcome } from "../bindings/Outcome";
import type { PayloadVerdict } from "../bindings/PayloadVerdict";
import type { Log } from "../bindings/Log";
import { CASES } from "./cases";

/** An example as the sandbox has them. */
function example(name: string, title: string, payload: string, timeout = 30, qualifier = "live"): Example {
  return {
    function: name,
    title,
    description: title,
    qualifier,
    payload,
    timeout_seconds: timeout,
    memory_mb: 128,
    runtime: "python3.13",
    streams: name === "stream",
  };
}

export const EXAMPLES: Example[] = [
  example("echo", "Echo", '{\n  "key": "value"\n}'),
  example("fail", "Function that fails", '{\n  "customer": null\n}'),
  example("throttled", "Throttled twice, then fine", "{}"),
  example("slow", "Slow: answers when you say", '{\n  "seconds": 5\n}', 900),
  example("talkative", "Talkative: more than 4 KB of log", '{\n  "lines": 60\n}'),
  example("nothing", "Returns nothing", "{}"),
  example("timeout", "Runs out of time", "{}", 3),
  example("large", "Large response", '{\n  "bytes": 1000000\n}'),
  example("stream", "Streams as the payload says", '{\n  "chunks": 12\n}'),
  example("api-proxy", "API Gateway response", '{\n  "path": "/orders"\n}'),
];

/** What one invocation does. */
export interface Script {
  body?: string | Uint8Array;
  outcome?: Outcome;
  log?: string[];
  truncated?: boolean;
  delay?: number;
  attempts?: Attempt[];
  status?: number;
  init?: number;
  verdict?: PayloadVerdict;
  corrections?: string[];
  /** Members of the log that differ from the usual; null when none comes with the answer. */
  logged?: Partial<Log> | null;
  /** The response comes in so many chunks, `delay` apart. */
  chunks?: number;
  /** Members of the last attempt that differ from the usual. */
  last?: Partial<Attempt>;
  /** An outcome without an answer still leaves what came of one. */
  breaksOff?: boolean;
  /** The durable execution's ARN. */
  durable?: string;
}

/** What a function of the sandbox does, more or less. */
export function behaviour(input: InvokeInput): Script {
  const payload = (() => {
    try {
      return JSON.parse(input.payload) as Record<string, number>;
    } catch {
      return null;
    }
  })();
  if (!payload && input.payload.trim()) {
    const message =
      "Could not parse request body into json: Could not parse payload into json: Unrecognized token 'value': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
    return {
      body: JSON.stringify({ Type: "User", message }),
      outcome: {
        kind: "rejected",
        status: 400,
        code: "InvalidRequestContentException",
        message,
        reason: null,
        meaning: "The payload is not JSON.",
        position: { line: 1, column: 5 },
        hint: "Mend the payload where it is marked.",
      },
    };
  }
  const special = CASES[input.function];
  if (special) return special(payload ?? {});
  switch (input.function) {
    case "echo":
      return { body: input.payload, init: 142.31 };
    case "nothing":
      return { body: "null" };
    case "fail": {
      const error = {
        errorMessage: "'customer'",
        errorType: "KeyError",
        requestId: "57f231fb-1730-4395-85cb-4f71bd2b87b8",
        stackTrace: [
          '  File "/var/task/app.py", line 41, in handler\n    customer = event["customer"]\n',
          '  File "/var/task/orders/rules.py", line 18, in validate\n    raise KeyError(name)\n',
        ],
      };
      return {
        body: JSON.stringify(error),
        log: [
          "[ERROR]\tKeyError: 'customer'",
          "Traceback (most recent call last):",
          ...error.stackTrace.join("").trimEnd().split("\n"),
        ],
        outcome: {
          kind: "function_error",
          handling: "Unhandled",
          error_type: error.errorType,
          error_message: error.errorMessage,
          frames: [
            { text: error.stackTrace[0]!.trimEnd(), function: "handler", file: "/var/task/app.py", line: 41 },
            {
              text: error.stackTrace[1]!.trimEnd(),
              function: "validate",
              file: "/var/task/orders/rules.py",
              line: 18,
            },
          ],
          causes: [],
        },
      };
    }
    case "throttled": {
      const attempt = (number: number, offset: number, delay: number): Attempt => ({
        number,
        offset,
        duration: 31,
        ending: "throttled",
        label: "TooManyRequestsException",
        status: 429,
        warm: number > 1,
        phases:
          number > 1
            ? [{ kind: "wait", offset: 0.5, duration: 30 }]
            : [
                { kind: "connect", offset: 0.3, duration: 1 },
                { kind: "wait", offset: 2, duration: 29 },
              ],
        stop: null,
        next: { delay, asked_by_service: number === 1, reason: "It was throttled, so it did not run." },
      });
      return { body: '{"attempt":3}', delay: 112, attempts: [attempt(1, 0, 1000), attempt(2, 1031, 700)] };
    }
    case "stream":
      return {
        body: Array.from({ length: 12 }, (_, n) => `{"chunk":${n + 1},"text":"Grüße, 世界"}\n`).join(""),
        chunks: 12,
        delay: 40,
      };
    case "slow":
      return {
        body: JSON.stringify({ slept: payload?.seconds ?? 5 }),
        delay: (payload?.seconds ?? 5) * 1000,
      };
    case "timeout":
      return {
        delay: 3000,
        body: '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: 57f231fb Error: Task timed out after 3.00 seconds"}',
        outcome: {
          kind: "function_error",
          handling: "Unhandled",
          error_type: "Sandbox.Timedout",
          error_message: "RequestId: 57f231fb Error: Task timed out after 3.00 seconds",
          frames: [],
          causes: [],
        },
      };
    case "talkative":
      return {
        body: '{"lines":60}',
        truncated: true,
        log: Array.from(
          { length: 40 },
          (_, n) => `[INFO]\tline ${n + 20}: Grüße an 世界, step ${n} of 60 took ${n * 3} ms`,
        ),
      };
    case "large": {
      const rows = Array.from({ length: Math.floor((payload?.bytes ?? 1e6) / 100) }, (_, n) => ({
        id: n,
        name: `row number ${n}`.padEnd(56, "."),
        total: n * 1.25,
      }));
      return { body: JSON.stringify({ rows }) };
    }
    case "api-proxy":
      return {
        verdict: payload?.statusCode ? { kind: "proxy_status", status: payload.statusCode } : undefined,
        body: '{"statusCode":200,"headers":{"content-type":"application/json"},"body":"{\\"orders\\":[]}"}',
      };
    case "text":
      return { body: "<html>\n  <script>alert(1)</script>\n</html>\n" };
    case "empty":
      return { body: "" };
    case "binary":
      return { body: Uint8Array.from({ length: 300 }, (_, n) => (n * 37 + 200) % 256) };
    case "unreachable":
      return {
        delay: 20,
        outcome: {
          kind: "no_answer",
          cause: "connection_refused",
          message: "Nothing listens at 127.0.0.1:4566.",
          hint: "Start what should answer there, or check the profile's endpoint.",
          may_have_run: false,
        },
      };
    default: {
      const message = `Function not found: arn:aws:lambda:eu-west-1:000000000000:function:${input.function}`;
      return {
        body: JSON.stringify({ Type: "User", Message: message }),
        outcome: {
          kind: "rejected",
          status: 404,
          code: "ResourceNotFoundException",
          message,
          reason: null,
          meaning: "There is no such function, version or alias here.",
          position: null,
          hint: "Check the name and the region: names are the same only within one region of one account.",
        },
      };
    }
  }
}
