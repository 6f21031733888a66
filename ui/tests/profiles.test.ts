// Whose credentials the window works with: the chip, the menu, who a profile is, and the request that has its own.

import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { leftOf } from "../src/features/profiles/left";
import type { FakeBackend } from "../src/lib/backend.fake";
import type { Identity } from "../src/lib/bindings/Identity";
import type { InvokeInput } from "../src/lib/bindings/InvokeInput";
import type { ProfileDraft } from "../src/lib/bindings/ProfileDraft";
import { failure } from "../src/lib/fake/failure";
import { profileOf } from "../src/lib/fake/profiles";
import { button, chooseProfile, field, ofDialog, openPage, user } from "./page";

let backend: FakeBackend;
async function open(query = "") {
  backend = await openPage(query);
}
const calls = (name: string) => backend.calls.filter(([called]) => called === name).map(([, what]) => what);
const menu = async () => {
  await user.click(button(/^Profile:/));
  return within(screen.getByRole("menu", { name: "Profiles" }));
};
const chip = () => button(/^Profile:/);
/** What stands in the chip besides its name is no part of it, and generated. */
const chipRemarks = () => [...chip().querySelectorAll("small")].map((small) => small.dataset["text"]);
const closed = () => waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());

beforeEach(() => localStorage.clear());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe("the menu of profiles", () => {
  it("groups them by where they come from, and edits each as far as it is Lambdesk's", async () => {
    await open("fake=profiles,aws-files");
    const items = await menu();
    const named = (group: string) =>
      within(items.getByRole("group", { name: group }))
        .getAllByRole("menuitemradio")
        .map((item) => item.textContent!.trim());
    expect(named("Saved")).toEqual(["Payments staging", "Local stack"]);
    expect(named("From the AWS files").slice(0, 4)).toEqual([
      "default",
      "acme-readonly",
      "deployer",
      "vault",
    ]);
    expect(named("Environment")).toEqual(["Environment"]);
    expect(items.getByRole("menuitem", { name: "Delete Local stack…" })).toBeTruthy();
    expect(items.queryByRole("menuitem", { name: "Delete deployer…" })).toBeNull();
    await user.click(items.getByRole("menuitem", { name: "Edit deployer…" }));
    const dialog = within(screen.getByRole("dialog", { name: "Edit profile" }));
    expect(dialog.getByText("the profile “deployer” of the AWS files")).toBeTruthy();
    expect(dialog.getByText("Role Deployer, from access keys")).toBeTruthy();
    expect(dialog.queryByRole("textbox", { name: "Region" })).toBeNull();
    await user.click(dialog.getByRole("checkbox", { name: "Production: ask before each invocation" }));
    await ofDialog("Save profile");
    await closed();
    expect(calls("saveProfile")).toMatchObject([
      { id: "aws:deployer", production: true, credentials: { kind: "aws_files" } },
    ]);
    expect((await menu()).getByRole("menuitemradio", { name: /^deployer Production/ })).toBeTruthy();
  });

  it("shows why one cannot be used, in the menu and where it was chosen", async () => {
    await open("fake=aws-files");
    const items = await menu();
    const broken = items.getByRole("menuitemradio", { name: /left-over/ });
    expect(broken.textContent).toContain("takes its credentials from “gone”");
    await user.click(broken);
    expect(screen.getByRole("note").textContent).toContain("takes its credentials from “gone”");
    expect(calls("identify")).toEqual([]);
    expect(screen.getByText("Not signed in")).toBeTruthy();
  });

  it("is filtered when it is long, by keys alone", async () => {
    await open("fake=many-profiles");
    await user.click(chip());
    const filter = await screen.findByRole("textbox", { name: "Filter profiles" });
    await waitFor(() => expect(document.activeElement).toBe(filter));
    await user.keyboard("team 17");
    expect(screen.getAllByRole("menuitemradio").map((item) => item.textContent!.trim())).toEqual([
      "Team 17 staging",
    ]);
    await user.keyboard("{ArrowDown}");
    expect(document.activeElement).toBe(screen.getByRole("menuitemradio"));
    await user.keyboard("{ArrowUp}");
    expect(document.activeElement).toBe(filter);
    await user.keyboard("{Control>}a{/Control}nobody");
    expect(screen.getByText("No profile matches.")).toBeTruthy();
    await user.keyboard("{Control>}a{/Control}team 3 lo");
    expect(screen.queryByText("No profile matches.")).toBeTruthy();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("menu")).toBeNull();
    await user.click(chip());
    await user.type(await screen.findByRole("textbox", { name: "Filter profiles" }), "team 4 {Enter}");
    expect(chip().textContent).toContain("Team 4 load tests");
  });

  it("has no filter while it is short", async () => {
    await open("fake=profiles");
    await menu();
    expect(screen.queryByRole("textbox", { name: "Filter profiles" })).toBeNull();
  });

  it("is read anew when it opens and when the window is looked at again", async () => {
    await open("fake=profiles");
    backend.profiles = [...backend.profiles, profileOf("p3", "Brought by the AWS CLI")];
    await menu();
    expect(await screen.findByRole("menuitemradio", { name: "Brought by the AWS CLI" })).toBeTruthy();
    await user.keyboard("{Escape}");
    await chooseProfile("Brought by the AWS CLI");
    backend.profiles = backend.profiles.slice(0, 1);
    await fireEvent.focus(window);
    await waitFor(() => expect(chip().textContent).toContain("Sandbox"));
    expect(calls("listProfiles").length).toBeGreaterThan(2);
  });

  it("what could not be read is told once, and goes when it is mended", async () => {
    await open("fake=profiles");
    const broken = failure("other", "The file ~/.aws/config cannot be read.", "Mend line 3.");
    const list = backend.listProfiles.bind(backend);
    backend.listProfiles = async () => ({ ...(await list()), failures: [broken] });
    await fireEvent.focus(window);
    expect(await screen.findByText("The file ~/.aws/config cannot be read.")).toBeTruthy();
    await user.click(button("Dismiss"));
    await fireEvent.focus(window);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(screen.queryByText(/cannot be read/)).toBeNull();
    backend.listProfiles = list;
    await fireEvent.focus(window);
    await new Promise((resolve) => setTimeout(resolve, 20));
    backend.listProfiles = async () => ({ ...(await list()), failures: [broken] });
    await fireEvent.focus(window);
    expect(await screen.findByText(/cannot be read/)).toBeTruthy();
  });
});

