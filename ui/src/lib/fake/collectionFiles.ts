// The folders that the fake backend begins with.

import type { Entry } from "../bindings/Entry";
import type { FolderContent } from "../bindings/FolderContent";
import type { RequestContent } from "../bindings/RequestContent";
import type { Sending } from "../bindings/Sending";
import type { Variable } from "../bindings/Variable";
import { contentOf, UNSAID } from "../requestContent";

/** A file of a collection, or a folder with its `lambdesk.toml`. */
export type FakeFile =
  | { kind: "request"; content: RequestContent; problem: string | null; stamp: number }
  | { kind: "folder"; content: FolderContent; problem: string | null; stamp: number };

export interface FakeEnvironment {
  variables: Variable[];
  stamp: number;
  problem: string | null;
}

export interface FakeCollection {
  id: string;
  path: string;
  /** By paths; the collection's own folder is the empty path. */
  files: Map<string, FakeFile>;
  environments: Map<string, FakeEnvironment>;
  allowedEnv: Set<string>;
}

export const text = (name: string, value: string): Variable => ({ name, value, kind: "text" });
const secret = (name: string): Variable => ({ name, value: "", kind: "secret" });

export function folder(
  name: string | null,
  defaults: Partial<Sending> = {},
  variables: Variable[] = [],
): FakeFile {
  return {
    kind: "folder",
    content: { name, defaults: { ...UNSAID, ...defaults }, variables },
    problem: null,
    stamp: 1,
  };
}
export function request(
  name: string | null,
  payload: string,
  sending: Partial<Sending> = {},
  more: Partial<RequestContent> = {},
): FakeFile {
  const content: RequestContent = {
    ...contentOf(null),
    payload,
    name,
    sending: { ...UNSAID, ...sending },
    ...more,
  };
  return { kind: "request", content, problem: null, stamp: 1 };
}

const ORDER = `{
  "orderId": "{{ uuid() }}",
  "customer": {
    "id": "{{ customer_id }}",
    "country": "DE",
    "vatExempt": false
  },
  "lines": [
    { "sku": "BK-7714", "qty": 2, "price": 18.50 },
    { "sku": "MG-0032", "qty": 1, "price": 9.00 }
  ],
  "placedAt": "{{ now() }}"
}
`;

function payments(): FakeCollection {
  const files = new Map<string, FakeFile>([
    ["", folder("Payments team", { function: "orders-create", qualifier: "live" }, [text("stage", "dev")])],
    ["orders", folder("Orders", { wait: "45 s", tail: true })],
    [
      "orders/create-order.json",
      request(
        "Create order, EU customer",
        ORDER,
        { wait: "15 min 30 s" },
        {
          checks: [
            { kind: "outcome", is: "succeeded", code: null },
            {
              kind: "response",
              expression: "order.state",
              test: { kind: "equals", json: '"ACCEPTED"' },
            },
            { kind: "duration", below: "2 s" },
          ],
          notes: "VAT is 19% for this customer.\nAsk Billing before you change the SKUs.",
        },
      ),
    ],
    [
      "orders/create-order-missing-customer.json",
      request("Create order, missing customer", '{\n  "orderId": "{{ uuid() }}",\n  "customer": null\n}\n', {
        function: "fail",
      }),
    ],
    [
      "orders/cancel-after-capture.json",
      request("Cancel after capture", '{ "orderId": "5f0c7b1e" }\n', { function: "echo" }),
    ],
    ["orders/refunds", folder("Refunds")],
    ["nightly", folder("Nightly settlement")],
    [
      "nightly/full-run.json",
      request("Full run (up to 14 min)", '{ "merchants": "all" }\n', { function: "slow" }),
    ],
    [
      "nightly/dry-run.json",
      request("Dry run for one merchant", '{ "merchant": 77 }\n', { invocation_type: "dry_run" }),
    ],
    ["s3-ingest-events", folder("S3 ingest events")],
  ]);
  for (let n = 1; n <= 6; n += 1)
    files.set(`orders/refunds/refund-${n}.json`, request(null, `{ "refund": ${n} }\n`));
  for (let n = 1; n <= 11; n += 1)
    files.set(`s3-ingest-events/object-created-${n}.json`, request(null, `{ "key": "in/${n}.csv" }\n`));
  return {
    id: "/disk/ada/work/payments-team",
    path: "~/work/payments-team",
    files,
    environments: new Map([
      [
        "staging-eu",
        {
          variables: [
            text("customer_id", "C-2041"),
            text("table", "orders-{{ stage }}"),
            text("stage", "staging"),
            secret("api_token"),
          ],
          stamp: 1,
          problem: null,
        },
      ],
      [
        "production",
        { variables: [text("customer_id", "C-9000"), secret("api_token")], stamp: 1, problem: null },
      ],
    ]),
    allowedEnv: new Set(),
  };
}

