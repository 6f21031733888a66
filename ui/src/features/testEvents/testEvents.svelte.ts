// The shareable test events of one function, as the dialog shows and changes them.

import type { Failure } from "../../lib/bindings/Failure";
import type { InvocationType } from "../../lib/bindings/InvocationType";
import type { TestEvent } from "../../lib/bindings/TestEvent";
import type { TestEventDraft } from "../../lib/bindings/TestEventDraft";
import type { TestEvents as Events } from "../../lib/bindings/TestEvents";
import { asFailure } from "../../lib/failure";

/** The calls, for the function that the dialog is about. What they demand of the user is asked for by whoever makes them. */
export interface Registry {
  list: () => Promise<Events>;
  publish: (draft: TestEventDraft) => Promise<Events>;
  delete: (name: string) => Promise<Events>;
}

/** What is published: the request's payload, as it is now. */
export interface Offered {
  payload: string;
  invocationType: InvocationType;
}

export class TestEvents {
  /** Null until they were read. */
  events = $state.raw<Events | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** What is being done. */
  busy = $state<"reading" | "publishing" | "deleting" | null>(null);
  /** The event that is looked at. */
  #chosen = $state("");
  /** The name that the payload is published under. */
  #name = $state("");
  /** Publishing once more replaces the event of this name. */
  replaces = $state<string | null>(null);
  /** Deleting was asked for and is to be confirmed. */
  deletes = $state<string | null>(null);
  /** What was done last, to be said. */
  said = $state("");

  constructor(
    private readonly registry: Registry,
    private readonly offered: Offered,
  ) {}

  get chosen(): TestEvent | null {
    return this.events?.events.find((it) => it.name === this.#chosen) ?? null;
  }
  choose(name: string) {
    this.#chosen = name;
    this.deletes = null;
  }
  get name() {
    return this.#name;
  }
  set name(name: string) {
    this.#name = name;
    this.replaces = null;
    if (this.failure?.problems.length) this.failure = null;
  }

  async read(): Promise<void> {
    await this.#do("reading", () => this.registry.list());
    this.#chosen ||= this.events?.events[0]?.name ?? "";
  }

  /** Publishes the payload; where there is an event of this name, the second time. */
  async publish(): Promise<void> {
    const name = this.#name.trim();
    this.said = "";
    if (this.replaces !== name && this.events?.events.some((it) => it.name === name)) {
      this.failure = null;
      this.replaces = name;
      return;
    }
    const { payload, invocationType } = this.offered;
    const draft = { name, payload, invocation_type: invocationType, replace: this.replaces === name };
    if (await this.#do("publishing", () => this.registry.publish(draft))) {
      this.said = draft.replace ? `Replaced “${name}”.` : `Published “${name}”.`;
      this.#chosen = name;
      this.#name = "";
      this.replaces = null;
    } else if (!draft.replace && this.failure?.problems.some((it) => it.field === "name")) {
      // Somebody else may have published one of this name meanwhile.
      const { failure } = this;
      await this.read();
      this.failure = failure;
    }
  }

  async delete(name: string): Promise<void> {
    this.said = "";
    if (this.deletes !== name) {
      this.deletes = name;
      return;
    }
    const at = this.events?.events.findIndex((it) => it.name === name) ?? 0;
    if (!(await this.#do("deleting", () => this.registry.delete(name)))) return;
    this.said = `Deleted “${name}”.`;
    this.deletes = null;
    const left = this.events?.events ?? [];
    this.#chosen = left[Math.min(at, left.length - 1)]?.name ?? "";
  }

  async #do(what: "reading" | "publishing" | "deleting", call: () => Promise<Events>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = what;
    this.failure = null;
    try {
      this.events = await call();
      return true;
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return false;
    } finally {
      this.busy = null;
    }
  }
}
