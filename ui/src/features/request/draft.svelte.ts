// One request as it is being written: text as typed, what is wrong with it, and where it came from. It sends nothing.

import type { Backend } from "../../lib/backend";
import type { AliasFacts } from "../../lib/bindings/AliasFacts";
import type { Example } from "../../lib/bindings/Example";
import type { Failure } from "../../lib/bindings/Failure";
import type { Field } from "../../lib/bindings/Field";
import type { FieldProblem } from "../../lib/bindings/FieldProblem";
import type { FunctionQuery } from "../../lib/bindings/FunctionQuery";
import type { InvokeInput } from "../../lib/bindings/InvokeInput";
import type { JsonProblem } from "../../lib/bindings/JsonProblem";
import { asFailure } from "../../lib/failure";
import { KnownFunction } from "./known.svelte";
import { Options } from "./options.svelte";
import { EditedText } from "./text.svelte";
import { offsetOf, wordAt } from "./position";
import { defaultWait, waitCaution } from "./wait";

export const SANDBOX = "sandbox";
/** Long enough that a word typed at speed is checked once, short enough to feel immediate. */
const CHECK_DELAY = 150;
/** From here on assembling the text and handing it to Rust takes tens of milliseconds: not at each pause of the fingers. */
const LARGE = 512 * 1024;
const LARGE_CHECK_DELAY = 700;
/** Above this the payload's size is shown: Lambda's limits (256 KB for events, 6 MB) come into sight. */
export const SIZE_SHOWN_FROM = 8 * 1024;

/** The longest client context in bytes of base64, by the service's model. */
export const LARGEST_CONTEXT = 3583;

export class Draft {
  readonly payload: EditedText;
  /** The client context, as JSON. */
  readonly context: EditedText;
  readonly options: Options;
  readonly known: KnownFunction;
  /** Which side of it is looked at. */
  tab = $state<"payload" | "options" | "context">("payload");
  /** Size of the client context as it is sent, at the last check. */
  contextBytes = $state(0);
  /** Where the payload stops being JSON, when it does. */
  jsonProblem = $state.raw<JsonProblem | null>(null);
  /** Bytes of the payload at the last check. */
  bytes = $state(0);

  /** The profile that is this request's own; null to follow the window's. */
  #own = $state<string | null>(null);
  /** Whether it is an example that was left where it belongs, on the sandbox. */
  #atHome = $state(false);
  #region = $state<string | null>(null);
  #function = $state("");
  #qualifier = $state("");
  #wait = $state<string | null>(null);
  #problems = $state.raw<FieldProblem[]>([]);
  #cautions = $state.raw<FieldProblem[]>([]);
  /** Fields that were typed in: only these, or all after Invoke, are reproached. */
  #touched = $state.raw<ReadonlySet<Field>>(new Set());
  #pressed = $state(false);
  readonly #backend: Backend;
  readonly #windowProfile: () => string;
  readonly #examples: readonly Example[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #jsonTimer: ReturnType<typeof setTimeout> | undefined;
  #contextTimer: ReturnType<typeof setTimeout> | undefined;
  #check = 0;

