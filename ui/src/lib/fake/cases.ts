// Functions of the fake backend that are not among its examples: each shows one case that a result may be. The name of
// the case is the name of the function.

import type { Attempt } from "../bindings/Attempt";
import type { ErrorObject } from "../bindings/ErrorObject";
import type { Phase } from "../bindings/Phase";
import type { PhaseKind } from "../bindings/PhaseKind";
import type { StackFrame } from "../bindings/StackFrame";
import type { Script } from "./behaviour";
import { logLine } from "./log";

/** Phases one after the other, from their durations. */
export function phasesOf(...spans: [PhaseKind, number][]): Phase[] {
  let offset = 0;
  return spans.map(([kind, duration]) => {
    offset += duration;
    return { kind, offset: offset - duration, duration };
  });
}

/** The first attempt of two or more, on a new connection over TLS. */
const first = (differing: Partial<Attempt>): Attempt => ({
  number: 1,
  offset: 0,
  duration: 128,
  ending: "throttled",
  label: "TooManyRequests",
  status: 429,
  warm: false,
  phases: phasesOf(
    ["sign", 1.2],
    ["look_up", 8.1],
    ["connect", 24.4],
    ["tls", 41.9],
    ["send", 0.6],
    ["wait", 50.2],
    ["receive", 1.1],
  ),
  next: null,
  stop: null,
  ...differing,
});

const java = (fn: string, file: string, line: number | null): StackFrame => ({
  text: `${fn}(${line === null ? "Native Method" : `${file}:${line}`})`,
  function: fn,
  file: line === null ? null : file,
  line,
});

const THROWN: ErrorObject & { causes: ErrorObject[] } = {
  error_type: "com.example.orders.OrderRejected",
  error_message: "order 4711 cannot be accepted",
  frames: [
    java("com.example.orders.Handler.accept", "Handler.java", 88),
    java("com.example.orders.Handler.handleRequest", "Handler.java", 41),
    java("java.base/jdk.internal.reflect.DirectMethodHandleAccessor.invoke", "", null),
  ],
  causes: [
    {
      error_type: "com.example.stock.StockException",
      error_message: "no stock for BK-7714",
      frames: [java("com.example.stock.Client.reserve", "Client.java", 132)],
    },
    {
      error_type: "java.net.SocketTimeoutException",
      error_message: "Read timed out",
      frames: [
        java("java.base/sun.nio.ch.NioSocketImpl.timedRead", "NioSocketImpl.java", 278),
        java("com.example.http.Pool.read", "Pool.java", 59),
      ],
    },
  ],
};

const LINE = '{"row":0000000,"text":"Grüße, 世界, streamed as it comes"}\n';
/** Lines with their numbers, in about so many bytes. */
function rows(bytes: number): Uint8Array {
  const line = new TextEncoder().encode(LINE);
  const body = new Uint8Array(Math.max(1, Math.round(bytes / line.length)) * line.length);
  for (let at = 0, row = 0; at < body.length; at += line.length, row += 1) {
    body.set(line, at);
    body.set(new TextEncoder().encode(String(row).padStart(7, "0")), at + 7);
  }
  return body;
}

const LEVEL_NAMES = ["info", "info", "info", "warn", "debug", "info", "error"];
/** Made once for each size. */
const RECORDS = new Map<number, Uint8Array>();
/** One line of JSON for each order, and a line that is none now and then; in about so many bytes. */
function records(bytes: number): Uint8Array {
  const made = RECORDS.get(bytes);
  if (made) return made;
  const lines: string[] = [];
  for (let length = 0, row = 1; length < bytes; row += 1) {
    const level = LEVEL_NAMES[row % LEVEL_NAMES.length]!;
    const line =
      row % 20_000 === 0
        ? `-- part ${row / 20_000} of the settlement --`
        : `{"row":${row},"level":"${level}","order":{"id":"ord_${(row * 7919) % 1_000_003}","total":${(row * 37) % 9000}.50,"city":"Köln"}${row % 900 ? "" : ',"refund":{"reason":"damaged","by":"世界"}'},"text":"reserved ${row % 9} lines, shipped the same day"}`;
    lines.push(line);
    length += line.length + 1;
  }
  const body = new TextEncoder().encode(`${lines.join("\n")}\n`);
  RECORDS.set(bytes, body);
  return body;
}

