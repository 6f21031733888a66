// A profile by clicking: the company's address, a look into the browser, an account and a role.

import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { companyOf } from "../src/features/profiles/signin/browserSignIn.svelte";
import type { FakeBackend } from "../src/lib/backend.fake";
import type { ProfileDraft } from "../src/lib/bindings/ProfileDraft";
import { grouped } from "../src/lib/account";
import { button, field, ofDialog, openPage, user } from "./page";

const CENTER = { start_url: "https://acme.awsapps.com/start", sso_region: "eu-west-1" };
let backend: FakeBackend;
async function open(query = "") {
  backend = await openPage(query);
}
const calls = (name: string) => backend.calls.filter(([called]) => called === name).map(([, what]) => what);
const dialog = () => within(screen.getByRole("dialog"));
const list = (name: string) => dialog().getByRole("listbox", { name });
const options = (name: string) =>
  within(list(name))
    .queryAllByRole("option")
    .map((it) => it.textContent!.replace(/\s+/g, " ").trim());
const search = (name: string) => dialog().findByRole("combobox", { name });
const savedDraft = () => calls("saveProfile").at(-1) as ProfileDraft;
const closed = () => waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
const step = () =>
  dialog().getByRole("list", { name: "Steps" }).querySelector("[aria-current=step]")?.textContent;

async function begin() {
  await user.click(button(/^Profile:/));
  await user.click(screen.getByRole("menuitem", { name: "Add a profile…" }));
  await user.click(button("Sign in through IAM Identity Center"));
}
async function proceed() {
  await begin();
  await user.type(field("Start address"), CENTER.start_url);
  await user.type(field("Region of the Identity Center"), `${CENTER.sso_region}{Enter}`);
}
const pick = async (name: string, option: RegExp) =>
  user.click(await within(list(name)).findByRole("option", { name: option }));

beforeEach(() => localStorage.clear());
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

