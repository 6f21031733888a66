// Opening what somebody else shared, on the fake backend.

import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FakeBackend } from "../src/lib/backend.fake";
import type { InvokeInput } from "../src/lib/bindings/InvokeInput";
import { BARE_FILE, ORDER_FILE, TEAM_FILE } from "../src/lib/fake/sharedFiles";
import { button, field, ofDialog, openPage, user } from "./page";

let backend: FakeBackend;
const made = (name: string) => backend.calls.filter(([it]) => it === name).map(([, what]) => what);
const invoked = () => made("invoke") as { input: InvokeInput }[] | InvokeInput[];
const dialog = (name: string | RegExp) => screen.findByRole("dialog", { name });
const from = (name: string) => screen.findByText(name, { selector: "b" });
async function doubleClick(path: string) {
  await waitFor(() => expect(backend.sharedFiles.report).toBeTruthy());
  backend.sharedFiles.report!(path);
}

beforeEach(async () => {
  localStorage.clear();
  backend = await openPage("fake=collection");
});
afterEach(cleanup);

describe("a result in a file", () => {
  it("is shown beside its request, and nothing runs", async () => {
    await doubleClick(ORDER_FILE);
    expect(await from("order.lambdesk")).toBeTruthy();
    const result = within(screen.getByRole("region", { name: "Result" }));
    expect(result.getByText("Succeeded")).toBeTruthy();
    await waitFor(() => expect(result.getByText(/ACCEPTED/)).toBeTruthy());
    expect(field("Function").value).toBe("echo");
    expect(invoked()).toEqual([]);
  });

  it("is opened by the dialog, by its path, or dropped", async () => {
    await user.click(button("Import requests…"));
    await user.click(screen.getByRole("tab", { name: "Lambdesk file" }));
    await user.type(field("Lambdesk file"), "/nowhere.lambdesk");
    await ofDialog("Open");
    expect(await screen.findByText(/This is not a Lambdesk file/)).toBeTruthy();
    await ofDialog("Choose…");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(await from("order.lambdesk")).toBeTruthy();
    const files = (content: string, name: string) => ({
      dataTransfer: { types: ["Files"], files: [new File([content], name)] },
    });
    await fireEvent.drop(document.body, files("{}", "dropped.lambdesk"));
    expect(await from("dropped.lambdesk")).toBeTruthy();
    await fireEvent.drop(document.body, files("", "broken.lambdesk"));
    expect(await screen.findByText(/broken.lambdesk: This is not a Lambdesk file/)).toBeTruthy();
  });

  it("waits until no dialog is open, so that nothing typed is lost", async () => {
    await user.click(button("Import requests…"));
    await user.type(field("Command line"), "aws lambda");
    await doubleClick(ORDER_FILE);
    expect(field("Command line").value || field("Command line").textContent).toContain("aws lambda");
    expect(screen.queryByText("order.lambdesk", { selector: "b" })).toBeNull();
    await ofDialog("Cancel");
    expect(await from("order.lambdesk")).toBeTruthy();
  });

  it("is refused unread when it is too large", async () => {
    const file = new File(["{}"], "huge.lambdesk");
    Object.defineProperty(file, "size", { value: 65 * 1024 * 1024 });
    await fireEvent.drop(document.body, { dataTransfer: { types: ["Files"], files: [file] } });
    expect(await screen.findByText(/huge.lambdesk: .* longer than 64 MB/)).toBeTruthy();
    expect(made("readSharedFile")).toEqual([]);
  });

  it("says of what was not shared that it is not there, and no more", async () => {
    await doubleClick(BARE_FILE);
    expect(await from("bare.lambdesk")).toBeTruthy();
    const result = within(screen.getByRole("region", { name: "Result" }));
    expect(result.getByText(/payload of “Create order” was not shared/)).toBeTruthy();
    expect(result.getByText(/The response is not in the file/)).toBeTruthy();
    expect(result.queryByText(/attempt/)).toBeNull();
    for (const [tab, words] of [
      ["Logs", "No log is in the file."],
      ["Timeline", "The attempts are not in the file: they were not shared."],
      ["Headers", "Headers are no part of what is shared."],
    ] as const) {
      await user.click(result.getByRole("tab", { name: tab }));
      expect(result.getByText(words)).toBeTruthy();
    }
  });

  it("is run when that was confirmed, with the profile that was chosen", async () => {
    await doubleClick(ORDER_FILE);
    await user.click(await screen.findByRole("button", { name: "Run with my profile…" }));
    const asked = within(await dialog("Run it with your profile?"));
    expect(asked.getByText("echo (live)")).toBeTruthy();
    expect(invoked()).toEqual([]);
    await ofDialog("Invoke");
    await waitFor(() => expect(invoked()).toHaveLength(1));
    await waitFor(() => expect(screen.queryByText("order.lambdesk")).toBeNull());
  });
});

describe("requests in a file", () => {
  it("are listed, with what was made harmless", async () => {
    await doubleClick(TEAM_FILE);
    const shown = within(await dialog("Payments team"));
    expect(shown.getByText(/3 requests from/)).toBeTruthy();
    expect(shown.getByText(/would read from this computer by env/)).toBeTruthy();
    expect(shown.getAllByText("Orders / EU / Cancel")).toHaveLength(2);
  });

  it("are written into a folder of mine, each under a name that is free", async () => {
    await doubleClick(TEAM_FILE);
    await dialog("Payments team");
    await ofDialog("Add to my collection…");
    await dialog("Add to my collection");
    await ofDialog("Add");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    const paths = [...backend.store.disk.values()].flatMap((it) => [...it.files.keys()]);
    expect(paths.filter((path) => /Cancel/.test(path))).toHaveLength(2);
  });

  it("belong to no collection when they are only opened, after a restart either", async () => {
    await doubleClick(TEAM_FILE);
    await dialog("Payments team");
    await ofDialog("Run with my profile…");
    await dialog("Run it with your profile?");
    await ofDialog("Cancel");
    await waitFor(() => expect(backend.session.session.tabs.at(-1)?.apart).toBe(true));
    expect(invoked()).toEqual([]);
  });
});
