// The result side by itself, on the fake backend: what came back, what is said of it, and what streams in.

import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import ResultPane from "../src/features/result/ResultPane.svelte";
import { frameOf } from "../src/features/result/errors";
import { endOf, LiveTail, TAIL } from "../src/features/result/live.svelte";
import { cut, PAGE, Pages, pageWords } from "../src/features/result/pages.svelte";
import { objection } from "../src/features/result/remarks";
import { Runs, type Target } from "../src/features/result/run.svelte";
import { noted, rateOf, type Sample, streamWords } from "../src/features/result/stream";
import { sampledWords, traceOf } from "../src/features/result/trace";
import { versionWords } from "../src/features/result/version";
import { limitOf } from "../src/features/result/waiting";
import { FakeBackend } from "../src/lib/backend.fake";
import type { Answer } from "../src/lib/bindings/Answer";
import type { StackFrame } from "../src/lib/bindings/StackFrame";
import { inputOf } from "../src/lib/fake/input";
import { target } from "./samples";

const user = userEvent.setup();
const input = (name: string, payload = "{}", qualifier = "") => inputOf(name, { payload, qualifier });

let backend: FakeBackend;
let onposition: ReturnType<typeof vi.fn<(line: number, column: number) => void>>;
function pane(runs: Runs) {
  onposition = vi.fn();
  const rest = { sandboxRuns: true, modifier: "Ctrl", onsecret: () => {}, onshare: () => {}, onposition };
  render(ResultPane, { props: { runs, target: target(), ...rest } });
}
/** What is seen once an invocation has ended. */
async function result(name: string, payload?: string, to: Partial<Target> = {}) {
  backend.speed = 50;
  const runs = new Runs(backend);
  await runs.invoke(input(name, payload, to.qualifier), target(to));
  pane(runs);
  return runs;
}
const look = (tab: string) => user.click(screen.getByRole("tab", { name: new RegExp(`^${tab}`) }));
const shown = () => screen.getByRole("region", { name: "Result" }).textContent.replace(/\s+/g, " ");

beforeEach(() => {
  backend = new FakeBackend();
  localStorage.clear();
});
afterEach(cleanup);

describe("the timeline", () => {
  it("is where the strip of attempts leads", async () => {
    await result("throttled");
    const strip = within(screen.getByRole("region", { name: "Attempts" }));
    await user.click(strip.getAllByRole("button")[0]!);
    expect(screen.getByRole("tab", { name: "Timeline" }).getAttribute("aria-selected")).toBe("true");
    expect(screen.queryByRole("region", { name: "Attempts" })).toBeNull();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("tab", { name: "Timeline" })));
  });

  it("has every attempt with its words and its phases as a table", async () => {
    await result("throttled");
    await look("Timeline");
    const first = within(screen.getByRole("article", { name: "Attempt 1" }));
    expect(first.getByText(/HTTP status 429, on a new connection/)).toBeTruthy();
    expect(first.getByText(/after a pause of 1 s, as the service asked/)).toBeTruthy();
    const row = first.getByRole("row", { name: /Wait for the function/ });
    expect(within(row).getByText("29 ms")).toBeTruthy();
    expect(screen.getAllByRole("article")).toHaveLength(3);
    expect(within(screen.getByRole("list", { name: "Legend" })).getByText("Pause")).toBeTruthy();
  });

  it("says why no other attempt followed", async () => {
    await result("lost");
    await look("Timeline");
    expect(screen.getByText("It may have run, so it is not sent again by itself.")).toBeTruthy();
  });

  it("and a quiet line beneath the verdict say what was corrected", async () => {
    await result("corrected");
    expect(
      within(screen.getByRole("list", { name: "Remarks" })).getByText(/clock is 7 min ahead/),
    ).toBeTruthy();
    await look("Timeline");
    expect(
      within(screen.getByRole("article", { name: "Attempt 1" })).getByText(/followed at once/),
    ).toBeTruthy();
  });
});