describe("signing in", () => {
  it("leads from the address over the browser to account and role, and saves", async () => {
    await open();
    await proceed();
    expect(await screen.findByText("KQHZ-RTWB")).toBeTruthy();
    expect(screen.getByRole("dialog", { name: "Sign in to Acme" })).toBeTruthy();
    expect(step()).toContain("Confirm in the browser");
    expect(screen.getByText(/Waiting for you to confirm, 9 min 4\d s left/)).toBeTruthy();
    await search("Account");
    expect(step()).toContain("Account and role");
    expect(options("Account")).toContain("Payments 4821 0093 7716");
    expect(dialog().getByText("Choose an account first.")).toBeTruthy();
    await pick("Account", /^Payments 4821/);
    await pick("Role", /^Developer$/);
    expect(field("Name").value).toBe("Payments – Developer");
    expect(field("Region").value).toBe("eu-west-1");
    await ofDialog("Save profile");
    await closed();
    expect(savedDraft()).toMatchObject({
      id: null,
      name: "Payments – Developer",
      region: "eu-west-1",
      endpoint: "",
      production: false,
      credentials: {
        kind: "identity_center",
        ...CENTER,
        account_id: "482100937716",
        account_name: "Payments",
        role_name: "Developer",
      },
    });
    expect(button(/^Profile: ?Payments – Developer/)).toBeTruthy();
    expect(await screen.findByText("Signed in")).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(field("Function")));
  });

  it("goes straight to the accounts where a session stands", async () => {
    await open("fake=signed-in");
    await proceed();
    await search("Account");
    expect(calls("beginSignIn")).toEqual([]);
  });

  it("is done by keys alone: search, arrows, Enter", async () => {
    await open("fake=signed-in,many-accounts");
    await proceed();
    await search("Account");
    await waitFor(async () => expect(document.activeElement).toBe(await search("Account")));
    expect(options("Account")).toHaveLength(1000);
    await user.keyboard("risk 7");
    await waitFor(() => expect(options("Account").length).toBeLessThan(20));
    await user.keyboard("{ArrowDown}{ArrowUp}{Enter}");
    expect(within(list("Account")).getByRole("option", { selected: true }).textContent).toContain("Risk 7");
    await waitFor(async () => expect(document.activeElement).toBe(await search("Role")));
    await waitFor(() => expect(options("Role")).toHaveLength(4));
    await user.keyboard("support{Enter}");
    expect(field("Name").value).toMatch(/^Risk 7 – SupportEngineer$/);
    await user.keyboard("{Enter}");
    await closed();
    expect(savedDraft().credentials).toMatchObject({ role_name: "SupportEngineer" });
  });

  it("finds an account by its number and by its address too", async () => {
    await open("fake=signed-in");
    await proceed();
    const account = await search("Account");
    await user.type(account, "3055 1298");
    expect(options("Account")).toEqual(["Payments staging 3055 1298 4471"]);
    await user.clear(account);
    await user.type(account, "aws+data");
    expect(options("Account")).toEqual(["Data lake 1188 3004 7752"]);
  });

  it("chooses what there is only one of, and says where there is no role", async () => {
    await open("fake=signed-in,one-account");
    await proceed();
    await waitFor(() => expect(options("Role")).toHaveLength(4));
    expect(within(list("Account")).getByRole("option", { selected: true })).toBeTruthy();
    cleanup();
    await open("fake=signed-in");
    await proceed();
    await search("Account");
    await pick("Account", /^Shared services/);
    await waitFor(() => expect(field("Name").value).toBe("Shared services – ReadOnly"));
    await pick("Account", /^Data lake/);
    expect(await dialog().findByText("You have no role in this account.")).toBeTruthy();
    await ofDialog("Save profile");
    expect(await dialog().findByText("Choose a role.")).toBeTruthy();
  });

  it("proposes a name that no other profile has, and leaves alone one that was typed", async () => {
    await open("fake=signed-in,sso");
    await proceed();
    await search("Account");
    await pick("Account", /^Payments staging/);
    await pick("Role", /^Developer$/);
    expect(field("Name").value).toBe("Payments staging – Developer 2");
    await user.clear(field("Name"));
    await user.type(field("Name"), "Mine");
    await pick("Role", /^ReadOnly$/);
    expect(field("Name").value).toBe("Mine");
  });

  it("can be tried with the sandbox", async () => {
    await open("fake=signed-in,one-account");
    await begin();
    await ofDialog("Try it with the sandbox");
    expect(field("Start address").value).toBe("http://127.0.0.1:40123/start");
    await ofDialog("Continue");
    await waitFor(() => expect(options("Role")).toHaveLength(4));
    await pick("Role", /^Developer$/);
    await ofDialog("Save profile");
    await closed();
    expect(savedDraft()).toMatchObject({ endpoint: "http://127.0.0.1:40123", region: "us-east-1" });
  });

  it("says at the field what is wrong with an address", async () => {
    await open();
    await begin();
    await user.type(field("Start address"), "acme{Enter}");
    expect(await dialog().findByText(/A start address looks like/)).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(field("Start address")));
    await user.clear(field("Start address"));
    await user.type(field("Start address"), "https://unknown.example/start");
    await user.type(field("Region of the Identity Center"), "eu-west-1{Enter}");
    expect(await dialog().findByText(/does not know the address/)).toBeTruthy();
  });

  it.each([
    ["denied", "The sign-in was denied in the browser."],
    ["code-ran-out", "The code ran out before it was confirmed."],
  ])("%s is said, and can be tried again", async (fake, words) => {
    await open(`fake=${fake}`);
    await proceed();
    expect(await dialog().findByText(words)).toBeTruthy();
    await ofDialog("Try again");
    expect(await search("Account")).toBeTruthy();
    expect(calls("beginSignIn")).toHaveLength(2);
  });

  it("says that it worked while the accounts are on their way", async () => {
    await open("fake=slow-accounts");
    await proceed();
    expect(await dialog().findByText("You are signed in.")).toBeTruthy();
    expect(dialog().queryByText(/Asking for a code/)).toBeNull();
    await ofDialog("Cancel");
    await closed();
  });

  it("goes on with another try when the accounts could not be had", async () => {
    await open("fake=failing-accounts");
    await proceed();
    expect((await dialog().findByRole("alert")).textContent).toContain("could not be reached");
    expect(dialog().queryByRole("textbox", { name: "Name" })).toBeNull();
    expect(dialog().queryByRole("button", { name: "Save profile" })).toBeNull();
    await ofDialog("Try again");
    expect(await search("Account")).toBeTruthy();
    expect(calls("beginSignIn")).toHaveLength(1);
  });

  it("opens the browser again, and gives the address where none could be opened", async () => {
    await open("fake=never-confirmed");
    await proceed();
    await user.click(await screen.findByRole("button", { name: "Open it again" }));
    expect(calls("openSignInPage")).toEqual(["sign-in-1"]);
    await ofDialog("Back");
    expect(step()).toContain("Company address");
    expect(calls("cancelSignIn")).toEqual(["sign-in-1"]);
    cleanup();
    await open("fake=never-confirmed,no-browser");
    await proceed();
    expect(await screen.findByText(/No browser could be opened/)).toBeTruthy();
    expect(screen.getByText("https://acme.awsapps.com/start/#/device?user_code=KQHZ-RTWB")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Copy the address" })).toBeTruthy();
  });

  it("is given up with the dialog, and opens no browser afterwards", async () => {
    await open("fake=never-confirmed");
    let answer = () => {};
    const accounts = backend.ssoAccounts.bind(backend);
    backend.ssoAccounts = async (center) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return accounts(center);
    };
    await proceed();
    await fireEvent(screen.getByRole("dialog"), new Event("cancel", { cancelable: true }));
    await closed();
    answer();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(calls("beginSignIn")).toEqual([]);
  });

  it("without any account says so", async () => {
    await open("fake=signed-in,no-accounts");
    await proceed();
    expect(await dialog().findByText(/no account is assigned to you/)).toBeTruthy();
    expect(dialog().queryByRole("button", { name: "Save profile" })).toBeNull();
  });
});