describe("who a profile is", () => {
  it("stands in the chip and the footer, with the time that is left", async () => {
    await open("fake=sso,signed-in");
    await chooseProfile("Payments staging – Developer");
    expect(await screen.findByText("through IAM Identity Center")).toBeTruthy();
    expect(screen.getByText("42 min left")).toBeTruthy();
    expect(chipRemarks()).toEqual(["3055 1298 4471", "· 42 min left"]);
    expect(chip().title).toContain("Developer · jane, account 3055 1298 4471");
    expect(chip().textContent!.replace(/\s+/g, " ").trim()).toBe("Profile: Payments staging – Developer");
    expect(calls("identify")).toEqual([{ profile: "sso1", fresh: false }]);
    await user.type(field("Function"), "more");
    expect(calls("identify")).toHaveLength(1);
  });

  it("what renews by itself is not counted down", async () => {
    await open("fake=sso,renews");
    await chooseProfile("Payments staging – Developer");
    expect(await screen.findByText("renews by itself")).toBeTruthy();
    expect(chipRemarks()).toEqual(["3055 1298 4471"]);
  });

  it("is told in words: whole minutes, then that it has ended", () => {
    const of = (seconds: number, renews = false) =>
      leftOf({ expires_at: new Date(1e12 + seconds * 1000).toISOString(), renews } as Identity, 1e12);
    expect(of(42 * 60 + 59)).toEqual({ words: "42 min left", short: false, over: false, lasts: false });
    expect(of(3900)).toMatchObject({ words: "1 h 5 min left" });
    expect(of(299)).toMatchObject({ words: "4 min left", short: true });
    expect(of(20)).toMatchObject({ words: "less than a minute left", short: true });
    expect(of(0)).toMatchObject({ words: "has ended", over: true });
    expect(of(-5, true)).toMatchObject({ words: "renews by itself", over: false, lasts: true });
    expect(leftOf({ expires_at: null } as Identity, 0)).toBeNull();
  });

  it("is known of several at once, each with its own time", async () => {
    await open("fake=profiles,sso,production,signed-in");
    for (const name of ["Payments staging – Developer", "Payments staging", /^payments-admin/]) {
      await chooseProfile(name);
      await screen.findByText("Signed in");
    }
    const items = await menu();
    const said = (name: string | RegExp) =>
      items.getByRole("menuitemradio", { name }).querySelector<HTMLElement>(".in small")?.dataset["text"];
    expect(said("Payments staging – Developer")).toMatch(/^4\d min left$/);
    expect(said("Payments staging")).toBe("signed in");
    expect(said(/^payments-admin/)).toMatch(/^4\d min left$/);
    expect(said("Shared services – ReadOnly")).toBeUndefined();
    expect(said("Local stack")).toBeUndefined();
    // Going back to one asks nobody again.
    const asked = calls("identify").length;
    await user.click(items.getByRole("menuitemradio", { name: "Payments staging" }));
    expect(screen.getByText("with access keys")).toBeTruthy();
    expect(calls("identify").slice(asked)).toEqual([{ profile: "p1", fresh: false }]);
    expect(calls("beginSignIn")).toEqual([]);
  });

  it("that is refused is said at once, with a way to enter new keys and one to try again", async () => {
    await open("fake=profiles,expired");
    await chooseProfile("Payments staging");
    expect((await screen.findByRole("note")).textContent).toContain("The credentials have expired.");
    await user.click(button("Enter new keys…"));
    expect(within(await screen.findByRole("dialog")).getByLabelText("Secret access key")).toBe(
      document.activeElement,
    );
    await user.keyboard("{Escape}");
    await user.click(button("Try again"));
    await waitFor(() => expect(calls("identify").at(-1)).toEqual({ profile: "p1", fresh: true }));
  });

  it("can be ended: signing out asks nobody, and offers to sign in again", async () => {
    await open("fake=sso,signed-in");
    await chooseProfile("Payments staging – Developer");
    await screen.findByText("Signed in");
    await user.click((await menu()).getByRole("menuitem", { name: "Sign out" }));
    expect(await screen.findByText("Not signed in")).toBeTruthy();
    expect(calls("signOut")).toEqual(["sso1"]);
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(screen.getAllByRole("button", { name: "Sign in…" }).length).toBeGreaterThan(0);
    expect((await menu()).queryByRole("menuitem", { name: "Sign out" })).toBeNull();
  });

  it("is not asked of the sandbox", async () => {
    await open("fake=sso");
    expect(calls("identify")).toEqual([]);
    expect(screen.getByText("Sandbox running")).toBeTruthy();
  });
});