describe("a function error", () => {
  it("has each cause with its own type, message and frames", async () => {
    await result("java");
    expect(screen.getByText("com.example.orders.OrderRejected: order 4711 cannot be accepted")).toBeTruthy();
    expect(screen.getByText(/java\.net\.SocketTimeoutException: Read timed out/)).toBeTruthy();
    expect(screen.getAllByText("Caused by")).toHaveLength(2);
    expect(screen.getAllByRole("list", { name: "Stack" })).toHaveLength(3);
    expect(screen.getByText("Handler.java:88", { selector: "b" })).toBeTruthy();
  });

  it("that was returned is told from one that was raised", async () => {
    await result("handled");
    expect(screen.getByText(/The function ran and returned an error/)).toBeTruthy();
    expect(screen.getByText("The function failed and said nothing of why.")).toBeTruthy();
  });

  const frame = (text: string, fn: string | null, file: string | null, line: number | null): StackFrame => ({
    text,
    function: fn,
    file,
    line,
  });
  it.each([
    [
      frame(
        '  File "/var/task/app.py", line 41, in handler\n    customer = event["customer"]\n',
        "handler",
        "/var/task/app.py",
        41,
      ),
      ["handler", "/var/task/app.py:41", 'customer = event["customer"]'],
    ],
    [
      frame("    at run (/var/task/index.js:3:11)", "run", "/var/task/index.js", 3),
      ["run", "/var/task/index.js:3:11", ""],
    ],
    [frame("main.go", null, "main.go", null), ["", "main.go", ""]],
    [frame("Native Method\u0007", null, null, null), ["", "", "Native Method␇"]],
  ])("cuts a frame into function, place and source", (given, [fn, place, text]) =>
    expect(frameOf(given)).toMatchObject({ function: fn, place, text }),
  );
});

describe("text without end", () => {
  const long = "🎉".repeat(1_000_000);

  it("is cut where it is only mentioned, and whole in the body", async () => {
    const frames = Array.from({ length: 5000 }, () => frameless(long.slice(0, 20_000)));
    const error = { error_type: long, error_message: long, frames };
    backend.scripts.push({
      body: long,
      last: { label: long },
      outcome: { kind: "function_error", handling: "Unhandled", ...error, causes: [error] },
    });
    await result("echo");
    expect(screen.getAllByText("… and 4,800 more, which are in the body.")).toHaveLength(2);
    await look("Timeline");
    expect(shown().length).toBeLessThan(5000);
    expect(shown()).not.toContain("\ufffd");
  });

  it("of a response's own error is cut too", () => {
    expect(objection({ kind: "error_message", message: long })!.length).toBeLessThan(5000);
  });

  const frameless = (text: string): StackFrame => ({ text, function: null, file: null, line: null });
});

describe("a rejection", () => {
  it("has its meaning, the service's own words, the reason and what to do", async () => {
    await result("throttled-for-good");
    expect(screen.getByText("TooManyRequestsException")).toBeTruthy();
    expect(screen.getByText("The function's own reserved concurrency is used up.")).toBeTruthy();
    expect(screen.getByText("Rate Exceeded.", { selector: "dd" })).toBeTruthy();
    expect(
      screen.getByText("ReservedFunctionConcurrentInvocationLimitExceeded", { selector: "dd" }),
    ).toBeTruthy();
    expect(screen.getByText("The function did not run.")).toBeTruthy();
  });

  it("leads to the place of the payload that it complains of", async () => {
    await result("echo", "{ nope");
    await user.click(screen.getByRole("button", { name: "Line 1, column 5 of the payload" }));
    expect(onposition).toHaveBeenCalledWith(1, 5);
  });
});

