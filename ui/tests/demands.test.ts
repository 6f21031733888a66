// What only the user can give: each call that demands it asks for it, and then goes on as if nothing had been.

import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Demands } from "../src/app/demands.svelte";
import type { FakeBackend } from "../src/lib/backend.fake";
import type { InvokeInput } from "../src/lib/bindings/InvokeInput";
import { demanding } from "../src/lib/fake/failure";
import { button, chooseProfile, field, ofDialog, openPage, user } from "./page";

let backend: FakeBackend;
async function open(query: string) {
  backend = await openPage(query);
}
const calls = (name: string) => backend.calls.filter(([called]) => called === name).map(([, what]) => what);
const dialog = (name: string | RegExp) => screen.findByRole("dialog", { name });
const said = (words: string) => waitFor(() => expect(screen.getByRole("status").textContent).toBe(words));
const result = () => within(screen.getByRole("region", { name: "Result" }));
const closed = () => waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
const a_moment = () => new Promise((resolve) => setTimeout(resolve, 450));
const invoked = () => waitFor(() => expect(screen.getByRole("status").textContent).toMatch(/^Succeeded/));

/** A request to `echo` with a profile whose demand was put off. */
async function requestAs(profile: string | RegExp) {
  await user.click(button("New request"));
  await user.type(field("Function"), "echo");
  const { speed } = backend;
  backend.speed = 1;
  await chooseProfile(profile);
  await dialog("Sign in to Acme");
  await ofDialog("Cancel");
  await closed();
  backend.speed = speed;
}

beforeEach(() => localStorage.clear());
afterEach(cleanup);

describe("an invocation that demands several things", () => {
  it("asks for one after the other, and is sent once", async () => {
    await open("fake=production");
    await requestAs(/^payments-admin/);
    await user.click(button("Invoke in production"));
    await dialog("Sign in to Acme");
    await dialog(/^Invoke echo in account 4821 0093 7716\?$/);
    await a_moment();
    await ofDialog("Invoke");
    await invoked();
    expect(calls("finishSignIn")).toHaveLength(2);
    expect((calls("invoke") as InvokeInput[]).map((it) => it.confirmed)).toEqual([null, null, "once"]);
    const [first, ...others] = (calls("invoke") as InvokeInput[]).map((it) => ({ ...it, confirmed: null }));
    for (const other of others) expect(other).toEqual(first);
    expect(button(/^Profile: Production payments-admin/)).toBeTruthy();
  });

  it("is as it was when the sign-in is given up", async () => {
    await open("fake=production");
    await requestAs(/^payments-admin/);
    backend.speed = 1;
    await user.click(button("Invoke in production"));
    await dialog("Sign in to Acme");
    await ofDialog("Cancel");
    await said("Not sent: you did not sign in.");
    expect(result().getByText("Not sent: you did not sign in.")).toBeTruthy();
    expect(field("Function").value).toBe("echo");
    expect(calls("invoke")).toHaveLength(1);
    await waitFor(() => expect(calls("cancelSignIn").length).toBeGreaterThan(0));
  });

  it("is as it was when it is not confirmed, and the last result can be looked at", async () => {
    await open("fake=production,signed-in");
    await chooseProfile(/^payments-admin/);
    await user.click(button("Invoke in production"));
    await dialog(/^Invoke echo, alias live, in account/);
    await ofDialog("Cancel");
    await said("Not sent: you did not confirm it.");
    await user.click(button("Invoke in production"));
    await dialog(/^Invoke echo/);
    await a_moment();
    await ofDialog("Invoke");
    await invoked();
  });
});

