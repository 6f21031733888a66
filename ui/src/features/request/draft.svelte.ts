// One request as it is being written: text as typed, what is wrong with it, and where it came from. It sends nothing.

import type { Placeholders } from "../../components/editorPlaceholders";
import type { Backend } from "../../lib/backend";
import type { Check } from "../../lib/bindings/Check";
import type { AliasFacts } from "../../lib/bindings/AliasFacts";
import type { Example } from "../../lib/bindings/Example";
import type { Failure } from "../../lib/bindings/Failure";
import type { Field } from "../../lib/bindings/Field";
import type { FieldProblem } from "../../lib/bindings/FieldProblem";
import type { Filled } from "../../lib/bindings/Filled";
import type { FunctionQuery } from "../../lib/bindings/FunctionQuery";
import type { InvokeInput } from "../../lib/bindings/InvokeInput";
import type { JsonProblem } from "../../lib/bindings/JsonProblem";
import type { RequestContent } from "../../lib/bindings/RequestContent";
import type { Sending } from "../../lib/bindings/Sending";
import type { Variable } from "../../lib/bindings/Variable";
import { asFailure } from "../../lib/failure";
import { exchangePlaceholders, hidePlaceholders } from "../../lib/placeholders";
import { contentOf, UNSAID } from "../../lib/requestContent";
import type { Around, Place, Unfilled } from "./around";
import { KnownFunction } from "./known.svelte";
import { KnownQualifiers } from "./qualifiers.svelte";
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

export type RequestTab = "payload" | "options" | "context" | "checks" | "notes";

/** What a function's limits are, wherever that comes from. */
export interface Figures {
  runtime: string | null;
  memory_mb: number | null;
  timeout_seconds: number | null;
}

export class Draft {
  readonly payload: EditedText;
  /** The client context, as JSON. Its own; empty for what is inherited. */
  readonly context: EditedText;
  readonly notes: EditedText;
  /** What the folders above say, where this says nothing. */
  inherited = $state.raw<Sending>(UNSAID);
  /** What it comes to when variables are filled in; null when there is nothing to fill in. */
  filled = $state.raw<Filled | null>(null);
  /** What cannot be filled in. */
  unfilled = $state.raw<readonly Unfilled[]>([]);
  readonly placeholders: Placeholders | undefined;
  readonly options: Options;
  readonly known: KnownFunction;
  readonly qualifiers: KnownQualifiers;
  /** What the list of functions tells of the one that is named: known before Lambda has been asked. */
  listed: () => Figures | null = () => null;
  /** Which side of it is looked at. */
  tab = $state<RequestTab>("payload");
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
  #variables = $state.raw<Variable[]>([]);
  /** What is kept for the file, and not edited here. */
  #kept: Pick<RequestContent, "name"> = { name: null };
  #checks = $state.raw<readonly Check[]>([]);
  /** The region that it was saved with: it stays when the profile changes. */
  #savedRegion: string | null = null;
  #problems = $state.raw<FieldProblem[]>([]);
  #cautions = $state.raw<FieldProblem[]>([]);
  /** Fields that were typed in: only these, or all after Invoke, are reproached. */
  #touched = $state.raw<ReadonlySet<Field>>(new Set());
  #pressed = $state(false);
  readonly #backend: Backend;
  readonly #windowProfile: () => string;
  readonly #examples: readonly Example[];
  readonly #place: () => Place | null;
  readonly #onchange: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #jsonTimer: ReturnType<typeof setTimeout> | undefined;
  #contextTimer: ReturnType<typeof setTimeout> | undefined;
  #check = 0;