describe("no answer", () => {
  it("says when the function may have run, and when it did not", async () => {
    await result("lost");
    expect(screen.getByText("The function may have run, and may still be running.")).toBeTruthy();
    cleanup();
    await result("unreachable");
    expect(screen.getByText("The function did not run.")).toBeTruthy();
  });

  it("shows what came of an answer that broke off, and that it is not all", async () => {
    await result("partial");
    expect(screen.getByText(/The function has run, or is still running/)).toBeTruthy();
    expect(screen.getByText("Incomplete: the answer broke off after 3.9 KB.")).toBeTruthy();
    expect(screen.getByText(/The stream broke off after 9 chunks/)).toBeTruthy();
    expect((await screen.findByRole("textbox", { name: "Response body" })).textContent).toContain("0000000");
    await look("Headers");
    expect(screen.getByText(/These headers came before that/)).toBeTruthy();
  });

  it("in the pause between two attempts says that none ran, and that none followed", async () => {
    const runs = new Runs(backend);
    const over = runs.invoke(input("throttled"), target());
    await waitFor(() => expect(runs.running?.stage).toBe("pausing"));
    await runs.cancel();
    await over;
    pane(runs);
    expect(screen.getByText("The function did not run.")).toBeTruthy();
    expect(screen.getByText("The attempt before the pause got an empty answer.")).toBeTruthy();
    await look("Timeline");
    expect(screen.getByText(/Another was to follow after a pause of 1 s/)).toBeTruthy();
  });

  it("does not take a gateway's answer for the function's", async () => {
    await result("gateway");
    expect(screen.getByText("The gateway’s answer, not the function’s:")).toBeTruthy();
    expect(screen.getByText("The function may have run, and may still be running.")).toBeTruthy();
  });
});

describe("the response's own verdict", () => {
  it("stands apart from the outcome", async () => {
    await result("proxy-500");
    expect(screen.getByText("Succeeded")).toBeTruthy();
    expect(screen.getByText("The function succeeded, but its response says status 500.")).toBeTruthy();
  });

  it.each([
    [{ kind: "proxy_status", status: 404 }, /says status 404/],
    [{ kind: "error_message", message: "no\u202e" }, /“no⟨U\+202E⟩”/],
    [{ kind: "batch_failures", failed: 1 }, /names 1 failed item\.$/],
  ] as const)("is said in a sentence", (verdict, words) => expect(objection(verdict)).toMatch(words));

  it("is not said where it agrees", () => {
    expect(objection({ kind: "proxy_status", status: 201 })).toBeNull();
    expect(objection(null)).toBeNull();
  });
});

describe("the version", () => {
  const answer = { executed_version: "2" } as Answer;
  const canary = {
    name: "canary",
    versions: [
      { version: "2", share: 0.9 },
      { version: "3", share: 0.1 },
    ],
  };

  it("is told together with what was asked for", () => {
    expect(versionWords(answer, target())).toBe("Version 2");
    expect(versionWords(answer, target({ qualifier: "2" }))).toBe("Version 2");
    expect(versionWords(answer, target({ qualifier: "live" }))).toBe("Version 2 by live");
    expect(versionWords(answer, { qualifier: "canary", alias: canary })).toBe(
      "Version 2 by canary (90% to 2, 10% to 3)",
    );
    // What is known of another alias says nothing of this one.
    expect(versionWords(answer, { qualifier: "live", alias: canary })).toBe("Version 2 by live");
    expect(versionWords(null, target({ qualifier: "live" }))).toBeNull();
  });

  it("stands among the figures, and its shares beneath them", async () => {
    await result("echo", "{}", { qualifier: "live", alias: { ...canary, name: "live" } });
    expect(screen.getByText("version by live")).toBeTruthy();
    expect(screen.getByText("Version 3 by live (90% to 2, 10% to 3).")).toBeTruthy();
  });
});

describe("what others need to find it again", () => {
  it("is under Headers, each with a button that copies it", async () => {
    await result("traced");
    await look("Headers");
    const copied = vi.fn();
    Object.defineProperty(navigator, "clipboard", { value: { writeText: copied }, configurable: true });
    for (const name of ["request ID", "trace ID", "durable execution’s ARN"])
      await user.click(screen.getByRole("button", { name: `Copy the ${name}` }));
    expect(copied.mock.calls.flat()).toEqual([
      "57f231fb-1730-4395-85cb-4f71bd2b87b8",
      "1-67418c1d-5f1a8c1d2b3c4d5e6f708192",
      expect.stringMatching(/^arn:aws:lambda:.*durable-execution/),
    ]);
    expect(screen.getByText("sampled")).toBeTruthy();
  });

  it("has the trace's root from the header, and from the log where it says more", () => {
    const header = "Root=1-abc;Parent=def;Sampled=0;Lineage=1:x:0";
    const told = traceOf({ trace_id: header, log: null } as Answer);
    expect(told).toEqual({ trace_id: "1-abc", segment_id: null, sampled: false });
    expect(sampledWords(told!)).toBe("not sampled");
    const trace = { trace_id: "1-log", segment_id: "s", sampled: null };
    expect(traceOf({ trace_id: header, log: { trace } } as Answer)).toEqual({ ...trace, sampled: false });
    expect(traceOf({ trace_id: "nonsense", log: null } as Answer)).toBeNull();
  });

  it("names the log stream of a managed instance", async () => {
    await result("managed");
    await look("Logs");
    expect(shown()).toContain("Lambda Managed Instances");
    expect(screen.getByRole("button", { name: "Copy the log stream" })).toBeTruthy();
  });

  it("has the figures of a cold start with the log", async () => {
    await result("traced");
    await look("Logs");
    expect(screen.getByText("512.4 ms cold start")).toBeTruthy();
  });
});