const LEVELS = [
  '{"time":"2026-11-23T10:27:09.001Z","type":"platform.start","record":{"requestId":"57f231fb-1730-4395-85cb-4f71bd2b87b8","version":"3"}}',
  "[INFO]\t2026-11-23T10:27:09.112Z\treserved stock for 2 lines in 31 ms",
  "[WARN]\tAWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjEXAMPLETOKEN passed to child process",
  '{"level":"INFO","message":"signed in","order":12345678901234567890,"rate":1.10,"user":{"name":"ada","password":"correct horse","roles":["buyer","admin"],"tags":[]}}',
  '2026-11-23T10:27:09.130Z\t57f231fb-1730-4395-85cb-4f71bd2b87b8\tDEBUG\t{"cache":"miss","items":[0,1]}',
  "calling the stock service",
  "[ERROR]\tStockError: no stock for BK-7714",
  "Traceback (most recent call last):",
  '  File "/var/task/app.py", line 41, in handler',
  "    stock.reserve(order)",
  "StockError: no stock for BK-7714",
  "answered without it",
  '{"time":"2026-11-23T10:27:09.180Z","type":"platform.report","record":{"requestId":"57f231fb-1730-4395-85cb-4f71bd2b87b8","metrics":{"durationMs":79.670,"billedDurationMs":80,"memorySizeMB":128,"maxMemoryUsedMB":73},"status":"success"}}',
];

/** A chequered picture of 96 × 64. */
const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAGAAAABAAgMAAACYWpqdAAAADFBMVEUZHCH1hTZMw4pssv9C1VyqAAAAM0lEQVR42mNgAIJQIFgFBP+BAMZnGJUYEAlsgiD+qMTASGATBPNHJQZEAqsgCIxKDIQEAFqO/R8Z/4RlAAAAAElFTkSuQmCC";
/** Strings that hold something else than their letters. */
const ORDERS = `{
  "statusCode": 200,
  "headers": { "content-type": "application/json", "cache-control": "no-store" },
  "isBase64Encoded": false,
  "body": ${JSON.stringify('{"orders":[{"id":20000000000000000001,"total":1.10,"lines":[1,2,3]}],"next":null}')},
  "note": ${JSON.stringify(`${"Grüße aus dem Lager: alles ist gepackt und geht heute noch hinaus. ".repeat(9)}\nZweite Zeile.`)},
  "barcode": "${PNG}",
  "logo": "data:image/png;base64,${PNG}",
  "token": "${btoa('{"sub":"ada","scope":["orders:read","orders:write"]}')}",
  "digest": "${btoa(String.fromCharCode(...Array.from({ length: 64 }, (_, n) => (n * 37 + 129) & 255)))}",
  "strange key": [{ "deep": { "deeper": [true, null, -0.5e-3] } }, {}, []],
  "total": 1e400,
  "total": 12345678901234567890,
  "spoof": "abc\u202ecba"
}`;