describe("production", () => {
  it("is unmistakable: the word in the chip and on the button", async () => {
    await open("fake=production,signed-in");
    await chooseProfile(/^payments-admin/);
    expect(chip().textContent!.replace(/\s+/g, " ").trim()).toBe("Profile: Production payments-admin");
    expect(button("Invoke in production").className).toContain("production");
    await chooseProfile("Sandbox");
    expect(button("Invoke")).toBeTruthy();
  });

  it("is not said twice of a profile that is called so", async () => {
    await open("fake=production,signed-in");
    backend.profiles = backend.profiles.map((it) => ({ ...it, name: "Production" }));
    await fireEvent.focus(window);
    await user.click(chip());
    await user.click(await screen.findByRole("menuitemradio", { name: /^Production/ }));
    expect(chip().textContent!.replace(/\s+/g, " ").trim()).toBe("Profile: Production");
  });
});

describe("a request with a profile of its own", () => {
  const pin = async () =>
    user.click((await menu()).getByRole("menuitemcheckbox", { name: "Only for this request" }));
  const sentAs = async () => {
    const before = calls("invoke").length;
    await user.click(button("Invoke"));
    await waitFor(() => expect(calls("invoke").length).toBe(before + 1));
    await screen.findByRole("button", { name: "Invoke" });
    return (calls("invoke").at(-1) as InvokeInput).profile;
  };

  it("keeps it when the window changes to another; the others follow", async () => {
    await open("fake=profiles");
    await user.click(button("New request"));
    await user.type(field("Function"), "one");
    await chooseProfile("Payments staging");
    await pin();
    await user.click(button("New request"));
    await user.type(field("Function"), "two");
    expect(chip().textContent).toContain("Payments staging");
    await chooseProfile("Local stack");
    expect(await sentAs()).toBe("p2");
    await user.click(screen.getByRole("tab", { name: "one" }));
    expect(chip().textContent).toContain("Payments staging");
    expect(await sentAs()).toBe("p1");
    expect((await menu()).getByRole("menuitemcheckbox").getAttribute("aria-checked")).toBe("true");
    await user.click(screen.getByRole("menuitemcheckbox", { name: "Only for this request" }));
    expect(chip().textContent).toContain("Local stack");
    expect(await sentAs()).toBe("p2");
  });

  it("changes alone when another is chosen for it", async () => {
    await open("fake=profiles");
    await user.click(button("New request"));
    await user.type(field("Function"), "one");
    await pin();
    await chooseProfile("Payments staging");
    await user.click(button("New request"));
    expect(chip().textContent).toContain("Sandbox");
  });

  it("an example stays on the sandbox until another profile is chosen for it", async () => {
    await open("fake=profiles");
    await user.click(button("New request"));
    await chooseProfile("Local stack");
    await user.click(button("Function that fails"));
    expect(chip().textContent).toContain("Sandbox");
    expect(await sentAs()).toBe("sandbox");
    await chooseProfile("Payments staging");
    expect(await sentAs()).toBe("p1");
  });

  it("falls back to the window's when its profile is deleted", async () => {
    await open("fake=profiles");
    await user.click(button("New request"));
    await chooseProfile("Local stack");
    await pin();
    await user.click((await menu()).getByRole("menuitem", { name: "Delete Local stack…" }));
    await ofDialog("Delete profile");
    await waitFor(() => expect(chip().textContent).toContain("Sandbox"));
  });
});

