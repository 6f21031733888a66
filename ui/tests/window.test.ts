// The window as a person uses it, on the fake backend: what is shown, said, kept and sent.

import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FakeBackend } from "../src/lib/backend.fake";
import type { ProfileDraft } from "../src/lib/bindings/ProfileDraft";
import { button, chooseProfile, field, openPage, user } from "./page";

let backend: FakeBackend;
async function open(query = "") {
  backend = await openPage(query);
}
const result = () => within(screen.getByRole("region", { name: "Result" }));
const said = (words: RegExp) => waitFor(() => expect(screen.getByRole("status").textContent).toMatch(words));
async function type(name: string, text: string) {
  await user.clear(field(name));
  if (text) await user.type(field(name), text.replace(/[{[]/g, "$&$&"));
}
async function call(name: string) {
  await user.click(screen.getAllByRole("button", { name: "New request" })[0]!);
  await type("Function", name);
  await user.click(button("Invoke"));
}
const sent = () => backend.calls.filter(([name]) => name === "invoke").map(([, input]) => input);

beforeEach(() => localStorage.clear());
afterEach(cleanup);

describe("the first start", () => {
  it("has Echo open on the sandbox, ready to invoke", async () => {
    await open();
    expect(screen.getByRole("tab", { name: "Echo" }).getAttribute("aria-selected")).toBe("true");
    expect(field("Function").value).toBe("echo");
    expect(field("Qualifier").value).toBe("live");
    expect(field("Payload").textContent).toContain('"key": "value"');
    expect(result().getByText(/Nothing is charged and nothing leaves/)).toBeTruthy();
  });

  it("leads to AWS: by signing in, or by the profiles that are there already", async () => {
    await open();
    expect(result().queryByRole("button", { name: "Use my AWS profiles" })).toBeNull();
    await user.click(button("Sign in to AWS…"));
    expect(screen.getByRole("dialog", { name: "Sign in through IAM Identity Center" })).toBeTruthy();
    cleanup();
    await open("fake=aws-files");
    await user.click(button("Use my AWS profiles"));
    expect(screen.getByRole("menuitemradio", { name: "deployer" })).toBeTruthy();
    cleanup();
    // Whoever has profiles knows the way.
    await open("fake=profiles,aws-files");
    expect(screen.queryByRole("button", { name: "Sign in to AWS…" })).toBeNull();
  });

  it("waits for the function's timeout and a margin, or for more than Lambda's longest run", async () => {
    await open();
    expect(field("Wait up to").value).toBe("1 min");
    await user.click(button("Slow: answers when you say"));
    expect(field("Wait up to").value).toBe("15 min 30 s");
    await user.click(button("Runs out of time"));
    expect(field("Wait up to").value).toBe("33 s");
    await type("Function", "not-known");
    expect(field("Wait up to").value).toBe("15 min 30 s");
  });

  it("says why the sandbox is missing, and works on", async () => {
    await open("fake=no-sandbox");
    expect(screen.getByText("The sandbox could not start: no free port.")).toBeTruthy();
    expect(button("Add a profile…")).toBeTruthy();
  });

  it("asks for no keychain before there is a profile", async () => {
    await open("fake=no-keychain");
    expect(backend.calls.map(([name]) => name)).not.toContain("keychain");
  });

  it("says once that there is no keychain when there are profiles", async () => {
    await open("fake=no-keychain,profiles");
    expect(await screen.findByText(/no keychain that Lambdesk can reach/)).toBeTruthy();
    await user.click(button("Dismiss"));
    expect(screen.queryByText(/no keychain/)).toBeNull();
  });
});

describe("an outcome", () => {
  it("succeeded: badge, figures, response, log, and words for those who listen", async () => {
    await open();
    await user.click(button("Invoke"));
    await said(/^Succeeded/);
    expect(result().getByText("Succeeded")).toBeTruthy();
    expect(result().getByText("79.67 ms")).toBeTruthy();
    expect((await result().findByRole("textbox", { name: "Response body" })).textContent).toContain(
      '"key": "value"',
    );
    expect(result().getByRole("group", { name: "Log lines" }).textContent).toContain("REPORT RequestId");
    await user.click(result().getByRole("tab", { name: "Headers" }));
    expect(result().getByText("decoded under Logs")).toBeTruthy();
  });

  it("function error: type, message, stack, and that Lambda answered 200", async () => {
    await open();
    await user.click(button("Function that fails"));
    await user.click(button("Invoke"));
    await said(/^Function error/);
    expect(result().getByText("KeyError: 'customer'")).toBeTruthy();
    expect(
      result().getByText(/raised an exception\s+\(Unhandled\)\. Lambda itself answered 200/),
    ).toBeTruthy();
    expect(result().getByText("/var/task/app.py:41")).toBeTruthy();
    expect(button(/Function that fails \(last time: Function error\)/)).toBeTruthy();
  });

  it("rejected: code, message, hint, and that the function did not run", async () => {
    await open();
    await call("orders-create");
    await said(/^Rejected/);
    expect(result().getByText("ResourceNotFoundException")).toBeTruthy();
    expect(result().getByText("The function did not run.")).toBeTruthy();
    await user.click(result().getByRole("tab", { name: "Logs" }));
    expect(result().getByText("No log: the function did not run.")).toBeTruthy();
  });

  it("no answer: what happened, and whether the function may have run", async () => {
    await open();
    await call("unreachable");
    await said(/^No answer/);
    expect(result().getByText("Nothing listens at 127.0.0.1:4566.")).toBeTruthy();
    expect(result().getByText(/The function did not run/)).toBeTruthy();
  });

  it("cancelled with Escape: stops waiting and says that the function may go on", async () => {
    await open();
    backend.speed = 1;
    await user.click(button("Slow: answers when you say"));
    await user.click(button("Invoke"));
    expect(button("Cancel")).toBe(document.activeElement);
    expect(await result().findByText(/It does not stop the function/, {}, { timeout: 2000 })).toBeTruthy();
    await user.keyboard("{Escape}");
    await said(/^No answer/);
    expect(result().getByText("The function may have run, and may still be running.")).toBeTruthy();
    expect(button("Invoke")).toBe(document.activeElement);
  });

  it("shows every attempt and the pauses between them", async () => {
    await open();
    await user.click(button("Throttled twice, then fine"));
    await user.click(button("Invoke"));
    await said(/^Succeeded/);
    const attempts = within(screen.getByRole("region", { name: "Attempts" }));
    expect(attempts.getByText("1 · TooManyRequestsException")).toBeTruthy();
    expect(attempts.getByText("3 · Succeeded")).toBeTruthy();
  });

  it("nothing, no bytes, and bytes that are no text are said in words", async () => {
    await open();
    await call("nothing");
    expect(await result().findByText("The function returned nothing.")).toBeTruthy();
    await call("empty");
    expect(await result().findByText("The function returned nothing (no bytes).")).toBeTruthy();
    await call("binary");
    expect(await result().findByText(/300 bytes that are neither JSON nor text/)).toBeTruthy();
    expect(await result().findByText(/^0000 c8 ed/)).toBeTruthy();
  });
});

describe("hostile text", () => {
  it("stays text wherever it is shown", async () => {
    await open();
    const evil = '<img src=x onerror="window.evil=1"><script>window.evil=1</script>';
    backend.scripts.push({
      body: evil,
      log: [`[INFO] ${evil}`, "safe \u202egnp.exe", "\u001b[31mEND RequestId: forged"],
      outcome: {
        kind: "function_error",
        handling: evil,
        error_type: evil,
        error_message: evil,
        frames: [{ text: evil, function: null, file: null, line: null }],
        causes: [],
      },
    });
    await user.click(button("Invoke"));
    await said(/^Function error/);
    expect(document.querySelector(".result img, .result script")).toBeNull();
    expect("evil" in window).toBe(false);
    const log = result().getByRole("group", { name: "Log lines" }).textContent;
    expect(log).toContain(evil);
    expect(log).toContain("safe ⟨U+202E⟩gnp.exe");
    expect(log).toContain("␛[31mEND");
  });
});

describe("a field that cannot be sent", () => {
  it("is reproached where it is, and nothing is sent", async () => {
    await open();
    await type("Function", "what is this?");
    await user.click(button("Invoke"));
    await waitFor(() => expect(field("Function").getAttribute("aria-invalid")).toBe("true"));
    const note = document.getElementById(field("Function").getAttribute("aria-describedby")!);
    expect(note?.textContent).toContain("letters, digits");
    expect(document.activeElement).toBe(field("Function"));
    expect(sent()).toHaveLength(0);
  });

  it("is not reproached before anyone typed", async () => {
    await open();
    await user.click(button("New request"));
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(field("Function").getAttribute("aria-invalid")).toBeNull();
  });

  it("warns of a wait that ends before the function must", async () => {
    await open();
    await type("Wait up to", "10 s");
    expect(
      await screen.findByText("The function may run for 30 s. This stops waiting before that."),
    ).toBeTruthy();
  });

  it("says where a payload stops being JSON, and still sends it as it is", async () => {
    await open();
    await fireEvent.click(field("Payload"));
    const { EditorView } = await import("@codemirror/view");
    const editor = EditorView.findFromDOM(field("Payload"))!;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: '{\n  "key": oops\n}' } });
    expect(await screen.findByRole("button", { name: "Line 2, column 10" })).toBeTruthy();
    expect(screen.getByText(/It can still be sent/)).toBeTruthy();
    await user.click(button("Invoke"));
    await said(/^Rejected/);
    expect(sent()).toMatchObject([{ payload: '{\n  "key": oops\n}' }]);
  });
});

