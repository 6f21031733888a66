// Taking profiles in and giving them away: access keys of the AWS files, and profiles that are shared.

import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FakeBackend } from "../src/lib/backend.fake";
import { button, field, ofDialog, openPage, user } from "./page";

let backend: FakeBackend;
async function open(query: string, item: string) {
  backend = await openPage(query);
  await user.click(button(/^Profile:/));
  await user.click(screen.getByRole("menuitem", { name: item }));
}
const calls = (name: string) => backend.calls.filter(([called]) => called === name).map(([, what]) => what);
const dialog = () => within(screen.getByRole("dialog"));
const box = (name: string | RegExp) => dialog().getByRole("checkbox", { name }) as HTMLInputElement;
const shared = () => user.click(dialog().getByRole("tab", { name: "Shared profiles" }));

beforeEach(() => localStorage.clear());
afterEach(cleanup);

describe("access keys of the AWS files", () => {
  it("go to the keychain; what is saved already is not proposed", async () => {
    await open("fake=keys-in-file", "Import…");
    await dialog().findByText("AKIAIOSFODNN7EXAMPLE");
    expect(box("default").checked).toBe(true);
    expect(box("billing").checked).toBe(false);
    expect(dialog().getByText("Saved as Billing")).toBeTruthy();
    await user.click(box("temporary"));
    await ofDialog("Import");
    expect((await dialog().findByRole("status")).textContent).toContain("default (keychain)");
    expect(calls("importKeys")).toEqual([{ profiles: ["default"], remove: false }]);
    await ofDialog("Close");
    expect(screen.getByRole("button", { name: /^default \(keychain\)/ })).toBeTruthy();
  });

  it("are removed from the file when that is wanted, and put back", async () => {
    await open("fake=keys-in-file", "Import…");
    await dialog().findByText("AKIAIOSFODNN7EXAMPLE");
    await user.click(box("Remove them from the file afterwards"));
    expect(dialog().getByText(/The AWS CLI will not find them in the file then/)).toBeTruthy();
    await ofDialog("Import 2 keys");
    expect(await dialog().findByText(/They were removed from the file/)).toBeTruthy();
    expect(calls("importKeys")).toEqual([{ profiles: ["default", "temporary"], remove: true }]);
    expect(dialog().queryByRole("checkbox", { name: "default" })).toBeNull();
    await user.click(dialog().getAllByRole("button", { name: /^Put back/ })[0]!);
    expect(await dialog().findByText(/are in the file again/)).toBeTruthy();
    expect(box("default")).toBeTruthy();
  });

  it("that could not be removed are said to be in both places", async () => {
    await open("fake=keys-in-file,read-only-file", "Import…");
    await dialog().findByText("AKIAIOSFODNN7EXAMPLE");
    await user.click(box("Remove them from the file afterwards"));
    await ofDialog("Import 2 keys");
    expect(await dialog().findByText(/could not be changed: permission denied/)).toBeTruthy();
  });

  it("that are not there are not asked for", async () => {
    await open("", "Import…");
    expect(await dialog().findByText("No access keys to import")).toBeTruthy();
    expect(dialog().queryByRole("button", { name: "Import" })).toBeNull();
  });

  it("that cannot be read are said where they would be, with another try", async () => {
    await open("fake=unreadable-keys", "Import…");
    expect((await dialog().findByRole("alert")).textContent).toContain("permission denied");
    expect(dialog().queryByRole("button", { name: "Import" })).toBeNull();
    await ofDialog("Try again");
    await waitFor(() => expect(calls("keysInFile")).toHaveLength(2));
    expect(await dialog().findByRole("alert")).toBeTruthy();
  });
});

describe("shared profiles", () => {
  it("are shown before any is added; only new ones are proposed", async () => {
    await open("fake=profiles", "Import…");
    await shared();
    await ofDialog("Choose…");
    await dialog().findByText("Differs from yours");
    expect(calls("chooseFile")).toEqual([null]);
    expect(box("Orders – Developer").checked).toBe(true);
    expect(box("Payments staging").disabled).toBe(true);
    expect(box("Local stack").checked).toBe(false);
    expect(box("Vault").disabled).toBe(true);
    expect(dialog().getByText("Refused")).toBeTruthy();
    expect(dialog().getByText(/It would run a command/)).toBeTruthy();
    await user.click(box("Billing"));
    await ofDialog("Add");
    expect(await dialog().findByText(/^Added:/)).toBeTruthy();
    expect(calls("importSharedProfiles")).toEqual([{ path: "~/team/profiles.toml", ids: ["shared-1"] }]);
  });

  it("nothing happens when the system's dialog is given up; a wrong path is said at its field", async () => {
    await open("", "Import…");
    backend.chosenFile = null;
    await shared();
    await ofDialog("Choose…");
    expect(field("File").value).toBe("");
    expect(calls("readSharedProfiles")).toEqual([]);
    await user.type(field("File"), "~/team/gone.toml{Enter}");
    expect(await dialog().findByText(/could not be read: there is no such file/)).toBeTruthy();
    expect(field("File").getAttribute("aria-invalid")).toBe("true");
  });

  it("a file without any says so, and offers nothing to add", async () => {
    await open("", "Import…");
    await shared();
    await user.type(field("File"), "~/team/empty.toml{Enter}");
    expect(await dialog().findByText("No profiles in this file")).toBeTruthy();
    expect(dialog().queryByRole("button", { name: /^Add/ })).toBeNull();
    await user.clear(field("File"));
    expect(dialog().getByRole("button", { name: "Show what is in it" })).toBeTruthy();
  });
});

describe("sharing profiles", () => {
  it("writes the chosen ones, and says that no secret is in it", async () => {
    await open("fake=profiles,aws-files", "Share profiles…");
    expect(dialog().getByText(/No secret is in it/)).toBeTruthy();
    expect(dialog().queryByRole("checkbox", { name: "deployer" })).toBeNull();
    await user.click(box("Local stack"));
    await ofDialog("Write one profile");
    expect(await dialog().findByText(/was written to/)).toBeTruthy();
    expect(calls("chooseFile")).toEqual(["lambdesk-profiles.toml"]);
    expect(calls("exportProfiles")).toEqual([{ path: "~/team/profiles.toml", ids: ["p1"] }]);
  });

  it("writes nothing when the system's dialog is given up, and says what could not be written", async () => {
    await open("fake=profiles", "Share profiles…");
    backend.chosenFile = null;
    await ofDialog("Write 2 profiles");
    await waitFor(() => expect(calls("chooseFile")).toHaveLength(1));
    expect(calls("exportProfiles")).toEqual([]);
    await user.type(field("File"), "/readonly/x.toml{Enter}");
    expect(await dialog().findByText(/could not be written/)).toBeTruthy();
  });
});
