// The fake backend's history: what was invoked here, and with the switch `history` some of the days before; `much-history`
// is more than anybody scrolls through, `no-history` is one that cannot be used, `full-disk` one that has lost something.

import type { FoundIn } from "../bindings/FoundIn";
import type { HistoryEntry } from "../bindings/HistoryEntry";
import type { HistoryNames } from "../bindings/HistoryNames";
import type { HistoryPage } from "../bindings/HistoryPage";
import type { HistoryQuery } from "../bindings/HistoryQuery";
import type { HistoryRow } from "../bindings/HistoryRow";
import type { HistoryStanding } from "../bindings/HistoryStanding";
import type { Invocation } from "../bindings/Invocation";
import type { InvokeInput } from "../bindings/InvokeInput";
import type { LastOutcome } from "../bindings/LastOutcome";
import type { Outcome } from "../bindings/Outcome";
import type { Profile } from "../bindings/Profile";
import { inputOf } from "./input";
import { answerOf } from "./answer";
import { failure } from "./failure";

const UNUSABLE = failure(
  "other",
  "The history cannot be kept in this run: history.sqlite3 cannot be opened (read-only folder).",
  "Check the folder’s permissions, then start Lambdesk again. Invoking works as ever.",
);
const FULL = failure(
  "other",
  "The disk is full: invocations are missing in the history.",
  "Free some space, or lower the history’s size in the settings. Invoking works as ever.",
);
const GONE = failure(
  "other",
  "This invocation is not in the history any more.",
  "It was deleted, or went because of its age or the history’s size.",
);

interface Kept {
  entry: HistoryEntry;
  body: Uint8Array;
  removed: boolean;
}

const encoded = (text: string) => new TextEncoder().encode(text);
const decoded = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

export class FakeHistory {
  #kept: Kept[] = [];
  #place = 0;
  #told = false;

  constructor(
    private readonly switches: Set<string>,
    private readonly profiles: () => readonly Profile[],
  ) {
    if (switches.has("history")) for (const past of PAST) this.#seed(past);
    if (switches.has("past-runs")) for (const past of pastRuns()) this.#seed(past);
    if (switches.has("much-history"))
      for (let count = 0; count < 3000; count += 1)
        this.#seed({ ...PAST[count % PAST.length]!, minutes: (3000 - count) * 7 });
  }

  /** Notes that one begins. */
  begin(id: string, input: InvokeInput) {
    this.#kept.unshift({ entry: this.#entry(id, input, Date.now()), body: new Uint8Array(), removed: false });
  }
  /** Notes how it ended. */
  end(invocation: Invocation, body: Uint8Array) {
    const kept = this.#find(invocation.id);
    if (!kept) return;
    kept.body = body;
    kept.entry = {
      ...kept.entry,
      invocation,
      row: {
        ...kept.entry.row,
        state: invocation.outcome.kind,
        duration: invocation.duration,
        status: invocation.answer?.status ?? null,
        version: invocation.answer?.executed_version ?? null,
        billed: invocation.answer?.log?.figures?.billed ?? null,
        cold: (invocation.answer?.log?.figures?.init ?? null) !== null,
        ...troubleOf(invocation.outcome),
      },
    };
  }
  abandon(id: string) {
    this.#kept = this.#kept.filter(({ entry }) => entry.row.id !== id);
  }