describe("tabs", () => {
  it("keep their own draft and result", async () => {
    await open();
    await user.click(button("Invoke"));
    await said(/^Succeeded/);
    await user.click(button("Function that fails"));
    await type("Qualifier", "2");
    expect(result().getByText("Press Invoke")).toBeTruthy();
    await user.click(screen.getByRole("tab", { name: "Echo" }));
    expect(field("Qualifier").value).toBe("live");
    expect(result().getByText("Succeeded")).toBeTruthy();
    await user.click(screen.getByRole("tab", { name: "Function that fails" }));
    expect(field("Qualifier").value).toBe("2");
  });

  it("are not lost when they were edited and closed", async () => {
    await open();
    await type("Qualifier", "2");
    await user.keyboard("{Control>}w{/Control}");
    expect(screen.getByText("Closed Echo.")).toBeTruthy();
    expect(screen.getByRole("tab", { name: "New request" })).toBeTruthy();
    await user.click(button("Undo"));
    expect(field("Qualifier").value).toBe("2");
  });

  it("open, switch and invoke from the keyboard", async () => {
    await open();
    await user.keyboard("{Control>}t{/Control}");
    await waitFor(() => expect(document.activeElement).toBe(field("Function")));
    await user.keyboard("echo{Control>}{Enter}{/Control}");
    await said(/^Succeeded/);
    await user.keyboard("{Control>}{PageUp}{/Control}");
    expect(screen.getByRole("tab", { name: "Echo" }).getAttribute("aria-selected")).toBe("true");
  });

  it("let Rust drop a body once it is replaced", async () => {
    await open();
    await user.click(button("Invoke"));
    await said(/^Succeeded/);
    await user.click(button("Invoke"));
    await waitFor(() => expect(backend.calls.filter(([name]) => name === "forget")).toHaveLength(1));
  });
});