  constructor(
    backend: Backend,
    examples: readonly Example[],
    windowProfile: () => string,
    from: Example | null = null,
  ) {
    this.#backend = backend;
    this.#examples = examples;
    this.#windowProfile = windowProfile;
    this.#atHome = from !== null;
    this.#function = from?.function ?? "";
    this.#qualifier = from?.qualifier ?? "";
    this.payload = new EditedText(from?.payload ?? "{}", "Payload", () => this.#payloadChanged());
    this.context = new EditedText("", "Client context", () => this.#contextChanged());
    this.options = new Options((field) => this.#changed(field));
    this.known = new KnownFunction(backend);
    this.bytes = this.payload.text.length;
    if (from?.streams) this.options.stream = true;
  }

  /** The profile that it goes with. */
  get profile() {
    return this.#own ?? (this.#atHome ? SANDBOX : this.#windowProfile());
  }
  /** The profile that is this request's own; null when it follows the window's. */
  get own() {
    return this.#own;
  }
  set own(id: string | null) {
    const before = this.profile;
    this.#own = id;
    this.#atHome = false;
    if (this.profile !== before) this.profileChanged();
  }
  /** Whether it changes with the window's profile. */
  get follows() {
    return this.#own === null && !this.#atHome;
  }
  /** What belonged to another profile is let go. */
  profileChanged() {
    this.#region = null;
    this.#changed();
    this.known.become(this.#query);
  }
  /** The region, when it differs from the profile's own. */
  get region() {
    return this.#region;
  }
  set region(region: string | null) {
    this.#region = region;
    this.#changed("region");
    void this.describe();
  }
  get function() {
    return this.#function;
  }
  set function(name: string) {
    this.#function = name;
    this.#changed("function");
    this.known.become(this.#query);
  }
  get qualifier() {
    return this.#qualifier;
  }
  set qualifier(qualifier: string) {
    this.#qualifier = qualifier;
    this.#changed("qualifier");
    this.known.become(this.#query);
  }
  get wait() {
    return this.#wait ?? defaultWait(this.timeoutSeconds);
  }
  set wait(wait: string) {
    this.#wait = wait;
    this.#changed("wait");
  }

  get onSandbox() {
    return this.profile === SANDBOX;
  }
  /** The sandbox's function that is named, known without asking. */
  get example(): Example | undefined {
    return this.onSandbox ? this.#examples.find((it) => it.function === this.#function.trim()) : undefined;
  }
  /** How long the function may run, when that is known. */
  get timeoutSeconds(): number | undefined {
    return this.known.facts?.configuration?.timeout_seconds ?? this.example?.timeout_seconds;
  }

  get #query(): FunctionQuery {
    return {
      profile: this.profile,
      region: this.#region,
      function: this.#function,
      qualifier: this.#qualifier,
    };
  }

  /** Asks what is known of the function: when its name is whole, not at every key. */
  describe(): Promise<void> {
    return this.known.ask(this.#query);
  }

  /** Where the alias that is named now leads: to be asked later, too. */
  alias(): () => AliasFacts | null {
    const query = this.#query;
    return () => this.known.aliasOf(query);
  }

  /** What is odd about a field, but allowed. */
  caution(field: Field): string | null {
    const checked = this.#cautions.find((it) => it.field === field)?.message;
    if (checked) return checked;
    if (field === "wait") return waitCaution(this.wait, this.timeoutSeconds);
    return field === "function" ? this.known.caution : null;
  }

  input(): InvokeInput {
    return {
      profile: this.profile,
      region: this.#region,
      function: this.#function,
      qualifier: this.#qualifier,
      wait: this.wait,
      payload: this.payload.text,
      invocation_type: this.options.invocationType,
      tail: this.options.tail,
      stream: this.options.stream,
      client_context: this.context.text,
      tenant_id: this.options.tenantId,
      durable_execution_name: this.options.durableExecutionName,
      total: this.options.total,
      retries: this.options.retries,
      confirmed: null,
      name: this.#function.trim(),
      source: null,
      environment: null,
    };
  }

  /** Takes over a request that was sent. Without a profile of its own it follows the window's. */
  take(sent: InvokeInput, withProfile: boolean) {
    this.#atHome = false;
    this.#own = withProfile ? sent.profile : null;
    this.#region = withProfile ? sent.region : null;
    this.#function = sent.function;
    this.#qualifier = sent.qualifier;
    this.#wait = sent.wait;
    this.payload.text = sent.payload;
    this.context.text = sent.client_context;
    this.options.take(sent);
    this.bytes = new TextEncoder().encode(sent.payload).length;
    this.#changed();
    this.known.become(this.#query);
  }

  /** Whether anything would be lost with it. */
  differsFrom(from: Example | null): boolean {
    return (
      this.#function !== (from?.function ?? "") ||
      this.#qualifier !== (from?.qualifier ?? "") ||
      this.#wait !== null ||
      this.options.changed > (from?.streams ? 1 : 0) ||
      this.context.text !== "" ||
      this.payload.text !== (from?.payload ?? "{}")
    );
  }

  /** What is wrong with a field, if it is time to say so. */
  problem(field: Field): string | null {
    if (!this.#pressed && !this.#touched.has(field)) return null;
    return this.#problems.find((it) => it.field === field)?.message ?? null;
  }

  /** The first field that keeps this from being sent. From now on every problem is shown. */
  async firstProblem(): Promise<Field | null> {
    this.#pressed = true;
    clearTimeout(this.#timer);
    await this.#checkNow();
    return this.#problems[0]?.field ?? null;
  }

  /** Takes over what Rust said when it refused to send. */
  blame(problems: FieldProblem[]) {
    this.#pressed = true;
    this.#problems = problems;
  }

  /** Marks the place in the payload that Lambda complained of, until the payload is changed. */
  markPosition(line: number, column: number, message: string) {
    const { text } = this.payload;
    this.payload.mark({ offset: wordAt(text, offsetOf(text, line, column)), message });
  }
  /** Shows a place in the payload. */
  showPosition(line: number, column: number) {
    this.tab = "payload";
    const { text } = this.payload;
    this.payload.goTo(wordAt(text, offsetOf(text, line, column)));
  }

  /** Lays the payload out; the failure when it is not JSON. */
  async format(): Promise<Failure | null> {
    const text = this.payload.text;
    if (!text.trim()) return null;
    try {
      const laid = await this.#backend.formatJson(text);
      if (this.payload.text === text && laid !== text) this.payload.text = laid;
      return null;
    } catch (thrown) {
      await this.checkJson();
      if (this.jsonProblem) this.payload.goTo(this.jsonProblem.offset);
      return asFailure(thrown);
    }
  }

  async checkJson(): Promise<void> {
    const { version, text } = this.payload;
    this.bytes = new TextEncoder().encode(text).length;
    const problem = await this.#backend.checkJson(text);
    if (version !== this.payload.version) return;
    this.jsonProblem = problem;
    this.payload.mark(problem);
  }

  destroy() {
    clearTimeout(this.#timer);
    clearTimeout(this.#jsonTimer);
    clearTimeout(this.#contextTimer);
    this.payload.destroy();
    this.context.destroy();
    this.known.destroy();
  }

  #changed(field?: Field) {
    if (field) this.#touched = new Set([...this.#touched, field]);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#checkNow(), CHECK_DELAY);
  }

  #payloadChanged() {
    clearTimeout(this.#jsonTimer);
    const delay = this.payload.length > LARGE ? LARGE_CHECK_DELAY : CHECK_DELAY;
    this.#jsonTimer = setTimeout(() => void this.checkJson(), delay);
    // Only a problem of the payload itself (its size) can change with it.
    if (this.#problems.some((it) => it.field === "payload")) this.#changed("payload");
  }

  #contextChanged() {
    this.#changed("client_context");
    clearTimeout(this.#contextTimer);
    this.#contextTimer = setTimeout(() => void this.#checkContext(), CHECK_DELAY);
  }

  async #checkContext() {
    const { version, text } = this.context;
    const problem = await this.#backend.checkJson(text);
    if (version === this.context.version) this.context.mark(problem);
  }

  async #checkNow() {
    const check = ++this.#check;
    let problems: FieldProblem[];
    let cautions: FieldProblem[] = [];
    let contextBytes = this.contextBytes;
    try {
      const checked = await this.#backend.checkRequest(this.input());
      ({ problems, cautions, client_context_bytes: contextBytes } = checked);
    } catch (thrown) {
      problems = asFailure(thrown).problems;
    }
    if (check !== this.#check) return;
    this.#problems = problems;
    this.#cautions = cautions;
    this.contextBytes = contextBytes;
  }
}
