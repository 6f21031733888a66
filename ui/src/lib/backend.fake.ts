// A backend without Rust, for tests and for `npm run dev` in a browser. It behaves plausibly, and is no measure of truth:
// what Lambda says is the sandbox's business. Switches: ?fake=no-keychain,no-sandbox,no-profiles-file,profiles,no-secret

import type { Backend } from "./backend";
import type { Answer } from "./bindings/Answer";
import type { Attempt } from "./bindings/Attempt";
import type { BodyForm } from "./bindings/BodyForm";
import type { BodyKind } from "./bindings/BodyKind";
import type { Example } from "./bindings/Example";
import type { Failure } from "./bindings/Failure";
import type { FieldProblem } from "./bindings/FieldProblem";
import type { Invocation } from "./bindings/Invocation";
import type { InvokeInput } from "./bindings/InvokeInput";
import type { JsonProblem } from "./bindings/JsonProblem";
import type { KeychainState } from "./bindings/KeychainState";
import type { LogLine } from "./bindings/LogLine";
import type { Outcome } from "./bindings/Outcome";
import type { Platform } from "./bindings/Platform";
import type { Profile } from "./bindings/Profile";
import type { ProfileDraft } from "./bindings/ProfileDraft";
import type { Progress } from "./bindings/Progress";
import type { StartUp } from "./bindings/StartUp";

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
  example("api-proxy", "API Gateway response", '{\n  "path": "/orders"\n}'),
];

interface Script {
  body?: string | Uint8Array;
  outcome?: Outcome;
  log?: string[];
  truncated?: boolean;
  delay?: number;
  attempts?: Attempt[];
  status?: number;
  init?: number;
}

const failure = (
  code: Failure["code"],
  message: string,
  hint = "",
  problems: FieldProblem[] = [],
): Failure => ({
  code,
  message,
  hint,
  problems,
});
const NO_KEYCHAIN = failure(
  "keychain",
  "This computer has no keychain that Lambdesk can reach.",
  "Start a Secret Service such as GNOME Keyring or KWallet, then start Lambdesk again.",
);
const kindOf = (text: string): LogLine["kind"] =>
  /^(START|END|REPORT|INIT_START)\b/.test(text)
    ? "platform"
    : /ERROR|Traceback|Exception/.test(text)
      ? "error"
      : /WARN/.test(text)
        ? "warn"
        : /INFO/.test(text)
          ? "info"
          : /DEBUG/.test(text)
            ? "debug"
            : "plain";

export class FakeBackend implements Backend {
  /** Every call with its arguments, secrets left out, for tests to look at. */
  readonly calls: [string, unknown][] = [];
  /** What the next invocations do, ahead of what their functions do. */
  readonly scripts: Script[] = [];
  profiles: Profile[] = [];
  /** How much faster than life it runs. */
  speed = 1;
  platform: Platform = "linux";
  readonly #switches: Set<string>;
  readonly #bodies = new Map<string, Uint8Array>();
  readonly #running = new Map<string, () => void>();

  constructor(query = new URLSearchParams()) {
    this.#switches = new Set((query.get("fake") ?? "").split(","));
    this.platform = (query.get("platform") as Platform | null) ?? "linux";
    if (this.#switches.has("profiles")) {
      this.profiles = [
        this.#profile("p1", "Payments staging", "eu-west-1", null),
        this.#profile("p2", "Local stack", "eu-central-1", "http://127.0.0.1:4566"),
      ];
    }
  }

  async startUp(): Promise<StartUp> {
    return {
      version: "0.1.0",
      platform: this.platform,
      profiles: this.profiles,
      profiles_failure: this.#switches.has("no-profiles-file")
        ? failure(
            "other",
            "The file of profiles cannot be read: line 3 is not TOML.",
            "It is left as it is. Mend profiles.toml, then start Lambdesk again.",
          )
        : null,
      sandbox: this.#switches.has("no-sandbox")
        ? {
            state: "failed",
            failure: failure(
              "other",
              "The sandbox could not start: no free port.",
              "Your own functions work all the same.",
            ),
          }
        : { state: "running", endpoint: "http://127.0.0.1:40123", region: "eu-west-1", examples: EXAMPLES },
    };
  }