  standing(): HistoryStanding {
    const troubles = this.#told ? [] : this.switches.has("full-disk") ? [FULL] : this.#unusable();
    this.#told = true;
    const unusable = this.#unusable()[0] ?? null;
    return { unusable, troubles, invocations: this.#kept.length, bytes: 123_456 };
  }

  page(query: HistoryQuery): HistoryPage {
    this.#use();
    const words = query.text.toLowerCase().split(/\s+/).filter(Boolean);
    const rows: HistoryRow[] = [];
    for (const { entry, body, removed } of this.#kept) {
      const { row } = entry;
      if (removed || (query.before !== null && row.place >= query.before)) continue;
      if (query.state && row.state !== query.state) continue;
      if (query.function && row.function !== query.function) continue;
      if (query.profile && row.profile !== query.profile) continue;
      if (query.since !== null && row.started_at < query.since) continue;
      if (query.pinned && !row.pinned) continue;
      const found = find(words, entry, body);
      if (found) rows.push({ ...row, found: found === true ? null : found });
      if (rows.length === query.limit) return { rows, next: row.place, looked_until: null };
    }
    return { rows, next: null, looked_until: null };
  }

  entry(id: string): HistoryEntry {
    this.#use();
    const kept = this.#find(id);
    if (!kept) throw GONE;
    return kept.entry;
  }
  body(id: string): Uint8Array | null {
    return this.#find(id)?.body ?? null;
  }

  /** Invocations of the same request, the newest first. */
  same(id: string): HistoryRow[] {
    const own = this.#find(id)?.entry.request;
    if (!own || this.#unusable().length) return [];
    const key = ({ source, function: name, profile, qualifier }: InvokeInput) =>
      source ? JSON.stringify(source) : JSON.stringify([name, profile, qualifier]);
    return this.#kept
      .filter(({ entry, removed }) => !removed && key(entry.request) === key(own))
      .slice(0, 100)
      .map(({ entry }) => entry.row);
  }

  names(): HistoryNames {
    this.#use();
    const rows = this.#kept.map(({ entry }) => entry.row);
    return {
      functions: [...new Set(rows.map((row) => row.function))].sort(),
      profiles: [...new Map(rows.map((row) => [row.profile, row.profile_name])).entries()].map(
        ([id, name]) => ({ id, name }),
      ),
    };
  }

  /** How the requests of a collection last ended. */
  last(collection: string): LastOutcome[] {
    this.#use();
    const last = new Map<string, LastOutcome>();
    for (const { entry, removed } of this.#kept.toReversed()) {
      const { source } = entry.request;
      if (removed || source?.collection !== collection || entry.row.state === "running") continue;
      last.set(source.path, { path: source.path, state: entry.row.state });
    }
    return [...last.values()];
  }

  pin(id: string, pinned: boolean) {
    const kept = this.#find(id);
    if (!kept) throw GONE;
    kept.entry = { ...kept.entry, row: { ...kept.entry.row, pinned } };
  }
  delete(ids: string[], removed: boolean) {
    for (const kept of this.#kept) if (ids.includes(kept.entry.row.id)) kept.removed = removed;
  }
  clear(): number {
    const before = this.#kept.length;
    this.#kept = this.#kept.filter(({ entry }) => entry.row.pinned || entry.row.state === "running");
    return before - this.#kept.length;
  }

  #unusable() {
    return this.switches.has("no-history") ? [UNUSABLE] : [];
  }
  #use() {
    const [unusable] = this.#unusable();
    if (unusable) throw unusable;
  }
  #find(id: string) {
    return this.#kept.find(({ entry }) => entry.row.id === id);
  }

  #entry(id: string, input: InvokeInput, at: number): HistoryEntry {
    const profile = this.profiles().find((it) => it.id === input.profile);
    const row: HistoryRow = {
      place: ++this.#place,
      id,
      started_at: at,
      duration: null,
      state: "running",
      status: null,
      version: null,
      billed: null,
      cold: false,
      label: null,
      message: null,
      name: input.name,
      function: input.function,
      qualifier: input.qualifier,
      profile: input.profile,
      profile_name: profile?.name ?? (input.profile === "sandbox" ? "Sandbox" : "Staging"),
      region: input.region ?? profile?.region ?? "eu-west-1",
      environment: input.environment,
      pinned: false,
      found: null,
    };
    return { row, request: input, masked: false, account: null, invocation: null, left_out: 0 };
  }

  #seed(past: Past) {
    const id = `past-${this.#place + 1}`;
    const at = Date.now() - past.minutes * 60_000;
    const input: InvokeInput = { ...INPUT, ...past.input, name: past.name };
    this.#kept.unshift({ entry: this.#entry(id, input, at), body: new Uint8Array(), removed: false });
    const kept = this.#kept[0]!;
    const body = encoded(past.body);
    if (past.interrupted)
      kept.entry = {
        ...kept.entry,
        row: { ...kept.entry.row, state: "interrupted" },
        invocation: interrupted(id, at),
      };
    else this.end(ended(id, at, past, input, body), body);
    kept.entry = {
      ...kept.entry,
      masked: past.masked ?? false,
      row: { ...kept.entry.row, pinned: past.pinned ?? false },
    };
  }
}

/** True when every word is in the names; where the first other was found; null when one is nowhere. */
function find(words: string[], { row, request, invocation }: HistoryEntry, body: Uint8Array) {
  const places: [FoundIn | null, string][] = [
    [null, `${row.name}\n${row.function}`],
    ["payload", request.payload],
    ["response", decoded(body)],
    ["log", invocation?.answer?.log?.lines.map(({ text }) => text).join("\n") ?? ""],
  ];
  let first: { place: FoundIn; excerpt: string } | true = true;
  for (const word of words) {
    const found = places.find(([, text]) => text.toLowerCase().includes(word));
    if (!found) return null;
    const [place, text] = found;
    if (place && first === true) {
      const at = Math.max(0, text.toLowerCase().indexOf(word) - 12);
      first = { place, excerpt: `…${text.slice(at, at + 70).replace(/\s+/g, " ")}…` };
    }
  }
  return first;
}

function troubleOf(outcome: Outcome): Pick<HistoryRow, "label" | "message"> {
  switch (outcome.kind) {
    case "function_error":
      return { label: outcome.error_type ?? outcome.handling, message: outcome.error_message };
    case "rejected":
      return { label: outcome.code, message: outcome.message };
    case "no_answer":
      return { label: null, message: outcome.message };
    default:
      return { label: null, message: null };
  }
}

