// The full log of a result, on the fake backend: how it is asked for, what is seen meanwhile, and what takes its place; and a log
// that is copied for others.

import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { mayBeLogged } from "../src/features/result/cloudWatchLog.svelte";
import ResultPane from "../src/features/result/ResultPane.svelte";
import { Finished, type KeptFrom, Runs } from "../src/features/result/run.svelte";
import { FakeBackend } from "../src/lib/backend.fake";
import type { Invocation } from "../src/lib/bindings/Invocation";
import type { Outcome } from "../src/lib/bindings/Outcome";
import { failure } from "../src/lib/fake/failure";
import { inputOf } from "../src/lib/fake/input";
import { chooseProfile, ofDialog, openPage } from "./page";
import { target } from "./samples";

const user = userEvent.setup();
const TOKEN = "IQoJb3JpZ2luX2VjEXAMPLETOKEN";

let backend: FakeBackend;
let runs: Runs;
/** What is seen once an invocation has ended. */
async function result(name: string, fake = "") {
  backend = new FakeBackend(new URLSearchParams({ fake }));
  backend.speed = 50;
  runs = new Runs(backend);
  await runs.invoke(inputOf(name), target());
  const rest = { sandboxRuns: true, modifier: "Ctrl", onsecret: () => {}, onshare: () => {} };
  render(ResultPane, { props: { runs, target: target(), ...rest } });
}
async function logs(name: string, fake = "") {
  await result(name, fake);
  await look("Logs");
}
const look = (tab: string) => user.click(screen.getByRole("tab", { name: new RegExp(`^${tab}`) }));
const button = (name: string | RegExp) => screen.getByRole("button", { name });
const no = (name: string | RegExp) => expect(screen.queryByRole("button", { name })).toBeNull();
const press = (name: string) => user.click(button(name));
const count = () => screen.getByRole("tab", { name: /^Logs/ }).textContent.replace(/\D/g, "");
const pane = () => screen.getByRole("region", { name: "Result" }).textContent.replace(/\s+/g, " ");
const seen = (words: string | RegExp) =>
  waitFor(() => expect(pane()).toMatch(words instanceof RegExp ? words : new RegExp(words)));
const calls = (name: string) => backend.calls.filter(([called]) => called === name).map(([, what]) => what);
const strip = () => within(screen.getByRole("region", { name: "Log" }));

beforeEach(() => localStorage.clear());
afterEach(cleanup);

