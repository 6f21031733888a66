// A backend without Rust, for tests and for `npm run dev` in a browser. It behaves plausibly, and is no measure of truth:
// what Lambda says is the sandbox's business. Switches: ?fake=no-keychain,no-sandbox,no-profiles-file,profiles,no-secret

import type { Backend } from "./backend";
import type { Answer } from "./bindings/Answer";
import type { Attempt } from "./bindings/Attempt";
import type { BodyForm } from "./bindings/BodyForm";
import type { FieldProblem } from "./bindings/FieldProblem";
import type { FunctionFacts } from "./bindings/FunctionFacts";
import type { FunctionQuery } from "./bindings/FunctionQuery";
import type { Invocation } from "./bindings/Invocation";
import type { InvokeInput } from "./bindings/InvokeInput";
import type { JsonProblem } from "./bindings/JsonProblem";
import type { KeychainState } from "./bindings/KeychainState";
import type { Outcome } from "./bindings/Outcome";
import type { Platform } from "./bindings/Platform";
import type { Preview } from "./bindings/Preview";
import type { Profile } from "./bindings/Profile";
import type { ProfileDraft } from "./bindings/ProfileDraft";
import type { Progress } from "./bindings/Progress";
import type { RequestCheck } from "./bindings/RequestCheck";
import type { RetryInput } from "./bindings/RetryInput";
import type { RetryPresets } from "./bindings/RetryPresets";
import type { Settings } from "./bindings/Settings";
import type { StartUp } from "./bindings/StartUp";
import { answerOf } from "./fake/answer";
import { behaviour, EXAMPLES, type Script } from "./fake/behaviour";
import { failure, NO_KEYCHAIN } from "./fake/failure";

const CAREFUL: RetryInput = {
  classes: {
    never_sent: true,
    throttled: true,
    service_error: true,
    not_ready: true,
    connection_lost: false,
    timed_out: false,
  },
  attempts: 3,
  longest_pause: "20 s",
};
const PRESETS: RetryPresets = {
  careful: CAREFUL,
  like_aws_cli: { ...CAREFUL, classes: { ...CAREFUL.classes, connection_lost: true, timed_out: true } },
  off: {
    ...CAREFUL,
    classes: {
      never_sent: false,
      throttled: false,
      service_error: false,
      not_ready: false,
      connection_lost: false,
      timed_out: false,
    },
    attempts: 1,
  },
};

/** What an attempt was told that never ran. */
const NOT_RUN: Outcome = {
  kind: "rejected",
  status: 429,
  code: "TooManyRequestsException",
  message: "Rate Exceeded.",
  reason: null,
  meaning: "",
  hint: "",
  position: null,
};

export class FakeBackend implements Backend {
  /** Every call with its arguments, secrets left out, for tests to look at. */
  readonly calls: [string, unknown][] = [];
  /** What the next invocations do, ahead of what their functions do. */
  readonly scripts: Script[] = [];
  profiles: Profile[] = [];
  settings: Settings = { connect: "10 s", idle: "1 min", total: "1 h", keep_alive: "30 s", retries: CAREFUL };
  /** What keeps every request from being sent. */
  refuse: FieldProblem[] = [];
  /** What is known of functions that are not the sandbox's, by name. */
  readonly facts = new Map<string, FunctionFacts>();
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
      settings: this.settings,
      settings_failure: null,
      presets: PRESETS,
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
    saved.allow_plain_http = Boolean(draft.endpoint) && draft.allow_plain_http;
    saved.fips = !draft.endpoint && draft.fips;
    saved.dual_stack = !draft.endpoint && draft.dual_stack;
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

  async saveSettings(settings: Settings): Promise<void> {
    this.calls.push(["saveSettings", settings]);
    const spans = [
      ["connect", settings.connect],
      ["idle", settings.idle],
      ["total", settings.total],
      ["keep_alive", settings.keep_alive],
      ["longest_pause", settings.retries.longest_pause],
    ] as const;
    const problems: FieldProblem[] = spans
      .filter(([, text]) => !/^\s*\d/.test(text))
      .map(([field]) => ({ field, message: "Write a time such as 30 s, 2 min or 15 min 30 s." }));
    if (settings.retries.attempts < 1 || settings.retries.attempts > 10)
      problems.push({ field: "attempts", message: "There can be 1 to 10 attempts." });
    if (problems.length) throw failure("invalid_input", problems[0]!.message, "", problems);
    this.settings = settings;
  }

