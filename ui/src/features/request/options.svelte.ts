// How a request is sent, apart from what: text as typed, checked in Rust.

import type { Field } from "../../lib/bindings/Field";
import type { InvocationType } from "../../lib/bindings/InvocationType";
import type { InvokeInput } from "../../lib/bindings/InvokeInput";
import type { RetryInput } from "../../lib/bindings/RetryInput";

export class Options {
  #invocationType = $state<InvocationType>("request_response");
  #tail = $state(true);
  #stream = $state(false);
  #tenantId = $state("");
  #durableExecutionName = $state("");
  #total = $state("");
  #retries = $state.raw<RetryInput | null>(null);

  constructor(private readonly onchange: (field: Field) => void) {}

  get invocationType() {
    return this.#invocationType;
  }
  set invocationType(type: InvocationType) {
    this.#invocationType = type;
    this.onchange("stream");
  }
  /** Whether the end of the log is asked for. */
  get tail() {
    return this.#tail;
  }
  set tail(tail: boolean) {
    this.#tail = tail;
    this.onchange("stream");
  }
  get stream() {
    return this.#stream;
  }
  set stream(stream: boolean) {
    this.#stream = stream;
    this.onchange("stream");
  }
  get tenantId() {
    return this.#tenantId;
  }
  set tenantId(id: string) {
    this.#tenantId = id;
    this.onchange("tenant_id");
  }
  get durableExecutionName() {
    return this.#durableExecutionName;
  }
  set durableExecutionName(name: string) {
    this.#durableExecutionName = name;
    this.onchange("durable_execution_name");
  }
  /** The limit over all attempts; empty for the settings'. */
  get total() {
    return this.#total;
  }
  set total(total: string) {
    this.#total = total;
    this.onchange("total");
  }
  /** What is sent again; null for what the settings say. */
  get retries() {
    return this.#retries;
  }
  set retries(retries: RetryInput | null) {
    this.#retries = retries;
    this.onchange("longest_pause");
  }

  /** Takes over how a request was sent. */
  take(sent: InvokeInput) {
    this.#invocationType = sent.invocation_type;
    this.#tail = sent.tail;
    this.#stream = sent.stream;
    this.#tenantId = sent.tenant_id;
    this.#durableExecutionName = sent.durable_execution_name;
    this.#total = sent.total;
    this.#retries = sent.retries;
    this.onchange("stream");
  }

  /** How many differ from what a new request has. */
  get changed(): number {
    return [
      this.#invocationType !== "request_response",
      !this.#tail,
      this.#stream,
      this.#tenantId !== "",
      this.#durableExecutionName !== "",
      this.#total !== "",
      this.#retries !== null,
    ].filter(Boolean).length;
  }
}