/** What a case does with the numbers of its payload. */
export const CASES: Record<string, (payload: Record<string, number>) => Script> = {
  java: () => ({
    body: JSON.stringify({ errorType: THROWN.error_type, errorMessage: THROWN.error_message }),
    log: ["[ERROR]\torder 4711 cannot be accepted"],
    last: { label: THROWN.error_type! },
    outcome: { kind: "function_error", handling: "Unhandled", ...THROWN },
  }),
  handled: () => ({
    body: '"no"',
    outcome: {
      kind: "function_error",
      handling: "Handled",
      error_type: null,
      error_message: null,
      frames: [],
      causes: [],
    },
  }),
  corrected: () => ({
    body: '{"accepted":true}',
    delay: 64,
    corrections: [
      "This computer's clock is 7 min ahead of AWS's; the request was signed again with AWS's time.",
    ],
    attempts: [
      first({
        ending: "rejected",
        label: "InvalidSignature",
        status: 403,
        next: {
          delay: 0,
          asked_by_service: false,
          reason:
            "This computer's clock is 7 min ahead of AWS's; the request was signed again with AWS's time.",
        },
      }),
    ],
  }),
  "not-ready": () => ({
    body: "{}",
    delay: 240,
    attempts: [
      first({
        ending: "not_ready",
        label: "CodeArtifactUserPending",
        status: 409,
        next: {
          delay: 860,
          asked_by_service: false,
          reason: "The function is not ready yet, so it did not run.",
        },
      }),
    ],
  }),
  lost: () => ({
    delay: 30,
    outcome: {
      kind: "no_answer",
      cause: "connection_lost",
      message:
        "The connection to https://lambda.eu-west-1.amazonaws.com was lost before the whole answer was here: connection reset by peer.",
      hint: "Look at the function's own log before you invoke again.",
      may_have_run: true,
    },
    last: {
      ending: "connection_lost",
      label: "Connection lost",
      stop: "It may have run, so it is not sent again by itself.",
    },
  }),
  partial: () => ({
    body: rows(4000),
    chunks: 9,
    delay: 30,
    breaksOff: true,
    outcome: {
      kind: "no_answer",
      cause: "connection_lost",
      message:
        "The connection to http://127.0.0.1:40123 was lost before the whole answer was here: the stream ended in the middle of a chunk.",
      hint: "Look at the function's own log before you invoke again.",
      may_have_run: true,
    },
    last: {
      ending: "connection_lost",
      label: "Connection lost",
      status: 200,
      stop: "It may have run, so it is not sent again by itself.",
    },
  }),
  gateway: () => ({
    body: "<html><body><h1>504 Gateway Time-out</h1></body></html>\n",
    status: 504,
    breaksOff: true,
    outcome: {
      kind: "no_answer",
      cause: "gateway",
      message: "The endpoint answered 504 (Gateway Timeout) without an error message.",
      hint: "Lambda's own errors carry a code, so this came from something in between, which may have passed the request on. Look at the function's log before you invoke again.",
      may_have_run: true,
    },
    last: {
      ending: "connection_lost",
      label: "Gateway error",
      status: 504,
      stop: "It may have run, so it is not sent again by itself.",
    },
  }),
  "proxy-500": () => ({
    body: '{"statusCode":500,"body":"{\\"message\\":\\"Internal server error\\"}"}',
    verdict: { kind: "proxy_status", status: 500 },
  }),
  "batch-failures": () => ({
    body: '{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"b"}]}',
    verdict: { kind: "batch_failures", failed: 2 },
  }),
  "error-message": () => ({
    body: '{"errorMessage":"customer is missing"}',
    verdict: { kind: "error_message", message: "customer is missing" },
  }),
  managed: () => ({
    body: '{"ok":true}',
    logged: {
      lines: [],
      figures: null,
      stream: { group: "/aws/lambda/orders-create", name: "2026/11/23/orders-create[3]0123456789abcdef" },
    },
  }),
  queued: () => ({ body: "", status: 202, logged: null }),
  traced: () => ({
    body: '{"ok":true}',
    init: 512.4,
    durable:
      "arn:aws:lambda:eu-west-1:000000000000:function:traced:3/durable-execution/nightly-settlement/2f6ac3e1-3f31-3b0a-9fe3-9c2a4e5d6b70",
    logged: {
      trace: {
        trace_id: "1-67418c1d-5f1a8c1d2b3c4d5e6f708192",
        segment_id: "1b2c3d4e5f607182",
        sampled: true,
      },
    },
  }),
  /** A log with every level, with secrets, and with lines that are JSON. */
  levels: () => ({ body: '{"ok":true}', logged: { lines: LEVELS.map(logLine) } }),
  /** A log of `lines` (10,000). */
  "long-log": ({ lines = 10_000 }) => ({
    body: '{"ok":true}',
    logged: {
      lines: Array.from({ length: lines }, (_, n) => logLine(LEVELS[n % LEVELS.length]!)),
    },
  }),
  "expired-token": () => ({
    body: '{"message":"The security token included in the request is expired"}',
    outcome: {
      kind: "rejected",
      status: 403,
      code: "ExpiredTokenException",
      message: "The security token included in the request is expired",
      reason: null,
      meaning: "The session token has expired.",
      hint: "Get new temporary keys and enter them in the profile, or sign in again.",
      position: null,
    },
  }),
  "throttled-for-good": () => ({
    body: '{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}',
    delay: 20,
    outcome: {
      kind: "rejected",
      status: 429,
      code: "TooManyRequestsException",
      message: "Rate Exceeded.",
      reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
      meaning: "The function's own reserved concurrency is used up.",
      hint: "Wait for other invocations to end, or raise the function's reserved concurrency.",
      position: null,
    },
    last: {
      ending: "throttled",
      label: "TooManyRequests",
      status: 429,
      stop: "Too many attempts have failed of late, so no more are made for now.",
    },
  }),
  orders: () => ({ body: ORDERS }),
  /** About `bytes` (9 MB) of newline-delimited JSON. */
  records: ({ bytes = 9_000_000 }) => ({ body: records(bytes), chunks: 4, delay: 90 }),
  /** Streams `bytes` (4,000) in `chunks` (40), 60 ms apart. */
  pour: ({ bytes = 4000, chunks = 40, delay = 60 }) => ({ body: rows(bytes), chunks, delay }),
};