function interrupted(id: string, at: number): Invocation {
  return {
    id,
    started_at: new Date(at).toISOString(),
    duration: 0,
    outcome: {
      kind: "no_answer",
      cause: "connection_lost",
      message: "Interrupted: Lambdesk ended while it waited for the answer.",
      hint: "Look at the function’s log, or at what it does, before you invoke it again.",
      may_have_run: true,
    },
    verdict: null,
    answer: null,
    attempts: [],
    corrections: [],
    checks: [],
  };
}

function ended(id: string, at: number, past: Past, input: InvokeInput, body: Uint8Array): Invocation {
  const outcome = past.outcome ?? { kind: "succeeded" };
  return {
    id,
    started_at: new Date(at).toISOString(),
    duration: past.duration,
    outcome,
    verdict: null,
    answer: answerOf({ body: past.body, init: past.init }, body, input, outcome),
    attempts: [
      {
        number: 1,
        offset: 0,
        duration: past.duration,
        ending: outcome.kind === "no_answer" ? "timed_out" : outcome.kind,
        label: outcome.kind === "succeeded" ? "Succeeded" : "Failed",
        status: 200,
        warm: true,
        phases: [{ kind: "wait", offset: 0, duration: past.duration }],
        next: null,
        stop: null,
      },
    ],
    corrections: [],
    checks: [],
  };
}

interface Past {
  name: string;
  minutes: number;
  input: Partial<InvokeInput>;
  body: string;
  duration: number;
  outcome?: Outcome;
  interrupted?: boolean;
  pinned?: boolean;
  masked?: boolean;
  /** Of a cold start, in milliseconds. */
  init?: number;
}

const INPUT = inputOf("echo", { qualifier: "live", payload: '{\n  "key": "value"\n}' });
const DAY = 24 * 60;
const order = (id: string, country = "DE") =>
  `{\n  "orderId": "${id}",\n  "customer": { "id": "c-8f3a2b", "country": "${country}" },\n  "lines": [{ "sku": "BK-7714", "qty": 2, "price": 18.50 }]\n}`;

/** The same request again and again: most were quick, some began cold, one failed. The oldest first. */
function pastRuns(): Past[] {
  return Array.from({ length: 33 }, (_, n) => {
    const cold = n % 11 === 0;
    const past = { name: "Echo", minutes: (33 - n) * 190, input: {}, body: '{\n  "key": "value"\n}' };
    const duration = cold ? 780 + n * 13 : 70 + ((n * 37) % 61);
    if (n !== 19) return { ...past, duration, ...(cold ? { init: 640 } : {}) };
    const outcome: Outcome = {
      kind: "function_error",
      handling: "Unhandled",
      error_type: "KeyError",
      error_message: "'key'",
      frames: [],
      causes: [],
    };
    return { ...past, duration: 240, outcome };
  });
}

/** The oldest first. */
const PAST: Past[] = [
  {
    name: "Nightly settlement, full run (up to 14 minutes, all merchants)",
    minutes: 9 * DAY,
    input: { function: "settlement-nightly", payload: '{"merchants": "all"}', environment: "staging-eu" },
    body: '{"settled": 1841}',
    duration: 758_000,
    pinned: true,
  },
  {
    name: "Create order, EU customer",
    minutes: 2 * DAY + 30,
    input: { function: "orders-create", payload: order("ORD-2026-0012291"), environment: "staging-eu" },
    body: '{"statusCode":201,"order":{"id":"ORD-2026-0012291","state":"PENDING"}}',
    duration: 131.4,
    masked: true,
  },
  {
    name: "Ship order",
    minutes: DAY + 200,
    input: { function: "shipping-dispatch", payload: order("ORD-2026-0012291") },
    body: "",
    duration: 0,
    interrupted: true,
  },
  {
    name: "Create order, missing customer",
    minutes: DAY + 90,
    input: { function: "orders-create", payload: '{"orderId": "ORD-2026-0012344"}' },
    body: '{"errorType":"KeyError","errorMessage":"\'customer\'"}',
    duration: 98.2,
    outcome: {
      kind: "function_error",
      handling: "Unhandled",
      error_type: "KeyError",
      error_message: "'customer'",
      frames: [],
      causes: [],
    },
  },
  {
    name: "orders-refund",
    minutes: 75,
    input: { function: "orders-refund", payload: '{"orderId": "ORD-2026-0012345"}' },
    body: '{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","message":"Rate Exceeded."}',
    duration: 2310,
    outcome: {
      kind: "rejected",
      status: 429,
      code: "TooManyRequestsException",
      message: "Rate Exceeded.",
      reason: null,
      meaning: "",
      hint: "",
      position: null,
    },
  },
  {
    name: "Create order, EU customer",
    minutes: 12,
    input: { function: "orders-create", payload: order("ORD-2026-0012345", "FR"), environment: "staging-eu" },
    body: '{"statusCode":201,"order":{"id":"ORD-2026-0012345","state":"ACCEPTED"}}',
    duration: 112.6,
  },
];