  async keychain(): Promise<KeychainState> {
    this.calls.push(["keychain", null]);
    return this.#switches.has("no-keychain")
      ? { state: "unavailable", failure: NO_KEYCHAIN }
      : { state: "ready" };
  }

  async saveProfile(draft: ProfileDraft): Promise<Profile> {
    this.calls.push([
      "saveProfile",
      { ...draft, secret_access_key: draft.secret_access_key === null ? null : "…" },
    ]);
    const problems: FieldProblem[] = [];
    if (!draft.name.trim()) problems.push({ field: "name", message: "Give the profile a name." });
    if (!/^[A-Z0-9]{16,128}$/.test(draft.access_key_id.trim()))
      problems.push({
        field: "access_key_id",
        message: "An access key ID has 16 to 128 capital letters and digits.",
      });
    if (!draft.id && !draft.secret_access_key)
      problems.push({ field: "secret_access_key", message: "Enter the secret access key." });
    if (!/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(draft.region))
      problems.push({ field: "region", message: "Choose a region, such as eu-west-1." });
    if (draft.endpoint && !/^https?:\/\/[^/]/.test(draft.endpoint))
      problems.push({
        field: "endpoint",
        message: "An endpoint looks like https://… or http://127.0.0.1:4566.",
      });
    if (problems.length)
      throw failure("invalid_input", problems.map((it) => it.message).join(" "), "", problems);
    if (draft.keep === "keychain" && this.#switches.has("no-keychain")) throw NO_KEYCHAIN;
    const saved = this.#profile(
      draft.id ?? `p${Date.now()}`,
      draft.name,
      draft.region,
      draft.endpoint || null,
    );
    saved.credentials.access_key_id = draft.access_key_id;
    saved.credentials.keep = draft.keep;
    saved.credentials.has_session_token = Boolean(draft.session_token);
    this.profiles = draft.id
      ? this.profiles.map((it) => (it.id === draft.id ? saved : it))
      : [...this.profiles, saved];
    this.#switches.delete("no-secret");
    return saved;
  }

  async deleteProfile(id: string): Promise<void> {
    this.calls.push(["deleteProfile", id]);
    this.profiles = this.profiles.filter((it) => it.id !== id);
  }

