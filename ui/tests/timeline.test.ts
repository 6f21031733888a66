// An invocation's attempts in time: what stands where on the common scale, and in which words.

import { describe, expect, it } from "vitest";
import type { Attempt } from "../src/lib/bindings/Attempt";
import type { Invocation } from "../src/lib/bindings/Invocation";
import {
  afterwards,
  circumstances,
  corrections,
  kindsOf,
  ticks,
  timelineOf,
  timelineText,
} from "../src/features/result/timeline";

const attempt = (differing: Partial<Attempt> = {}): Attempt => ({
  number: 1,
  offset: 0,
  duration: 100,
  ending: "throttled",
  label: "TooManyRequests",
  status: 429,
  warm: false,
  phases: [],
  next: null,
  stop: null,
  ...differing,
});
const throttled = { delay: 300, asked_by_service: true, reason: "It was throttled, so it did not run." };
const invocation = (attempts: Attempt[], differing: Partial<Invocation> = {}): Invocation => ({
  id: "1",
  started_at: "2026-11-23T10:27:09Z",
  duration: 1000,
  outcome: { kind: "succeeded" },
  verdict: null,
  answer: null,
  attempts,
  corrections: [],
  checks: [],
  ...differing,
});

describe("the scale", () => {
  const two = invocation([
    attempt({ next: throttled, phases: [{ kind: "wait", offset: 25, duration: 75 }] }),
    attempt({ number: 2, offset: 400, duration: 600, ending: "succeeded", label: "Succeeded", status: 200 }),
  ]);

  it("is the same for all attempts and the pauses between them", () => {
    const { total, lanes } = timelineOf(two);
    expect(total).toBe(1000);
    expect(lanes.map((lane) => lane.whole)).toEqual([
      { left: 0, width: 0.1 },
      { left: 0.4, width: 0.6 },
    ]);
    expect(lanes[0]!.pause).toMatchObject({ left: 0.1, width: 0.3, duration: 300, cutShort: false });
    expect(lanes[1]!.pause).toBeNull();
  });

  it("shows each attempt's phases in shares of the attempt", () => {
    expect(timelineOf(two).lanes[0]!.segments).toMatchObject([{ kind: "wait", left: 0.25, width: 0.75 }]);
  });

  it("ends a pause where a person cancelled in it", () => {
    const cancelled = timelineOf(
      invocation([attempt({ next: { ...throttled, delay: 5000 } })], { duration: 150 }),
    );
    expect(cancelled.total).toBe(150);
    expect(cancelled.lanes[0]!.pause).toMatchObject({ duration: 50, cutShort: true });
  });

  it("never lets a phase stand out of its attempt", () => {
    const { lanes } = timelineOf(
      invocation([attempt({ duration: 10, phases: [{ kind: "receive", offset: 9.9, duration: 0.2 }] })]),
    );
    const [segment] = lanes[0]!.segments;
    expect(segment!.left + segment!.width).toBeLessThanOrEqual(1);
  });

  it("stays finite when nothing took any time", () => {
    const { lanes } = timelineOf(
      invocation([attempt({ duration: 0, phases: [{ kind: "sign", offset: 0, duration: 0 }] })]),
    );
    expect(lanes[0]!.segments[0]).toMatchObject({ left: 0, width: 0 });
  });

  it.each([
    [1843, [0, 500, 1000, 1500]],
    [31, [0, 10, 20, 30]],
    [900_000, [0, 300_000, 600_000, 900_000]],
    [0.5, [0, 0.2, 0.4]],
  ])("has round marks for %d ms", (total, marks) => expect(ticks(total)).toEqual(marks));

  it("has a legend of what occurs, in the order in which it happens", () => {
    const phases: Attempt["phases"] = [
      { kind: "wait", offset: 1, duration: 1 },
      { kind: "tls", offset: 0, duration: 1 },
    ];
    expect(kindsOf(invocation([attempt({ phases })]))).toEqual(["tls", "wait"]);
  });
});

describe("the words", () => {
  const words = (one: Attempt, ...others: Attempt[]) =>
    afterwards(timelineOf(invocation([one, ...others])).lanes[0]!);

  it("say on what connection it went out, or that there was none", () => {
    expect(circumstances(attempt())).toBe("HTTP status 429, on a new connection");
    expect(circumstances(attempt({ warm: true, status: null }))).toBe("on a warm connection");
    expect(circumstances(attempt({ warm: null, status: null }))).toBe("no connection came about");
  });

  it("say why another followed, and that the service named the pause", () => {
    expect(words(attempt({ next: throttled }), attempt({ number: 2, offset: 400 }))).toBe(
      "It was throttled, so it did not run. The next attempt followed after a pause of 300 ms, as the service asked.",
    );
    expect(
      words(
        attempt({ next: { delay: 0, asked_by_service: false, reason: "The clock was wrong." } }),
        attempt({ number: 2 }),
      ),
    ).toBe("The clock was wrong. The next attempt followed at once.");
  });

  it("say that none followed a pause that was cancelled", () => {
    expect(words(attempt({ next: throttled }))).toMatch(/Another was to follow after a pause of 300 ms/);
  });

  it("say why none followed", () => {
    const stop = "It may have run, so it is not sent again by itself.";
    expect(words(attempt({ stop }))).toBe(stop);
    expect(words(attempt())).toBe("");
  });

  it("do not repeat as a correction what an attempt says", () => {
    const reason = "The credentials had expired; new ones were fetched.";
    const told = invocation([attempt({ next: { ...throttled, reason } })], {
      corrections: [reason, "More."],
    });
    expect(corrections(told)).toEqual(["More."]);
  });

  it("can be copied with every figure", () => {
    const phases: Attempt["phases"] = [{ kind: "look_up", offset: 1.2, duration: 8.1 }];
    expect(
      timelineText(
        invocation([
          attempt({ phases, next: throttled }),
          attempt({ number: 2, offset: 400, label: "Succeeded\u202e", status: 200, warm: true }),
        ]),
      ),
    ).toBe(
      [
        "Attempt 1: TooManyRequests after 100 ms, HTTP status 429, on a new connection",
        "  Name look-up: 8.1 ms, from 1.2 ms",
        "  It was throttled, so it did not run. The next attempt followed after a pause of 300 ms, as the service asked.",
        "Attempt 2: Succeeded⟨U+202E⟩ after 100 ms, HTTP status 200, on a warm connection, began at 400 ms",
      ].join("\n"),
    );
  });
});
