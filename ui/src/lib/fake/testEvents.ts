// The fake backend's registry of test events. `test-events`: some are there; `no-test-events`: not allowed.

import type { FunctionQuery } from "../bindings/FunctionQuery";
import type { TestEvent } from "../bindings/TestEvent";
import type { TestEventDraft } from "../bindings/TestEventDraft";
import type { TestEvents } from "../bindings/TestEvents";
import { failure, refuse } from "./failure";

const SOME: TestEvent[] = [
  {
    name: "create-order",
    payload: '{\n  "customer": {"id": "c-1042", "country": "DE"},\n  "total": 46.00\n}',
    invocation_type: "request_response",
  },
  {
    name: "nightly",
    payload: '{"kind": "settlement", "day": "2026-11-26"}',
    invocation_type: "event",
  },
];

export class FakeTestEvents {
  readonly #byFunction = new Map<string, TestEvent[]>();

  constructor(private readonly switches: Set<string>) {}

  /** Somebody else publishes one. */
  elsewhere(name: string, event: TestEvent) {
    this.#byFunction.set(name, [...this.#of(name), event]);
  }

  list({ function: name }: FunctionQuery): TestEvents {
    if (this.switches.has("no-test-events"))
      throw failure(
        "other",
        "The list of test events is not known: the profile has no permission for schemas:DescribeSchema.",
      );
    const events = this.#of(name);
    const characters = events.reduce((sum, it) => sum + it.payload.length + it.name.length + 64, 0);
    return { events, characters: events.length ? 320 + characters : 0, most_characters: 100_000 };
  }

  publish(query: FunctionQuery, { replace, ...event }: TestEventDraft): TestEvents {
    const events = this.#of(query.function);
    const exists = events.some((it) => it.name === event.name);
    if (exists && !replace)
      refuse([{ field: "name", message: `There is a test event “${event.name}” already.` }]);
    if (!/^[\w.-]{1,25}$/.test(event.name))
      refuse([
        {
          field: "name",
          message:
            "A test event's name has letters, digits, dots, hyphens and underscores, at most 25 of them.",
        },
      ]);
    try {
      JSON.parse(event.payload);
    } catch {
      refuse([{ field: "payload", message: "The payload is not JSON, so it cannot be a test event." }]);
    }
    this.#byFunction.set(
      query.function,
      exists ? events.map((it) => (it.name === event.name ? event : it)) : [...events, event],
    );
    return this.list(query);
  }

  delete(query: FunctionQuery, name: string): TestEvents {
    this.#byFunction.set(
      query.function,
      this.#of(query.function).filter((it) => it.name !== name),
    );
    return this.list(query);
  }

  #of(name: string): TestEvent[] {
    return this.#byFunction.get(name) ?? (this.switches.has("test-events") ? SOME : []);
  }
}