describe("the full log", () => {
  it("takes the place of the tail, says where it is from, and leads back", async () => {
    await logs("talkative");
    expect(count()).toBe("42");
    await press("Full log");
    await seen("START RequestId");
    expect(count()).toBe("119");
    expect(screen.getByText("119 lines")).toBeTruthy();
    expect(screen.getByText("/aws/lambda/talkative")).toBeTruthy();
    expect(button("Copy the log group")).toBeTruthy();
    expect(button("Copy the log stream")).toBeTruthy();
    no("Stop");
    await press("Last 4 KB");
    expect(count()).toBe("42");
    expect(pane()).toContain("Earlier lines are missing");
    await press("Full log");
    expect(count()).toBe("119");
    expect(calls("fullLog")).toHaveLength(1);
  });

  it("has its secrets masked, and goes on with the filter of the tail", async () => {
    await logs("talkative");
    await user.type(screen.getByRole("textbox", { name: "Filter the log" }), "passed to");
    expect(screen.getByText("0 of 42 lines")).toBeTruthy();
    await press("Full log");
    expect(await screen.findByText("1 of 119 lines")).toBeTruthy();
    expect(button("Hidden: AWS session token. Show it")).toBeTruthy();
    expect(document.body.innerHTML).not.toContain(TOKEN);
  });

  it("says what it is doing, and tells it without the count", async () => {
    await logs("talkative", "log-late");
    backend.speed = 4;
    await press("Full log");
    await seen("Asking which log group…");
    await seen("Reading /aws/lambda/talkative: 42 lines");
    await seen(/Waiting for the rest: CloudWatch Logs delivers with a delay\. 42 lines so far\./);
    expect(screen.getByText("Waiting for its lines: CloudWatch Logs delivers with a delay.")).toBeTruthy();
    // The tail is there meanwhile.
    expect(count()).toBe("42");
    backend.speed = 50;
    expect(await screen.findByText("The full log is here: 119 lines.")).toBeTruthy();
  });

  it("is what had come when it is stopped, and is looked for again", async () => {
    await logs("talkative", "log-late");
    backend.speed = 4;
    await press("Full log");
    await seen("42 lines so far");
    await press("Stop");
    await seen("The end of the log was not found");
    expect(calls("cancel")).toEqual([`log-${runs.finished!.invocation.id}`]);
    expect(screen.getByText("You stopped it before the end of the log was found.")).toBeTruthy();
    backend.speed = 50;
    await press("Look again");
    await waitFor(() => expect(count()).toBe("119"));
    no("Look again");
    expect(pane()).not.toContain("You stopped it");
  });

  it("leaves everything as it was when it is stopped before anything came", async () => {
    await logs("talkative", "log-slow");
    await press("Full log");
    await press("Stop");
    await waitFor(() => expect(button("Full log")).toBeTruthy());
    expect(pane()).toContain("Earlier lines are missing");
    expect(count()).toBe("42");
  });

  it("is begun once by a double click", async () => {
    await logs("talkative", "log-slow");
    await user.dblClick(button("Full log"));
    expect(button("Stop")).toBeTruthy();
    expect(calls("cancel")).toHaveLength(0);
  });

  it("whose end was not found says so, with what else is to be said", async () => {
    await logs("talkative", "log-open");
    await press("Full log");
    await seen("The end of the log was not found. CloudWatch Logs may not have it yet.");
    const remarks = within(screen.getByRole("list", { name: "Remarks on the full log" }));
    expect(remarks.getAllByRole("listitem")).toHaveLength(2);
    expect(button("Look again")).toBeTruthy();
  });

  it("that may not be read says why, and is tried again", async () => {
    await logs("talkative", "log-denied");
    await press("Full log");
    await seen("The log cannot be read: the profile has no permission for logs:FilterLogEvents on");
    expect(pane()).toContain("Ask for this permission");
    expect(count()).toBe("42");
    await press("Try again");
    await waitFor(() => expect(count()).toBe("119"));
    expect(pane()).not.toContain("no permission");
  });

  it("without a line leaves the tail", async () => {
    await logs("talkative", "log-none");
    await press("Full log");
    await seen("CloudWatch Logs has no line of this invocation");
    expect(count()).toBe("42");
    expect(button("Look again")).toBeTruthy();
    no("Last 4 KB");
  });

  it("stops being read when another result takes its place, and what comes late is not shown", async () => {
    await logs("talkative", "log-late");
    backend.speed = 4;
    await press("Full log");
    await seen("42 lines so far");
    const before = runs.finished!;
    await runs.invoke(inputOf("echo"), target());
    expect(calls("cancel")).toEqual([`log-${before.invocation.id}`]);
    await waitFor(() => expect(before.fullLog!.step).toBeNull());
    expect(before.fullLog!.found).toBeNull();
    expect(pane()).toContain("As it came with the answer");
  });

  it("is not asked for with what somebody else invoked", async () => {
    await logs("talkative");
    const { invocation } = runs.finished!;
    const kept: KeptFrom = { at: 0, leftOut: 0, masked: false, profileGone: false };
    const asks = (from: KeptFrom) =>
      new Finished(backend, invocation, target(), { kept: from }).fullLog !== null;
    const parts = { payload: true, response: true, logs: true, attempts: true };
    expect(asks(kept)).toBe(true);
    expect(asks({ ...kept, profileGone: true })).toBe(false);
    expect(asks({ ...kept, file: { name: "x", told: [], parts, onadd() {}, onrun() {} } })).toBe(false);
  });
});

describe("without lines in the answer", () => {
  it("the full log is what is shown, in both places, and its figures stand beside the verdict", async () => {
    await logs("queued");
    expect(pane()).toContain("The answer brought no log");
    expect(pane()).not.toContain("billed");
    await press("Full log");
    await seen("START RequestId");
    expect(screen.getByText("billed", { selector: "dt" })).toBeTruthy();
    no("With the answer");
    // It may run again, when it fails.
    expect(button("Look again").title).toContain("repeats a queued event");
    await look("Response");
    expect(strip().getByText("all of it, from CloudWatch Logs")).toBeTruthy();
  });

  it("that of a managed instance is read from the stream that it names", async () => {
    await logs("managed");
    expect(pane()).toContain("Lambda Managed Instances");
    await press("Full log");
    await seen("START RequestId");
    expect(screen.getByText("/aws/lambda/orders-create")).toBeTruthy();
    expect(pane()).not.toContain("Lambda Managed Instances");
  });

  it("and without a request ID there is nothing to ask by", async () => {
    await logs("lost");
    expect(pane()).toContain("Nor did a request ID, by which CloudWatch Logs could be asked.");
    no("Full log");
  });

  it("nothing is offered for what did not run", async () => {
    await logs("orders-nobody-has");
    expect(pane()).toContain("No log: the function did not run.");
    no("Full log");
  });

  const ended = (outcome: Outcome, status = 200, request_id: string | null = "57f231fb") =>
    mayBeLogged({ outcome, answer: { status, request_id } } as unknown as Invocation);
  const noAnswer = (may_have_run: boolean): Outcome => ({
    kind: "no_answer",
    cause: "connection_lost",
    message: "",
    hint: "",
    may_have_run,
  });
  it.each<[string, boolean, boolean]>([
    ["an invocation", ended({ kind: "succeeded" }), true],
    ["one that was queued", ended({ kind: "succeeded" }, 202), true],
    ["a dry run", ended({ kind: "succeeded" }, 204), false],
    ["one whose request ID is not known", ended({ kind: "succeeded" }, 200, null), false],
    ["one that broke off", ended(noAnswer(true)), true],
    ["one that cannot have run", ended(noAnswer(false)), false],
  ])("%s: %s", (_, offered, expected) => expect(offered).toBe(expected));
});

