// How a request is sent, apart from what: text as typed, checked in Rust. What the request does not say comes from the
// folders above it, and what they do not say is as for a new request.

import type { Field } from "../../lib/bindings/Field";
import type { InvocationType } from "../../lib/bindings/InvocationType";
import type { RetryInput } from "../../lib/bindings/RetryInput";
import type { Sending } from "../../lib/bindings/Sending";

/** The part of a request's sending that is held here. */
type Held = Pick<
  Sending,
  | "invocation_type"
  | "tail"
  | "stream"
  | "tenant_id"
  | "durable_execution_name"
  | "total"
  | "retries"
  | "template"
>;

/** What a request does when nobody says otherwise. */
const PLAIN = { invocation_type: "request_response", tail: true, stream: false, template: true } as const;

export class Options {
  #invocationType = $state<InvocationType | null>(null);
  #tail = $state<boolean | null>(null);
  #stream = $state<boolean | null>(null);
  #template = $state<boolean | null>(null);
  #tenantId = $state("");
  #durableExecutionName = $state("");
  #total = $state("");
  #retries = $state.raw<RetryInput | null>(null);

  constructor(
    private readonly onchange: (field: Field) => void,
    /** What the folders above say. */
    private readonly inherited: () => Sending,
  ) {}

  get invocationType(): InvocationType {
    return this.#invocationType ?? this.#otherwise("invocation_type");
  }
  set invocationType(type: InvocationType) {
    this.#invocationType = type === this.#otherwise("invocation_type") ? null : type;
    this.onchange("stream");
  }
  /** Whether the end of the log is asked for. */
  get tail(): boolean {
    return this.#tail ?? this.#otherwise("tail");
  }
  set tail(tail: boolean) {
    this.#tail = tail === this.#otherwise("tail") ? null : tail;
    this.onchange("stream");
  }
  get stream(): boolean {
    return this.#stream ?? this.#otherwise("stream");
  }
  set stream(stream: boolean) {
    this.#stream = stream === this.#otherwise("stream") ? null : stream;
    this.onchange("stream");
  }
  /** Whether `{{ … }}` is filled in. */
  get template(): boolean {
    return this.#template ?? this.#otherwise("template");
  }
  set template(template: boolean) {
    this.#template = template === this.#otherwise("template") ? null : template;
    this.onchange("payload");
  }
  /** Its own; empty for what is inherited. */
  get tenantId() {
    return this.#tenantId;
  }
  set tenantId(id: string) {
    this.#tenantId = id;
    this.onchange("tenant_id");
  }
  /** Its own; empty for what is inherited. */
  get durableExecutionName() {
    return this.#durableExecutionName;
  }
  set durableExecutionName(name: string) {
    this.#durableExecutionName = name;
    this.onchange("durable_execution_name");
  }
  /** The limit over all attempts; empty for what is inherited, or the settings'. */
  get total() {
    return this.#total;
  }
  set total(total: string) {
    this.#total = total;
    this.onchange("total");
  }
  /** What is sent again; null for what is inherited, or what the settings say. */
  get retries() {
    return this.#retries;
  }
  set retries(retries: RetryInput | null) {
    this.#retries = retries;
    this.onchange("longest_pause");
  }

  /** What the request itself says. */
  get own(): Held {
    return {
      invocation_type: this.#invocationType,
      tail: this.#tail,
      stream: this.#stream,
      template: this.#template,
      tenant_id: this.#tenantId || null,
      durable_execution_name: this.#durableExecutionName || null,
      total: this.#total || null,
      retries: this.#retries,
    };
  }

  /** Takes over what a request says, without reproach for what is wrong in it. */
  take(said: Held) {
    this.#invocationType = said.invocation_type;
    this.#tail = said.tail;
    this.#stream = said.stream;
    this.#template = said.template;
    this.#tenantId = said.tenant_id ?? "";
    this.#durableExecutionName = said.durable_execution_name ?? "";
    this.#total = said.total ?? "";
    this.#retries = said.retries;
  }

  /** Which of the switches are as a folder above says. */
  isInherited(key: keyof typeof PLAIN): boolean {
    const inherited = this.inherited()[key];
    return this.own[key] === null && inherited !== null && inherited !== PLAIN[key];
  }

  /** How many differ from what a new request has here. */
  get changed(): number {
    const { own } = this;
    return (Object.keys(own) as (keyof Held)[]).filter((key) => {
      if (own[key] === null) return false;
      return key in PLAIN ? own[key] !== this.#otherwise(key as keyof typeof PLAIN) : true;
    }).length;
  }

  #otherwise<Key extends keyof typeof PLAIN>(key: Key) {
    return (this.inherited()[key] ?? PLAIN[key]) as NonNullable<Held[Key]>;
  }
}