  async checkRequest(input: InvokeInput): Promise<FieldProblem[]> {
    const problems: FieldProblem[] = [];
    if (!input.function.trim())
      problems.push({ field: "function", message: "Type a function's name or its ARN." });
    else if (!/^[\w:$/-]+$/.test(input.function.trim()))
      problems.push({
        field: "function",
        message:
          "A function's name has letters, digits, - and _, at most 64 of them; an ARN may be given too.",
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
    return problems;
  }

  async checkJson(text: string): Promise<JsonProblem | null> {
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

  async formatJson(text: string): Promise<string> {
    try {
      return JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      throw failure("invalid_input", "The payload is not JSON, so it cannot be laid out.");
    }
  }

  async invoke(id: string, input: InvokeInput, onProgress: (step: Progress) => void): Promise<Invocation> {
    this.calls.push(["invoke", input]);
    if (this.#switches.has("no-secret") && input.profile !== "sandbox")
      throw failure(
        "secret_missing",
        "The secret of this profile is not in the keychain any more.",
        "Enter it again; it was deleted, or kept for an earlier run only.",
      );
    const problems = await this.checkRequest(input);
    if (problems.length) throw failure("invalid_input", problems[0]!.message, "", problems);
    const script = this.scripts.shift() ?? this.#behaviour(input);
    const start = performance.now();
    const now = () => performance.now() - start;
    const cancelled = new Promise<"cancelled">((resolve) =>
      this.#running.set(id, () => resolve("cancelled")),
    );
    const attempts: Attempt[] = [];
    const pause = (ms: number) =>
      Promise.race([
        cancelled,
        new Promise<"over">((resolve) => setTimeout(() => resolve("over"), ms / this.speed)),
      ]);
    const finish = (outcome: Outcome, answer: Answer | null): Invocation => {
      this.#running.delete(id);
      return { id, started_at: new Date().toISOString(), duration: now(), outcome, answer, attempts };
    };
    for (const attempt of script.attempts ?? []) {
      onProgress({ event: "attempt_started", number: attempt.number, offset: now() });
      await pause(attempt.duration);
      attempts.push(attempt);
      onProgress({ event: "attempt_ended", attempt });
      if ((await pause(attempt.next?.delay ?? 0)) === "cancelled") break;
    }
    const number = attempts.length + 1;
    const offset = attempts.reduce(
      (sum, it) => Math.max(sum, it.offset + it.duration + (it.next?.delay ?? 0)),
      0,
    );
    onProgress({ event: "attempt_started", number, offset: now() });
    onProgress({ event: "sending", number, bytes: input.payload.length });
    onProgress({ event: "waiting", number, offset: now() });
    const ended = await pause(script.delay ?? 60);
    const outcome: Outcome =
      ended === "cancelled"
        ? {
            kind: "no_answer",
            cause: "cancelled",
            message: "You stopped waiting for the answer.",
            hint: "Cancelling does not stop the function: Lambda lets it run to its end.",
            may_have_run: true,
          }
        : (script.outcome ?? { kind: "succeeded" });
    attempts.push({
      number,
      offset,
      duration: script.delay ?? 60,
      ending:
        ended === "cancelled" ? "cancelled" : outcome.kind === "no_answer" ? "never_sent" : outcome.kind,
      label: {
        succeeded: "Succeeded",
        function_error: "Unhandled",
        rejected: "Rejected",
        no_answer: "No answer",
      }[outcome.kind],
      status: outcome.kind === "no_answer" ? null : 200,
      next: null,
    });
    if (outcome.kind === "no_answer") return finish(outcome, null);
    const body =
      typeof script.body === "string"
        ? new TextEncoder().encode(script.body)
        : (script.body ?? new Uint8Array());
    onProgress({ event: "answered", number, status: 200 });
    onProgress({ event: "received", number, bytes: body.length, total: body.length });
    this.#bodies.set(id, body);
    return finish(outcome, this.#answer(script, body, input, outcome));
  }

  async cancel(id: string): Promise<void> {
    this.calls.push(["cancel", id]);
    this.#running.get(id)?.();
  }

  async responseBody(id: string, form: BodyForm): Promise<ArrayBuffer> {
    const body = this.#bodies.get(id);
    if (!body) throw failure("other", "This response is not kept any more.");
    if (form === "formatted") {
      try {
        const text = JSON.stringify(JSON.parse(new TextDecoder().decode(body)), null, 2);
        return new TextEncoder().encode(text).buffer;
      } catch {
        return body.slice().buffer;
      }
    }
    return body.slice().buffer;
  }

  async forget(id: string): Promise<void> {
    this.calls.push(["forget", id]);
    this.#bodies.delete(id);
  }

  #profile(id: string, name: string, region: string, endpoint: string | null): Profile {
    const credentials = {
      kind: "access_keys",
      access_key_id: "AKIAIOSFODNN7EXAMPLE",
      has_session_token: false,
      keep: "keychain",
    } as const;
    return { id, name, region, endpoint, credentials: { ...credentials } };
  }

  #answer(script: Script, body: Uint8Array, input: InvokeInput, outcome: Outcome): Answer {
    const request_id = "57f231fb-1730-4395-85cb-4f71bd2b87b8";
    const version = input.qualifier && input.qualifier !== "live" ? input.qualifier : "3";
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
      trace_id: null,
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
      log: ran
        ? {
            lines: text.map((line) => ({ kind: kindOf(line), text: line })),
            truncated: script.truncated ?? false,
            figures: {
              duration: 79.67,
              billed: 80,
              init: script.init ?? null,
              restore: null,
              memory_mb: 128,
              max_memory_mb: 73,
            },
          }
        : null,
    };
  }

  #behaviour(input: InvokeInput): Script {
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
          hint: "Mend the payload where it is marked.",
        },
      };
    }
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
            stack: error.stackTrace,
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
          next: { delay, asked_by_service: number === 1, reason: "It was throttled, so it did not run." },
        });
        return { body: '{"attempt":3}', delay: 112, attempts: [attempt(1, 0, 1000), attempt(2, 1031, 700)] };
      }
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
            stack: [],
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
            hint: "Check the name and the region: names are the same only within one region of one account.",
          },
        };
      }
    }
  }
}
