// The Lambdesk files of the fake backend: a result, a collection, and what is neither.

import type { Invocation } from "../bindings/Invocation";
import type { OpenedRequest } from "../bindings/OpenedRequest";
import type { OpenedShare } from "../bindings/OpenedShare";
import { contentOf } from "../requestContent";
import { answerOf } from "./answer";
import { failure } from "./failure";

export const ORDER_FILE = "/disk/ada/order.lambdesk";
/** A result of which nothing but the outcome was shared. */
export const BARE_FILE = "/disk/ada/bare.lambdesk";
export const TEAM_FILE = "/disk/ada/payments-team.lambdesk";

const ALL = { payload: true, response: true, logs: true, attempts: true };
const PAYLOAD = '{"customer": 4711}';
const BODY = '{"state": "ACCEPTED", "total": 46.00}';

function request(name: string, folder: string[], template: boolean): OpenedRequest {
  const { sending, ...content } = contentOf(null);
  return {
    folder,
    content: {
      ...content,
      name,
      payload: PAYLOAD,
      sending: { ...sending, function: "echo", qualifier: "live", tail: true, template },
    },
  };
}

const BYTES = new TextEncoder().encode(BODY);
const succeeded = { kind: "succeeded" } as const;

const result = (id: string): Invocation => ({
  id,
  started_at: "2026-11-23T10:27:03.123Z",
  duration: 263.5,
  outcome: succeeded,
  verdict: null,
  answer: answerOf({}, BYTES, { qualifier: "live" }, succeeded),
  attempts: [],
  corrections: [],
  checks: [],
});

export class FakeSharedFiles {
  /** Who is told of a double click; null until somebody is. */
  report: ((path: string) => void) | null = null;
  #opened = 0;

  open(path: string, keep: (id: string, body: Uint8Array) => void): OpenedShare {
    const id = `file-${(this.#opened += 1)}`;
    if (path === ORDER_FILE) {
      keep(id, BYTES);
      const requests = [request("Create order", ["Orders"], false)];
      return { name: "", requests, result: result(id), parts: ALL, left_out: 0, told: [] };
    }
    if (path === BARE_FILE) {
      const whole = result(id);
      const answer = { ...whole.answer!, body_kind: "empty" as const, body_bytes: 0, log: null, headers: [] };
      keep(id, new Uint8Array());
      return {
        name: "",
        requests: [request("Create order", [], false)],
        result: { ...whole, attempts: [], answer },
        parts: { payload: false, response: false, logs: false, attempts: false },
        left_out: 0,
        told: ["The payload of “Create order” was not shared: it is empty here."],
      };
    }
    if (path === TEAM_FILE)
      return {
        name: "Payments team",
        requests: [
          request("Create order", ["Orders"], true),
          request("Cancel", ["Orders", "EU"], true),
          request("Cancel", ["Orders", "EU"], false),
        ],
        result: null,
        parts: { ...ALL, response: false, logs: false, attempts: false },
        left_out: 0,
        told: [
          "“Cancel” would read from this computer by env(…). It is not filled in: look at it before you let it.",
        ],
      };
    throw failure(
      "other",
      "This is not a Lambdesk file: it does not say its format.",
      "Choose a file that ends with .lambdesk.",
    );
  }
}