describe("a role that is assumed", () => {
  it("is added with its source; what is wrong is said at its field", async () => {
    await open("fake=profiles");
    await user.click((await menu()).getByRole("menuitem", { name: "Add a profile…" }));
    await user.click(button("Assume a role"));
    const dialog = within(screen.getByRole("dialog", { name: "Assume a role" }));
    await user.type(dialog.getByRole("textbox", { name: "Name" }), "Deployer");
    await ofDialog("Save profile");
    const source = dialog.getByRole("combobox", { name: "Assumed by" });
    expect(await dialog.findByText("Choose the profile that assumes the role.")).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(source));
    await user.selectOptions(source, "Payments staging");
    await user.type(
      dialog.getByRole("textbox", { name: "Role ARN" }),
      "arn:aws:iam::482100937716:role/Deployer",
    );
    await user.type(dialog.getByRole("textbox", { name: "Region" }), "eu-west-1{Enter}");
    await closed();
    expect((calls("saveProfile").at(-1) as ProfileDraft).credentials).toEqual({
      kind: "assume_role",
      source: "p1",
      role_arn: "arn:aws:iam::482100937716:role/Deployer",
      external_id: "",
      session_name: "",
      duration: "",
      mfa_serial: "",
    });
    expect(chip().textContent).toContain("Deployer");
  });

  it("another kind can be chosen instead", async () => {
    await open();
    await user.click(button("Add a profile…"));
    const kinds = ["Sign in through IAM Identity Center", "Access keys", "Assume a role"];
    await waitFor(() => expect(document.activeElement).toBe(button(kinds[0]!)));
    await user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
    expect(screen.getByRole("dialog", { name: "Assume a role" })).toBeTruthy();
    await ofDialog("Another kind");
    expect(button(kinds[1]!)).toBeTruthy();
  });
});