function many(): FakeCollection {
  const files = new Map<string, FakeFile>([["", folder("Ten thousand")]]);
  for (let f = 1; f <= 100; f += 1) {
    files.set(`folder-${f}`, folder(null));
    for (let n = 1; n <= 99; n += 1) files.set(`folder-${f}/request-${n}.json`, request(null, "{}"));
  }
  return {
    id: "/disk/ada/many",
    path: "~/many",
    files,
    environments: new Map(),
    allowedEnv: new Set(),
  };
}

function troubled(): FakeCollection {
  const files = new Map<string, FakeFile>([
    ["", folder(null)],
    ["fine.json", request(null, '{ "a": 1 }')],
    [
      "a-name-that-somebody-wrote-out-in-full-so-that-nobody-could-ever-mistake-it-for-any-other-request.json",
      request(null, "{}"),
    ],
    ["broken.json", { ...request(null, "{}"), problem: "broken.toml is not TOML: line 3, column 9." }],
    [
      "huge.json",
      { ...request(null, "{}"), problem: "The payload is 50 MB. Lambdesk opens files up to 20 MB." },
    ],
    ["locked", { ...folder(null), problem: "The folder cannot be read: permission denied." }],
  ]);
  return {
    id: "/disk/ada/events",
    path: "~/events",
    files,
    environments: new Map([
      ["broken", { variables: [], stamp: 1, problem: "environments/broken.toml is not TOML: line 2." }],
    ]),
    allowedEnv: new Set(),
  };
}

/** What is on the fake's disk. */
export function disk(): Map<string, FakeCollection> {
  const events: FakeCollection = {
    id: "/disk/ada/shop/events",
    path: "~/shop/events",
    files: new Map<string, FakeFile>([
      ["", folder(null)],
      ["put-object.json", request(null, '{ "Records": [] }\n')],
      ["sqs.json", request(null, '{ "Records": [{ "body": "hello" }] }\n')],
    ]),
    environments: new Map(),
    allowedEnv: new Set(),
  };
  return new Map([payments(), many(), troubled(), events].map((it) => [it.id, it]));
}

const natural = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
export const nameOf = (path: string, file: FakeFile) =>
  file.content.name ??
  path
    .split("/")
    .at(-1)!
    .replace(/\.json$/, "");
export const parentOf = (path: string) => path.split("/").slice(0, -1).join("/");

/** The tree as Rust tells it: depth first, folders before requests. */
export function entriesOf(files: ReadonlyMap<string, FakeFile>): Entry[] {
  const inside = new Map<string, [string, FakeFile][]>();
  for (const [path, file] of files) {
    if (!path) continue;
    const parent = parentOf(path);
    const siblings = inside.get(parent);
    if (siblings) siblings.push([path, file]);
    else inside.set(parent, [[path, file]]);
  }
  const entries: Entry[] = [];
  const walk = (parent: string, depth: number) => {
    const children = (inside.get(parent) ?? []).toSorted(
      ([a, one], [b, other]) =>
        Number(one.kind === "request") - Number(other.kind === "request") ||
        natural.compare(nameOf(a, one), nameOf(b, other)),
    );
    for (const [path, file] of children) {
      entries.push({
        path,
        depth,
        name: nameOf(path, file),
        kind: file.kind,
        function: file.kind === "request" ? file.content.sending.function : null,
        problem: file.problem,
      });
      if (file.kind === "folder") walk(path, depth + 1);
    }
  };
  walk("", 0);
  return entries;
}