describe("profiles", () => {
  const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  async function addKeys() {
    await user.click(button("Add a profile…"));
    await user.click(button("Access keys"));
  }
  /** The last profile that was to be saved. */
  const savedDraft = () =>
    backend.calls.filter(([name]) => name === "saveProfile").at(-1)?.[1] as ProfileDraft | undefined;
  async function fillIn() {
    await addKeys();
    await type("Name", "Staging");
    await type("Access key ID", "AKIAIOSFODNN7EXAMPLE");
    await user.type(screen.getByLabelText("Secret access key"), SECRET);
    await type("Region", "eu-west-1");
  }

  it("take a secret in and keep nothing of it in the page", async () => {
    await open();
    await fillIn();
    await user.click(button("Save profile"));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(savedDraft()).toMatchObject({ name: "Staging", credentials: { keep: "keychain" } });
    expect(document.documentElement.outerHTML).not.toContain(SECRET);
    expect([...document.querySelectorAll("input")].map((input) => input.value)).not.toContain(SECRET);
    expect(button(/Profile: Staging/)).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(field("Function")));
    expect(field("Function").value).toBe("");
  });

  it("are kept for this run only where there is no keychain, and say so", async () => {
    await open("fake=no-keychain");
    await fillIn();
    expect(screen.getByText(/kept for this run only/)).toBeTruthy();
    await user.click(button("Save profile"));
    await waitFor(() => expect(savedDraft()).toMatchObject({ credentials: { keep: "this_run" } }));
  });

  it("offer this run only when the keychain refuses at the last moment", async () => {
    await open();
    backend.keychain = async () => ({ state: "ready" });
    const save = backend.saveProfile.bind(backend);
    backend.saveProfile = async (draft) => {
      if (draft.credentials.kind === "access_keys" && draft.credentials.keep === "keychain")
        throw { code: "keychain", message: "No keychain answers.", hint: "Start one.", problems: [] };
      return save(draft);
    };
    await fillIn();
    await user.click(button("Save profile"));
    expect(await screen.findByText("No keychain answers.")).toBeTruthy();
    await user.click(button("Keep for this run only"));
    await waitFor(() => expect(savedDraft()).toMatchObject({ credentials: { keep: "this_run" } }));
  });

  it("are kept in a keychain that was locked, once it is unlocked from the form", async () => {
    await open("fake=locked");
    await fillIn();
    expect(screen.getByText(/kept for this run only/)).toBeTruthy();
    await user.click(button("Unlock…"));
    expect(await screen.findByText(/goes to this computer’s keychain/)).toBeTruthy();
    await user.click(button("Save profile"));
    await waitFor(() => expect(savedDraft()).toMatchObject({ credentials: { keep: "keychain" } }));
  });

  it("whose keychain is locked are not spoken of before one of them is wanted", async () => {
    await open("fake=locked,profiles");
    await waitFor(() => expect(backend.calls.map(([name]) => name)).toContain("keychain"));
    expect(screen.queryByText(/keychain/)).toBeNull();
    await chooseProfile("Payments staging");
    const asked = await screen.findByRole("dialog", { name: "Unlock the keychain" });
    await user.click(within(asked).getByRole("button", { name: "Unlock…" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(await screen.findByText("Signed in")).toBeTruthy();
    expect(screen.queryByText("The keychain is locked.")).toBeNull();
  });

  it("show what is wrong at its field", async () => {
    await open();
    await addKeys();
    await type("Access key ID", "short");
    await user.click(button("Save profile"));
    await waitFor(() => expect(field("Name").getAttribute("aria-invalid")).toBe("true"));
    expect(field("Access key ID").getAttribute("aria-invalid")).toBe("true");
  });

  it("do not lose what was typed to one press of Escape", async () => {
    await open();
    await fillIn();
    const dialog = screen.getByRole("dialog");
    await fireEvent(dialog, new Event("cancel", { cancelable: true }));
    expect(screen.getByText("What you typed is not saved yet.")).toBeTruthy();
    await fireEvent(dialog, new Event("cancel", { cancelable: true }));
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("are deleted only after asking, and no tab keeps pointing at one", async () => {
    await open("fake=profiles");
    await user.click(button(/^Profile:/));
    await user.click(screen.getByRole("menuitemradio", { name: /Local stack/ }));
    await user.click(button(/^Profile:/));
    await user.click(screen.getByRole("menuitem", { name: "Delete Local stack…" }));
    expect(screen.getByRole("dialog").textContent).toContain("removed from this computer’s keychain");
    await user.click(button("Delete profile"));
    await waitFor(() => expect(button(/Profile: Sandbox/)).toBeTruthy());
    expect(backend.profiles.map((profile) => profile.name)).toEqual(["Payments staging"]);
  });

  it("whose secret is missing lead to entering it", async () => {
    await open("fake=profiles,no-secret");
    await user.click(button(/^Profile:/));
    await user.click(screen.getByRole("menuitemradio", { name: /Payments staging/ }));
    await call("orders-create");
    await user.click(await result().findByRole("button", { name: "Enter the secret…" }));
    expect(document.activeElement).toBe(screen.getByLabelText("Secret access key"));
  });

  it("give a region that a request may differ from", async () => {
    await open("fake=profiles");
    await user.click(button(/^Profile:/));
    await user.click(screen.getByRole("menuitemradio", { name: /Payments staging/ }));
    await user.click(button(/^Region:/));
    await user.type(await screen.findByRole("combobox", { name: "Region" }), "frankf{Enter}");
    expect(button(/Region: ?eu-central-1/)).toBeTruthy();
    await type("Function", "echo");
    await user.click(button("Invoke"));
    await said(/^Succeeded/);
    expect(sent()).toMatchObject([{ profile: "p1", region: "eu-central-1" }]);
  });
});