describe("a profile that signs in", () => {
  const edit = async () => {
    await user.click(button(/^Profile:/));
    await user.click(screen.getByRole("menuitem", { name: "Edit Payments staging – Developer…" }));
  };

  it("is renamed without signing in", async () => {
    await open("fake=sso");
    await edit();
    expect(dialog().getByText("Payments staging, 3055 1298 4471")).toBeTruthy();
    expect(calls("ssoAccounts")).toEqual([]);
    await user.clear(field("Name"));
    await user.type(field("Name"), "Staging{Enter}");
    await closed();
    expect(savedDraft()).toMatchObject({ id: "sso1", name: "Staging" });
    expect(calls("beginSignIn")).toEqual([]);
  });

  it("gets another role after signing in from there", async () => {
    await open("fake=sso");
    await edit();
    await ofDialog("Choose another account or role…");
    expect(await screen.findByText("KQHZ-RTWB")).toBeTruthy();
    await search("Account");
    await waitFor(() => expect(options("Role")).toHaveLength(4));
    await pick("Role", /^ReadOnly$/);
    expect(field("Name").value).toBe("Payments staging – Developer");
    await ofDialog("Save profile");
    await closed();
    expect(savedDraft().credentials).toMatchObject({ account_id: "305512984471", role_name: "ReadOnly" });
  });

  it("needs no browser for another role where a session stands, and keeps what was typed", async () => {
    await open("fake=sso,signed-in");
    await edit();
    await user.clear(field("Name"));
    await user.type(field("Name"), "Mine");
    await ofDialog("Choose another account or role…");
    await waitFor(() => expect(options("Role")).toHaveLength(4));
    await waitFor(async () => expect(document.activeElement).toBe(await search("Account")));
    expect(within(list("Account")).getByRole("option", { selected: true }).textContent).toContain("staging");
    expect(field("Name").value).toBe("Mine");
    expect(calls("beginSignIn")).toEqual([]);
  });

  it("is as it was when the sign-in for another role is left", async () => {
    await open("fake=sso,never-confirmed");
    await edit();
    await ofDialog("Choose another account or role…");
    await screen.findByText("KQHZ-RTWB");
    await ofDialog("Back");
    expect(dialog().getByText("Payments staging, 3055 1298 4471")).toBeTruthy();
    expect(dialog().queryByRole("alert")).toBeNull();
    expect(calls("cancelSignIn")).toEqual(["sign-in-1"]);
    expect(calls("saveProfile")).toEqual([]);
  });
});

describe("words", () => {
  it("an account is read in groups of four", () => {
    expect(grouped("482100937716")).toBe("4821 0093 7716");
    expect(grouped("4821")).toBe("4821");
  });

  it("a company is named by its address, where that has its name", () => {
    expect(companyOf("https://acme.awsapps.com/start")).toBe("Acme");
    expect(companyOf("https://d-9067f2a1b3.awsapps.com/start")).toBe("d-9067f2a1b3.awsapps.com");
    expect(companyOf("https://portal.acme.example/start")).toBe("portal.acme.example");
    expect(companyOf("acme.awsapps.com/start")).toBe("Acme");
    expect(companyOf("http://127.0.0.1:40123/start")).toBe("the sandbox");
    expect(companyOf("nonsense at all")).toBe("nonsense at all");
  });
});