describe("the confirmation in production", () => {
  it("is not given by the keys that asked for it", async () => {
    await open("fake=production,signed-in");
    await chooseProfile(/^payments-admin/);
    await user.keyboard("{Control>}{Enter}{/Control}");
    const asked = await dialog(/^Invoke echo/);
    const go = within(asked).getByRole("button", { name: "Invoke" });
    expect(document.activeElement).toBe(go);
    await user.keyboard("{Enter}");
    expect(screen.getByRole("dialog")).toBeTruthy();
    await a_moment();
    expect(await fireEvent.keyDown(go, { key: "Enter", ctrlKey: true })).toBe(false);
    expect(await fireEvent.keyDown(go, { key: "Enter", repeat: true })).toBe(false);
    await user.keyboard("{Enter}");
    await invoked();
  });

  it("can be spared for a quarter of an hour", async () => {
    await open("fake=production,signed-in");
    await chooseProfile(/^payments-admin/);
    await user.click(button("Invoke in production"));
    await dialog(/^Invoke echo/);
    await user.click(
      screen.getByRole("checkbox", { name: "Do not ask again for echo (live) for 15 minutes" }),
    );
    await a_moment();
    await ofDialog("Invoke");
    await invoked();
    await user.click(button("Invoke in production"));
    await waitFor(() => expect(calls("invoke")).toHaveLength(3));
    await invoked();
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

describe("a profile that is chosen by hand", () => {
  it("asks for the code of the device, and says a wrong one at its field", async () => {
    await open("fake=profiles,mfa");
    await chooseProfile("Payments deployer");
    const asked = within(await dialog("Enter the code of your device"));
    expect(asked.getByText("Deployer")).toBeTruthy();
    expect(asked.getByText(/mfa\/jane/)).toBeTruthy();
    const code = field("Code");
    expect(document.activeElement).toBe(code);
    expect(code.inputMode).toBe("numeric");
    expect(code.autocomplete).toBe("one-time-code");
    await user.type(code, "12{Enter}");
    expect(asked.getByText("A code has six digits.")).toBeTruthy();
    expect(calls("giveCode")).toEqual([]);
    await user.clear(code);
    await user.type(code, "000000{Enter}");
    expect(await asked.findByText("The code was wrong, or it has been used already.")).toBeTruthy();
    expect(code.getAttribute("aria-invalid")).toBe("true");
    await user.clear(code);
    await user.type(code, "123 456{Enter}");
    await closed();
    expect(calls("giveCode").at(-1)).toEqual({ profile: "role1", code: "123456" });
    expect(await screen.findByText("with access keys, in role Deployer")).toBeTruthy();
  });

  it("shows the command before it runs, and where it comes from", async () => {
    await open("fake=approve");
    await chooseProfile("vault");
    const asked = within(await dialog("Run this command for credentials?"));
    expect(asked.getByRole("group", { name: "Command" }).textContent).toContain("vault-credentials --role");
    expect(asked.getByText(/It runs on this computer with your rights/)).toBeTruthy();
    await ofDialog("Run it");
    await closed();
    expect(calls("approveCommand")).toMatchObject([{ profile: "aws:vault" }]);
    expect(await screen.findByText("Signed in")).toBeTruthy();
  });

  it("whose keychain is locked lets the system ask, and says when it is locked still", async () => {
    await open("fake=profiles,locked,stays-locked");
    await chooseProfile("Payments staging");
    const asked = within(await dialog("Unlock the keychain"));
    await ofDialog("Unlock…");
    expect(await asked.findByText("The keychain is still locked.")).toBeTruthy();
    expect(calls("unlockKeychain")).toHaveLength(1);
    await ofDialog("Cancel");
    expect(screen.getByText("Not signed in")).toBeTruthy();
    expect(screen.getAllByRole("button", { name: "Unlock…" })).not.toHaveLength(0);
  });
});

describe("what is only looked at", () => {
  it("opens nothing: the facts offer to sign in where they would stand", async () => {
    await open("fake=sso");
    await requestAs("Payments staging – Developer");
    await user.type(field("Function"), "2");
    await user.tab();
    await user.click(screen.getByRole("tab", { name: "Options" }));
    const facts = within(await screen.findByRole("region", { name: "The function" }));
    const offer = await facts.findByRole("button", { name: "Sign in…" });
    // Beside the profile, and where the facts would stand; the line above would only say it once more.
    expect(screen.getAllByRole("button", { name: "Sign in…" })).toHaveLength(2);
    expect(screen.getByText("timeout not known")).toBeTruthy();
    expect(screen.queryByRole("dialog")).toBeNull();
    await user.click(offer);
    await dialog("Sign in to Acme");
    await closed();
    await waitFor(() => expect(screen.queryByRole("button", { name: "Sign in…" })).toBeNull());
    expect(screen.getByText("Signed in")).toBeTruthy();
  });

  it("the preview asks, and says calmly that it was not given", async () => {
    await open("fake=sso");
    await requestAs("Payments staging – Developer");
    backend.speed = 1;
    await user.click(button("Preview"));
    await dialog("Sign in to Acme");
    const cancels = screen.getAllByRole("button", { name: "Cancel" });
    await user.click(cancels.at(-1)!);
    expect(await screen.findByText("There is no signature to show: you did not sign in.")).toBeTruthy();
  });
});

describe("a session that ends during the work", () => {
  const SSO = "Payments staging – Developer";
  const note = async () => (await screen.findByRole("note")).textContent;
  async function work() {
    await open("fake=sso,signed-in");
    await user.click(button("New request"));
    await chooseProfile(SSO);
    await screen.findByText("Signed in");
    await user.type(field("Function"), "expired-token");
    await user.type(field("Qualifier"), "live");
    await user.click(button("Invoke"));
    await waitFor(() => expect(screen.getByRole("status").textContent).toMatch(/^Rejected/));
  }

  it("is said beside the result, and nothing opens by itself", async () => {
    await work();
    expect(await screen.findByText("Session ended")).toBeTruthy();
    expect(await note()).toContain("Your session has ended.");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(calls("beginSignIn")).toEqual([]);
    expect(result().getByText("ExpiredTokenException")).toBeTruthy();
  });

  it("leads through the sign-in back to the same request, and sends it only when that is asked for", async () => {
    await work();
    await screen.findByText("Session ended");
    const beside = within(screen.getByRole("note").parentElement!);
    await user.click(beside.getByRole("button", { name: "Sign in…" }));
    await dialog("Sign in to Acme");
    await closed();
    expect(await screen.findByText("Signed in")).toBeTruthy();
    expect(screen.queryByRole("note")).toBeNull();
    // The note that had the focus is gone: the profile beside it has it.
    await waitFor(() => expect(document.activeElement).toBe(button(/^Profile:/)));
    expect(field("Function").value).toBe("expired-token");
    expect(field("Qualifier").value).toBe("live");
    expect(calls("invoke")).toHaveLength(1);
  });

  it("is mended by Invoke itself, which then sends once", async () => {
    await work();
    await screen.findByText("Session ended");
    await user.clear(field("Function"));
    await user.type(field("Function"), "echo");
    await user.click(button("Invoke"));
    await dialog("Sign in to Acme");
    await invoked();
    const sent = calls("invoke") as InvokeInput[];
    expect(sent.map((it) => it.function)).toEqual(["expired-token", "echo", "echo"]);
    expect(sent[2]).toEqual(sent[1]);
    expect(await screen.findByText("Signed in")).toBeTruthy();
  });
});

describe("the focus", () => {
  it("is where it was after each dialog", async () => {
    await open("fake=production,profiles,mfa,signed-in");
    await chooseProfile("Payments deployer");
    await dialog("Enter the code of your device");
    await ofDialog("Cancel");
    await closed();
    expect(document.activeElement).toBe(button(/^Profile:/));

    await chooseProfile(/^payments-admin/);
    await screen.findByText("Signed in");
    await user.click(field("Function"));
    await user.keyboard("{Control>}{Enter}{/Control}");
    await dialog(/^Invoke echo/);
    await ofDialog("Cancel");
    await closed();
    expect(document.activeElement).toBe(field("Function"));

    for (const item of ["Add a profile…", "Import…", "Share profiles…", "Edit Local stack…"]) {
      await user.click(button(/^Profile:/));
      await user.click(screen.getByRole("menuitem", { name: item }));
      await fireEvent(screen.getByRole("dialog"), new Event("cancel", { cancelable: true }));
      await closed();
      expect(document.activeElement, item).toBe(button(/^Profile:/));
    }
  });

  it("is where it was after a dialog that followed another", async () => {
    await open("");
    button("Add a profile…").focus();
    await user.keyboard("{Enter}");
    await user.click(button("Access keys"));
    await dialog("Add access keys");
    await ofDialog("Another kind");
    await user.click(button("Sign in through IAM Identity Center"));
    await dialog("Sign in through IAM Identity Center");
    await ofDialog("Cancel");
    await closed();
    expect(document.activeElement).toBe(button("Add a profile…"));
  });

  it("stays in its pane when what had it has been taken", async () => {
    await open("fake=sso");
    await requestAs("Payments staging – Developer");
    await user.click(screen.getByRole("tab", { name: "Options" }));
    const facts = within(await screen.findByRole("region", { name: "The function" }));
    (await facts.findByRole("button", { name: "Sign in…" })).focus();
    await user.keyboard("{Enter}");
    await dialog("Sign in to Acme");
    await closed();
    await waitFor(() => expect(screen.queryByRole("button", { name: "Sign in…" })).toBeNull());
    expect(document.activeElement).toBe(screen.getByRole("tab", { name: "Options" }));
  });

  it("goes to the function's name when the offer beside it has been taken", async () => {
    await open("fake=sso,signed-in");
    await user.click(button("New request"));
    await chooseProfile("Payments staging – Developer");
    await screen.findByText("Signed in");
    // The session ends, and a look at the function is the first to find out.
    await backend.signOut("sso1");
    await user.type(field("Function"), "orders");
    await user.tab();
    const line = () => within(field("Function").closest(".field") as HTMLElement);
    (await line().findByRole("button", { name: "Sign in…" })).focus();
    expect(screen.queryByRole("dialog")).toBeNull();
    await user.keyboard("{Enter}");
    await dialog("Sign in to Acme");
    await closed();
    await waitFor(() => expect(line().queryByRole("button", { name: "Sign in…" })).toBeNull());
    expect(document.activeElement).toBe(field("Function"));
  });
});

describe("a dialog that is cancelled", () => {
  const WRITES = /save|delete|import|export|restore|give|approve|signOut|invoke/;
  const escape = async () => {
    const front = screen.getAllByRole("dialog").at(-1)!;
    await fireEvent(front, new Event("cancel", { cancelable: true }));
  };
  const before = () => ({
    profiles: JSON.stringify(backend.profiles),
    chip: button(/^Profile:/).textContent,
    function: field("Function").value,
    writes: backend.calls.filter(([name]) => WRITES.test(name)).length,
  });

  it.each([
    ["Add a profile…", "Access keys"],
    ["Add a profile…", "Assume a role"],
    ["Add a profile…", "Sign in through IAM Identity Center"],
    ["Import…", null],
    ["Share profiles…", null],
    ["Edit Payments staging…", null],
    ["Edit deployer…", null],
    ["Delete Payments staging…", null],
  ])("leaves everything as it was: %s %s", async (item, kind) => {
    await open("fake=profiles,aws-files,keys-in-file");
    await user.click(button("New request"));
    await user.type(field("Function"), "orders");
    const all = before();
    await user.click(button(/^Profile:/));
    await user.click(screen.getByRole("menuitem", { name: item }));
    if (kind) await user.click(button(kind));
    const typed = within(screen.getByRole("dialog")).queryAllByRole("textbox")[0];
    if (typed) await user.type(typed, "half a");
    await escape();
    // What was typed is only discarded at the second asking.
    if (screen.queryByRole("dialog")) await escape();
    await closed();
    expect(before()).toEqual(all);
  });

  it.each([
    ["fake=sso,never-confirmed", "Payments staging – Developer"],
    ["fake=profiles,mfa", "Payments deployer"],
    ["fake=approve", "vault"],
    ["fake=profiles,locked", "Payments staging"],
  ])("leaves the profile that was chosen, and says what is missing: %s", async (query, profile) => {
    await open(query);
    await user.type(field("Function"), "-2");
    await chooseProfile(profile);
    await screen.findByRole("dialog");
    const all = before();
    await escape();
    await closed();
    expect(before()).toEqual(all);
    expect(button(/^Profile:/).textContent).toContain(profile);
    expect(await screen.findByText("Not signed in")).toBeTruthy();
    expect(screen.getByRole("note")).toBeTruthy();
  });
});

describe("demands", () => {
  const signIn = (host: string) =>
    demanding({ kind: "sign_in", start_url: `https://${host}/start`, sso_region: "eu-west-1" }, "", "");
  const confirm = demanding(
    {
      kind: "confirm",
      profile_name: "p",
      account: null,
      region: "eu-west-1",
      function: "f",
      qualifier: null,
    },
    "",
    "",
  );

  it("that are the same are asked once; others wait for their turn", async () => {
    const demands = new Demands();
    const first = demands.meet(signIn("a.example").demand!);
    const same = demands.meet(signIn("a.example").demand!);
    const other = demands.meet(signIn("b.example").demand!);
    await Promise.resolve();
    expect(demands.asked?.demand).toMatchObject({ start_url: "https://a.example/start" });
    demands.asked?.answer(true);
    expect(await Promise.all([first, same])).toEqual([true, true]);
    await waitFor(() =>
      expect(demands.asked?.demand).toMatchObject({ start_url: "https://b.example/start" }),
    );
    demands.asked?.answer(false);
    expect(await other).toBe(false);
    expect(demands.asked).toBeNull();
  });

  it("one confirmation is for one invocation", async () => {
    const demands = new Demands();
    const both = [demands.meet(confirm.demand!), demands.meet(confirm.demand!)];
    await waitFor(() => expect(demands.asked).not.toBeNull());
    demands.asked?.answer("once");
    await waitFor(() => expect(demands.asked).not.toBeNull());
    demands.asked?.answer(false);
    expect(await Promise.all(both)).toEqual(["once", false]);
  });

  it("open nothing for what is no longer wanted", async () => {
    const demands = new Demands();
    const call = () => Promise.reject(signIn("a.example"));
    await expect(demands.run(call, { prefix: "Not sent", still: () => false })).rejects.toMatchObject({
      code: "demand",
    });
    expect(demands.asked).toBeNull();
  });
});