describe("waiting", () => {
  const limit = (differing: Partial<Target>, stage: "waiting" | "receiving" = "waiting", begun = 0) =>
    limitOf({ target: target(differing), stage, startedAt: 0, attemptStartedAt: begun })?.words;

  it("names the limit that comes first", () => {
    expect(limit({})).toBe("waiting ends after 1 min");
    expect(limit({ timeoutMs: 30_000 })).toBe("the function’s own limit, 30 s");
    expect(limit({ totalMs: 70_000 })).toBe("waiting ends after 1 min");
    expect(limit({ totalMs: 70_000 }, "waiting", 20_000)).toBe(
      "all attempts end after 1 min 10 s, pauses included",
    );
    expect(limit({ waitMs: null })).toBeUndefined();
  });

  it("forgets the wait once the answer begins", () => expect(limit({}, "receiving")).toBeUndefined());
});

describe("a streamed response", () => {
  it("is seen as it comes in, and what came is kept when it is cancelled", async () => {
    const runs = new Runs(backend);
    pane(runs);
    const over = runs.invoke(input("pour", '{"chunks": 60, "delay": 30}'), target());
    const live = await screen.findByRole("region", { name: "Response so far" });
    const end = within(live).getByRole("group", { name: "End of the response so far" });
    await waitFor(() => expect(end.textContent).toContain("Grüße, 世界"));
    expect(live.textContent).toMatch(/\d+ chunks/);
    await runs.cancel();
    await over;
    expect(await screen.findByText(/^Incomplete: you cancelled after/)).toBeTruthy();
    expect((await screen.findByRole("textbox", { name: "Response body" })).textContent).toContain("0000000");
  });

  it("says how it came in", () => {
    const figures = { chunks: 48, duration: 2400, complete: true };
    expect(streamWords(figures, 3_000_000)).toBe("Streamed: 48 chunks in 2.4 s, 1.2 MB/s");
    expect(streamWords({ ...figures, complete: false }, 3_000_000)).toMatch(/^The stream broke off after 48/);
    expect(streamWords({ chunks: 1, duration: 0, complete: true }, 10)).toBe("Streamed: 1 chunk");
  });

  it("has a rate over the last two seconds, which falls when nothing comes", () => {
    let samples: Sample[] = [];
    for (let at = 0; at <= 10_000; at += 100) samples = noted(samples, { at, bytes: at * 10 });
    expect(samples.length).toBeLessThan(25);
    expect(rateOf(samples, 10_000)).toBeCloseTo(10_000);
    expect(rateOf(samples, 11_000)).toBeCloseTo(5_000);
    expect(rateOf(samples, 13_000)).toBe(0);
    expect(rateOf([], 0)).toBeNull();
    expect(rateOf([{ at: 0, bytes: 1 }], 50)).toBeNull();
  });

  describe("its end", () => {
    beforeEach(() => void vi.useFakeTimers());
    afterEach(() => void vi.useRealTimers());
    const bytes = new TextEncoder().encode("Grüße, 世界\n".repeat(20_000));
    const tail = () => {
      const range = vi.fn(
        async (offset: number, length: number) => bytes.slice(offset, offset + length).buffer,
      );
      return { range, live: new LiveTail(range) };
    };

    it("is fetched at most five times a second, and only while someone looks", async () => {
      const { range, live } = tail();
      live.offer(10);
      await vi.advanceTimersByTimeAsync(1000);
      expect(range).not.toHaveBeenCalled();
      live.watch(true);
      for (let at = 20; at <= 2000; at += 20) {
        live.offer(at);
        await vi.advanceTimersByTimeAsync(10);
      }
      expect(range.mock.calls.length).toBeLessThanOrEqual(6);
      live.watch(false);
      const before = range.mock.calls.length;
      live.offer(5000);
      await vi.advanceTimersByTimeAsync(1000);
      expect(range.mock.calls.length).toBe(before);
    });

    it("breaks no character, wherever it is cut", async () => {
      const { live } = tail();
      live.watch(true);
      for (const at of [3, 4, 9, 10, 12, 40]) {
        live.offer(at);
        await vi.advanceTimersByTimeAsync(250);
      }
      expect(live.text).toBe(new TextDecoder().decode(bytes.subarray(0, 40), { stream: true }));
      live.offer(bytes.length - 2);
      await vi.advanceTimersByTimeAsync(500);
      expect(live.cut).toBe(true);
      expect(live.text).not.toContain("\ufffd");
      expect(live.text.length).toBeLessThanOrEqual(TAIL);
    });

    it("begins anew with another attempt, and shows nothing that is no text", async () => {
      const { live } = tail();
      live.watch(true);
      live.offer(100);
      await vi.advanceTimersByTimeAsync(250);
      live.reset();
      expect(live.text).toBe("");
      const zeros = new LiveTail(async () => new ArrayBuffer(4));
      zeros.watch(true);
      zeros.offer(4);
      await vi.advanceTimersByTimeAsync(250);
      expect([zeros.binary, zeros.text]).toEqual([true, ""]);
    });

    it("is cut at a line, or else between characters", () => {
      expect(endOf("one\ntwo three four", 16)).toBe("two three four");
      expect(endOf("🎉🎉🎉", 3)).toBe("🎉");
      expect(endOf("short", 10)).toBe("short");
    });
  });
});