describe("the strip below the response", () => {
  it("offers the full log, and shows it", async () => {
    await result("talkative");
    expect(strip().getByText("last 4 KB; earlier lines are missing")).toBeTruthy();
    await press("Full log");
    await waitFor(() => expect(strip().getByText("all of it, from CloudWatch Logs")).toBeTruthy());
    expect(strip().getByText("1 secret hidden", { exact: false })).toBeTruthy();
    expect(count()).toBe("119");
  });

  it("says why it cannot be read", async () => {
    await result("talkative", "log-denied");
    await press("Full log");
    expect(await strip().findByText(/no permission for logs:FilterLogEvents/)).toBeTruthy();
    expect(strip().getByText(/Ask for this permission/)).toBeTruthy();
    await press("Try again");
    await waitFor(() => expect(strip().queryByText(/no permission/)).toBeNull());
  });

  it("opens when it is folded away", async () => {
    await result("talkative");
    await press("Logs");
    expect(strip().queryByRole("group", { name: "Log lines" })).toBeNull();
    await press("Full log");
    expect(strip().getByRole("group", { name: "Log lines" })).toBeTruthy();
  });
});

describe("the focus", () => {
  it.each(["Logs", "Response"])(
    "stays on the button under %s, and goes to the lines with it",
    async (tab) => {
      await result("talkative", "log-late");
      if (tab === "Logs") await look(tab);
      backend.speed = 4;
      button("Full log").focus();
      await user.keyboard("{Enter}");
      expect(document.activeElement).toBe(button("Stop"));
      await seen("Waiting for the rest");
      await user.keyboard("{Enter}");
      await waitFor(() => expect(document.activeElement).toBe(button("Look again")));
      backend.speed = 50;
      await user.keyboard("{Enter}");
      await waitFor(() =>
        expect(document.activeElement).toBe(screen.getByRole("group", { name: "Log lines" })),
      );
    },
  );
});

describe("what the full log demands", () => {
  const PROFILE = /^Payments staging/;
  /** `confirms`: how fast it is then confirmed in the browser. */
  async function asked(confirms: number) {
    backend = await openPage("fake=sso,signed-in,log-demand");
    await chooseProfile(PROFILE);
    await press("Invoke");
    await screen.findByRole("tab", { name: /^Logs/ });
    await look("Logs");
    backend.speed = confirms;
    await press("Full log");
    await screen.findByRole("dialog", { name: "Sign in to Acme" });
  }
  const closed = () => waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());

  it("is asked for, and the log then comes", async () => {
    await asked(20);
    await closed();
    expect(await screen.findByText("119 lines")).toBeTruthy();
    expect(calls("fullLog")).toHaveLength(2);
  });

  it("leaves everything as it was when it is not given", async () => {
    await asked(1);
    await ofDialog("Cancel");
    await closed();
    await waitFor(() => expect(button("Full log")).toBe(document.activeElement));
    expect(screen.getByText("The full log was not fetched: you did not sign in.")).toBeTruthy();
    expect(screen.getByText("6 lines")).toBeTruthy();
  });
});

describe("a log that is copied for sharing", () => {
  let writeText: ReturnType<typeof vi.fn>;
  beforeEach(() => {
    writeText = vi.fn();
    Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
  });
  async function copied() {
    await press("Copy the log in another way");
    await user.click(screen.getByRole("menuitem", { name: /^Copy for sharing/ }));
  }

  it("goes to Rust as it is, and is copied as it comes back", async () => {
    await logs("levels");
    await press("Hidden: AWS session token. Show it");
    await copied();
    expect(await screen.findByText("Copied, 2 parts hidden.")).toBeTruthy();
    const [sent] = calls("hideInText") as { id: string; text: string }[];
    expect(sent!.id).toBe(runs.finished!.invocation.id);
    expect(sent!.text).toContain(TOKEN);
    const text = writeText.mock.calls[0]![0] as string;
    expect(text).toContain("AWS_SESSION_TOKEN=[hidden: AWS session token] passed");
    expect(text).not.toContain(TOKEN);
    expect(text.split("\n")).toHaveLength(13);
  });

  it("is what the filter leaves, of the log that is shown", async () => {
    await logs("talkative");
    await press("Full log");
    await seen("START RequestId");
    await press("Warn 4");
    await copied();
    expect(await screen.findByText("Copied, 1 part hidden.")).toBeTruthy();
    expect((writeText.mock.calls[0]![0] as string).split("\n")).toHaveLength(4);
  });

  it("says when it could not be done, and the focus goes back when that is closed", async () => {
    await logs("levels");
    backend.hideInText = () =>
      Promise.reject(failure("other", "It was not looked through.", "Try it again."));
    await copied();
    expect(await screen.findByText("It was not looked through.")).toBeTruthy();
    expect(screen.getByText("Try it again.")).toBeTruthy();
    expect(writeText).not.toHaveBeenCalled();
    await press("Close");
    expect(document.activeElement).toBe(button("Copy the log in another way"));
  });

  it("is offered for a log only", async () => {
    await result("levels");
    no("Copy the log in another way");
  });
});