  async previewRequest(input: InvokeInput): Promise<Preview> {
    this.calls.push(["previewRequest", input]);
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

  async describeFunction(query: FunctionQuery): Promise<FunctionFacts> {
    this.calls.push(["describeFunction", query]);
    const nothing = { configuration: null, alias: null, unknown: [], refreshing: false };
    const known = this.facts.get(query.function);
    const found = EXAMPLES.find((it) => it.function === query.function);
    if (known || query.profile !== "sandbox" || !found) return known ?? nothing;
    const shares = query.qualifier === "canary" ? [0.9, 0.1] : [1];
    return {
      ...nothing,
      configuration: {
        timeout_seconds: found.timeout_seconds,
        memory_mb: found.memory_mb,
        runtime: found.runtime,
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

  async checkRequest(input: InvokeInput): Promise<RequestCheck> {
    const problems: FieldProblem[] = [...this.refuse];
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
    return {
      problems,
      cautions: [],
      client_context_bytes: input.client_context.trim()
        ? Math.ceil(input.client_context.trim().length / 3) * 4
        : 0,
    };
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
    const { problems } = await this.checkRequest(input);
    if (problems.length) throw failure("invalid_input", problems[0]!.message, "", problems);
    const script = this.scripts.shift() ?? behaviour(input);
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
      return {
        id,
        started_at: new Date().toISOString(),
        duration: now(),
        outcome,
        verdict: script.verdict ?? null,
        answer,
        attempts,
        corrections: script.corrections ?? [],
      };
    };
    for (const attempt of script.attempts ?? []) {
      onProgress({ event: "attempt_started", number: attempt.number, offset: now() });
      await pause(attempt.duration);
      attempts.push(attempt);
      onProgress({ event: "attempt_ended", attempt });
      if ((await pause(attempt.next?.delay ?? 0)) === "cancelled")
        return finish(
          {
            kind: "no_answer",
            cause: "cancelled",
            message: "You cancelled in the pause before the next attempt.",
            hint: "No attempt before it ran.",
            may_have_run: false,
          },
          answerOf(script, new Uint8Array(), input, NOT_RUN),
        );
    }
    const number = attempts.length + 1;
    const offset = attempts.reduce(
      (sum, it) => Math.max(sum, it.offset + it.duration + (it.next?.delay ?? 0)),
      0,
    );
    onProgress({ event: "attempt_started", number, offset: now() });
    onProgress({ event: "sending", number, bytes: input.payload.length, warm: true });
    onProgress({ event: "waiting", number, offset: now() });
    const delay = script.delay ?? 60;
    const received = delay * (script.chunks ?? 0);
    const body =
      typeof script.body === "string"
        ? new TextEncoder().encode(script.body)
        : (script.body ?? new Uint8Array());
    let ended = await pause(delay);
    for (let chunk = 1; chunk <= (script.chunks ?? 0) && ended !== "cancelled"; chunk += 1) {
      const bytes = Math.round((body.length * chunk) / script.chunks!);
      this.#bodies.set(id, body.slice(0, bytes));
      onProgress({ event: "received", number, bytes, total: null, chunks: chunk });
      ended = await pause(delay);
    }
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
      duration: delay + received,
      ending:
        ended === "cancelled" ? "cancelled" : outcome.kind === "no_answer" ? "never_sent" : outcome.kind,
      label: {
        succeeded: "Succeeded",
        function_error: "Unhandled",
        rejected: "Rejected",
        no_answer: "No answer",
      }[outcome.kind],
      status: outcome.kind === "rejected" ? outcome.status : outcome.kind === "no_answer" ? null : 200,
      warm: outcome.kind === "no_answer" && !outcome.may_have_run ? null : true,
      phases: [
        { kind: "send", offset: 0.2, duration: 0.4 },
        { kind: "wait", offset: 0.6, duration: delay - 1 },
        { kind: "receive", offset: delay - 0.4, duration: 0.4 + received },
      ],
      next: null,
      stop: null,
      ...(ended === "cancelled" ? {} : script.last),
    });
    if (ended === "cancelled") {
      // What came until then is kept.
      const part = this.#bodies.get(id);
      return finish(outcome, part ? answerOf({ ...script, breaksOff: true }, part, input, outcome) : null);
    }
    if (outcome.kind === "no_answer" && !script.breaksOff) return finish(outcome, null);
    onProgress({ event: "answered", number, status: 200 });
    if (!script.chunks)
      onProgress({ event: "received", number, bytes: body.length, total: body.length, chunks: null });
    this.#bodies.set(id, body);
    return finish(outcome, answerOf(script, body, input, outcome));
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

  async responseRange(id: string, offset: number, length: number): Promise<ArrayBuffer> {
    const body = this.#bodies.get(id);
    if (!body) throw failure("other", "This response is not kept any more.");
    return body.slice(offset, offset + length).buffer;
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
    return {
      id,
      name,
      region,
      endpoint,
      allow_plain_http: false,
      fips: false,
      dual_stack: false,
      credentials: { ...credentials },
    };
  }
}