describe("a body too large for the page", () => {
  const text = "ab世".repeat(Math.ceil((2.5 * PAGE) / 5));
  const bytes = new TextEncoder().encode(text);
  const read = async (offset: number, length: number) => bytes.subarray(offset, offset + length);

  it("is cut into pages between characters, and nothing is lost", async () => {
    const pages = new Pages(read, bytes.length);
    expect(pages.count).toBe(3);
    let all = "";
    for (let number = 0; number < 3; number += 1) {
      await pages.go(number);
      expect(pages.shown!.text).not.toContain("\ufffd");
      all += pages.shown!.text;
    }
    expect(all === text).toBe(true);
    pages.destroy();
  });

  it("takes bytes that are no text as they are", () => {
    const page = cut(new Uint8Array(PAGE + 3).fill(0x80), 1, 3 * PAGE);
    expect([page.from, page.to]).toEqual([PAGE + 3, 2 * PAGE + 3]);
  });

  it("says which bytes are shown", () =>
    expect(pageWords({ number: 1, from: PAGE, to: 2 * PAGE, text: "" }, 209_715_200)).toBe(
      "Bytes 1,048,577 to 2,097,152 of 209,715,200",
    ));

  it("is turned by buttons, one page at a time", async () => {
    await result("pour", '{"bytes": 9000000, "chunks": 2, "delay": 1}');
    expect(await screen.findByText(/^Bytes 1 to 1,048,\d+ of 8,999,\d+$/)).toBeTruthy();
    const asked = vi.spyOn(backend, "responseBody");
    expect(screen.getByRole("button", { name: "Previous page" }).getAttribute("aria-disabled")).toBe("true");
    await user.click(screen.getByRole("button", { name: "Last page" }));
    expect(await screen.findByText(/^Bytes 8,388,\d+ to (8,999,\d+) of \1$/)).toBeTruthy();
    expect(screen.getByRole("textbox", { name: /Response body/ })).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Raw" })).toBeNull();
    expect(asked).not.toHaveBeenCalled();
  });
});
