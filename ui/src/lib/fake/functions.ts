// The fake backend's lists of functions, aliases and versions. `functions`: so many that they are windowed; `no-list`: not
// allowed; `slow-list`: the pages take their time; `kept-list`: one is known from before; `throttled-list`: given up.

import type { FunctionList } from "../bindings/FunctionList";
import type { FunctionListQuery } from "../bindings/FunctionListQuery";
import type { FunctionPage } from "../bindings/FunctionPage";
import type { FunctionQuery } from "../bindings/FunctionQuery";
import type { KnownFunctions } from "../bindings/KnownFunctions";
import type { ListedFunction } from "../bindings/ListedFunction";
import type { Qualifiers } from "../bindings/Qualifiers";
import { EXAMPLES } from "./behaviour";
import { failure } from "./failure";

const PAGE = 50;

export function listed(name: string, differing: Partial<ListedFunction> = {}): ListedFunction {
  return {
    name,
    description: null,
    runtime: "python3.13",
    memory_mb: 128,
    timeout_seconds: 30,
    state: null,
    handler: "app.handler",
    architectures: ["arm64"],
    code_bytes: 48_210,
    last_modified: "2026-11-01T09:30:00.000+0000",
    arn: `arn:aws:lambda:eu-west-1:482100937716:function:${name}`,
    ...differing,
  };
}

const OWN: ListedFunction[] = [
  listed("invoices-render", {
    runtime: "nodejs22.x",
    memory_mb: 512,
    description: "Renders invoices as PDF",
  }),
  listed("orders-archive", { runtime: null, handler: null, memory_mb: 1024, timeout_seconds: 900 }),
  listed("orders-cancel", { state: "Inactive" }),
  listed("orders-create", {
    timeout_seconds: 900,
    description: "Takes an order and reserves stock for its lines",
  }),
  listed("orders-create-with-a-name-that-is-longer-than-any-panel-is-wide-by-far"),
  listed("payments-capture", { memory_mb: 256, state: "Pending" }),
];

function many(): ListedFunction[] {
  const verbs = ["archive", "cancel", "create", "enrich", "export", "notify", "price", "refund", "sync"];
  return Array.from({ length: 3000 }, (_, n) =>
    listed(
      `team-${String(n % 40).padStart(2, "0")}-${verbs[n % verbs.length]}-${String(n).padStart(4, "0")}`,
      {
        description: n % 3 ? null : `Number ${n} of many`,
        timeout_seconds: 3 + (n % 900),
      },
    ),
  ).sort((one, other) => (one.name < other.name ? -1 : 1));
}

export class FakeFunctions {
  /** What is listed for a profile; null for what the switches say. */
  own: ListedFunction[] | null = null;
  used: string[] = [];
  readonly #kept = new Map<string, FunctionList>();
  readonly #running = new Map<string, () => void>();
  #denied: boolean;

  constructor(
    private readonly switches: Set<string>,
    private readonly speed: () => number,
  ) {
    this.#denied = switches.has("no-list");
    if (this.#denied) this.used = ["orders-create", "payments-capture"];
  }

  /** Somebody was given the permission. */
  allow() {
    this.#denied = false;
  }

  known(query: FunctionListQuery): KnownFunctions {
    const kept = this.#kept.get(key(query));
    if (kept || !this.switches.has("kept-list") || query.profile === "sandbox")
      return { list: kept ?? null, used: this.used };
    const yesterday = new Date(Date.now() - 26 * 3_600_000).toISOString();
    return { list: { functions: OWN.slice(0, 4), listed_at: yesterday }, used: this.used };
  }

  async list(
    id: string,
    query: FunctionListQuery,
    onPage: (page: FunctionPage) => void,
  ): Promise<FunctionList> {
    const all = this.#all(query);
    let cancelled = false;
    this.#running.set(id, () => (cancelled = true));
    const pause = this.switches.has("slow-list") ? 3000 : 4;
    for (let number = 1; (number - 1) * PAGE < Math.max(1, all.length); number += 1) {
      await new Promise((resolve) => setTimeout(resolve, pause / this.speed()));
      if (cancelled) throw failure("other", "Reading the list of functions was stopped.");
      if (this.#denied && query.profile !== "sandbox")
        throw failure(
          "other",
          "The list of functions is not known: the profile has no permission for lambda:ListFunctions.",
          "A function's name can be typed all the same.",
        );
      if (this.switches.has("throttled-list"))
        throw failure(
          "other",
          "The list of functions could not be asked for: AWS is being asked too often (Rate Exceeded).",
          "Wait a moment, then try again. A function's name can be typed all the same.",
        );
      onPage({ number, functions: all.slice((number - 1) * PAGE, number * PAGE) });
    }
    this.#running.delete(id);
    const list = { functions: all, listed_at: new Date().toISOString() };
    this.#kept.set(key(query), list);
    return list;
  }

  cancel(id: string) {
    this.#running.get(id)?.();
  }

  qualifiers(query: FunctionQuery): Qualifiers {
    if (this.#denied && query.profile !== "sandbox")
      return {
        aliases: [],
        versions: [],
        unknown: [
          "The list of aliases is not known: the profile has no permission for lambda:ListAliases.",
          "The list of versions is not known: the profile has no permission for lambda:ListVersionsByFunction.",
        ],
      };
    const newest = query.profile === "sandbox" ? 3 : 43;
    const versions = Array.from({ length: newest === 3 ? 3 : 12 }, (_, n) => ({
      version: String(newest - n),
      description: n === 1 ? "Before the new prices" : null,
      last_modified: `2026-11-${String(20 - n).padStart(2, "0")}T09:30:00.000+0000`,
    }));
    return {
      aliases: [
        {
          name: "canary",
          description: "A tenth goes to the next version",
          versions: [
            { version: String(newest - 1), share: 0.9 },
            { version: String(newest), share: 0.1 },
          ],
        },
        {
          name: "live",
          description: "What customers use",
          versions: [{ version: String(newest), share: 1 }],
        },
      ],
      versions,
      unknown: [],
    };
  }

  #all(query: FunctionListQuery): ListedFunction[] {
    if (query.profile === "sandbox")
      return EXAMPLES.map((it) =>
        listed(it.function, {
          description: it.description,
          timeout_seconds: it.timeout_seconds,
          memory_mb: it.memory_mb,
        }),
      ).sort((one, other) => (one.name < other.name ? -1 : 1));
    if (this.own) return this.own;
    return this.switches.has("functions") ? many() : this.switches.has("empty-list") ? [] : OWN;
  }
}

const key = ({ profile, region }: FunctionListQuery) => `${profile} ${region ?? ""}`;