  constructor(
    backend: Backend,
    { examples, windowProfile, from = null, place = () => null, placeholders, onchange = () => {} }: Around,
  ) {
    this.#backend = backend;
    this.#examples = examples;
    this.#windowProfile = windowProfile;
    this.#place = place;
    this.#onchange = onchange;
    this.placeholders = placeholders;
    this.#atHome = from !== null;
    const content = contentOf(from);
    this.payload = new EditedText(content.payload, "Payload", "json", () => this.#payloadChanged());
    this.context = new EditedText("", "Client context", "json", () => this.#contextChanged());
    this.notes = new EditedText("", "Notes", "text", () => this.#onchange());
    this.options = new Options(
      (field) => this.#changed(field),
      () => this.inherited,
    );
    this.known = new KnownFunction(backend);
    this.qualifiers = new KnownQualifiers(backend);
    this.bytes = this.payload.text.length;
    this.#takeSending(content.sending);
  }

  /** What of it is saved. */
  content(): RequestContent {
    return {
      ...this.#kept,
      payload: this.payload.text,
      sending: {
        ...this.options.own,
        function: this.#function || null,
        qualifier: this.#qualifier || null,
        region: this.#region,
        wait: this.#wait,
        client_context: this.context.text || null,
      },
      notes: this.notes.text,
      variables: this.#variables,
      checks: [...this.#checks],
    };
  }

  /** Becomes what was saved. Nothing in it was typed, so nothing is reproached. `atHome` leaves an example on the sandbox. */
  take(content: RequestContent, inherited: Sending, atHome = false) {
    this.#atHome = atHome;
    this.inherited = inherited;
    this.#kept = { name: content.name };
    this.#checks = content.checks;
    this.#variables = content.variables;
    if (this.payload.text !== content.payload) this.payload.text = content.payload;
    if (this.notes.text !== content.notes) this.notes.text = content.notes;
    const context = content.sending.client_context ?? "";
    if (this.context.text !== context) this.context.text = context;
    this.#takeSending(content.sending);
    this.#touched = new Set();
    this.#changed();
  }

  #takeSending(sending: Sending) {
    this.#function = sending.function ?? "";
    this.#qualifier = sending.qualifier ?? "";
    this.#region = this.#savedRegion = sending.region;
    this.#wait = sending.wait;
    this.options.take(sending);
    this.known?.become(this.query);
  }

  /** What the folders above say changed. */
  inherit(inherited: Sending) {
    this.inherited = inherited;
    this.recheck();
  }

  /** Looks at it anew: what it stands on has changed. */
  recheck() {
    this.#checkSoon();
    this.known.become(this.query);
  }

  /** Variables of its own. */
  get variables(): readonly Variable[] {
    return this.#variables;
  }
  set variables(variables: readonly Variable[]) {
    this.#variables = [...variables];
    this.#changed();
  }
  /** What is expected of an invocation. */
  get checks(): readonly Check[] {
    return this.#checks;
  }
  set checks(checks: readonly Check[]) {
    this.#checks = checks;
    this.#onchange();
  }
  /** What it is called where its file is called otherwise. */
  get ownName(): string | null {
    return this.#kept.name;
  }
  set ownName(name: string | null) {
    this.#kept = { ...this.#kept, name };
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
    this.#region = this.#savedRegion;
    this.recheck();
    this.#region = null;
    this.#changed();
    this.known.become(this.query);
    this.qualifiers.become(this.query);
  }
  /** The region, when it differs from the profile's own. */
  get region() {
    return this.#region ?? this.inherited.region;
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
    this.known.become(this.query);
    this.qualifiers.become(this.query);
  }
  get qualifier() {
    return this.#qualifier;
  }
  set qualifier(qualifier: string) {
    this.#qualifier = qualifier;
    this.#changed("qualifier");
    this.known.become(this.query);
    this.qualifiers.become(this.query);
  }
  get wait() {
    return this.#wait ?? this.inherited.wait ?? defaultWait(this.timeoutSeconds);
  }
  set wait(wait: string) {
    this.#wait = wait;
    this.#changed("wait");
  }

  get onSandbox() {
    return this.profile === SANDBOX;
  }
  /** The function that it goes to: its own, or what is inherited. */
  get target(): string {
    return this.#function.trim() || (this.inherited.function ?? "");
  }
  /** The sandbox's function that is named, known without asking. */
  get example(): Example | undefined {
    return this.onSandbox ? this.#examples.find((it) => it.function === this.target) : undefined;
  }
  /** How long the function may run, when that is known. */
  get timeoutSeconds(): number | undefined {
    return this.figures?.timeout_seconds ?? undefined;
  }
  /** What is known of the function, from the best source there is. */
  get figures(): Figures | null {
    return this.known.facts?.configuration ?? this.example ?? this.listed();
  }

  /** What goes to Rust, with braces as they are written. */
  get #addressed(): FunctionQuery {
    return {
      profile: this.profile,
      region: this.onSandbox ? null : this.region,
      function: this.target,
      qualifier: this.#qualifier || (this.inherited.qualifier ?? ""),
    };
  }
  /** What is asked about: with variables filled in. Nothing is asked while one is missing. */
  get query(): FunctionQuery {
    const query = this.#addressed;
    if (!/\{\{/.test(query.function + query.qualifier + (query.region ?? ""))) return query;
    const fields = ["function", "qualifier", "region"];
    const { filled } = this;
    if (!filled || filled.problems.some(({ field }) => fields.includes(field)))
      return { ...query, function: "" };
    return { ...query, function: filled.function, qualifier: filled.qualifier, region: filled.region };
  }
  /** Asks what can stand after the function's name. */
  wantQualifiers() {
    void this.qualifiers.want(this.query);
  }
  /** The function as people read it: with variables filled in. */
  get shownTarget(): string {
    return this.filled?.function ?? this.target;
  }

  /** The qualifier likewise. */
  get shownQualifier(): string {
    return (this.filled?.qualifier ?? this.#addressed.qualifier).trim();
  }

  /** Takes over what it comes to, and marks what cannot be filled in. */
  fillIn(filled: Filled | null, unfilled: readonly Unfilled[]) {
    const before = JSON.stringify(this.query);
    this.filled = filled;
    this.unfilled = unfilled;
    const at = (field: Field) => unfilled.filter((it) => it.field === field);
    this.payload.markPlaceholders(at("payload"));
    this.context.markPlaceholders(at("client_context"));
    if (JSON.stringify(this.query) !== before) void this.describe();
  }

  /** Asks what is known of the function: when its name is whole, not at every key. */
  describe(): Promise<void> {
    return this.known.ask(this.query);
  }

  /** Where the alias that is named now leads: to be asked later, too. */
  alias(): () => AliasFacts | null {
    const query = this.query;
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
    const { inherited, options } = this;
    const place = this.#place();
    return {
      ...this.#addressed,
      wait: this.wait,
      payload: this.payload.text,
      invocation_type: options.invocationType,
      tail: options.tail,
      stream: options.stream,
      client_context: this.context.text || (inherited.client_context ?? ""),
      tenant_id: options.tenantId || (inherited.tenant_id ?? ""),
      durable_execution_name: options.durableExecutionName || (inherited.durable_execution_name ?? ""),
      total: options.total || (inherited.total ?? ""),
      retries: options.retries ?? inherited.retries,
      confirmed: null,
      name: place?.name ?? this.target,
      source: place?.source ?? null,
      environment: place?.environment ?? null,
      unsaved: {
        folder: place?.folder ?? null,
        variables: this.#variables,
        template: options.own.template,
      },
      checks: [...this.#checks],
    };
  }

  /** What is wrong with a field, if it is time to say so. */
  problem(field: Field): string | null {
    const unfilled = this.unfilled.find((it) => it.field === field);
    // These have a place to stand in their texts.
    if (unfilled && field !== "payload" && field !== "client_context") return unfilled.message;
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
    const exchanged = this.options.template ? exchangePlaceholders(text) : null;
    try {
      const formatted = await this.#backend.formatJson(exchanged?.plain ?? text);
      const laid = exchanged ? exchanged.restore(formatted) : formatted;
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
    const problem = await this.#backend.checkJson(this.#hidden(text));
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
    this.notes.destroy();
    this.known.destroy();
  }

  /** A text as JSON that keeps its places, whatever `{{ … }}` in it will become. */
  #hidden(text: string): string {
    return this.options.template ? hidePlaceholders(text) : text;
  }

  #changed(field?: Field) {
    if (field) this.#touched = new Set([...this.#touched, field]);
    this.#onchange();
    this.#checkSoon();
  }

  #checkSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#checkNow(), CHECK_DELAY);
  }

  #payloadChanged() {
    this.#onchange();
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
    const problem = await this.#backend.checkJson(this.#hidden(text));
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
