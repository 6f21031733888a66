// Sharing a result, a folder or a link in the window, on the fake backend.

import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { EditorView } from "@codemirror/view";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FakeBackend } from "../src/lib/backend.fake";
import type { HideOptions } from "../src/lib/bindings/HideOptions";
import type { ShareOptions } from "../src/lib/bindings/ShareOptions";
import { button, field, ofDialog, openPage, user } from "./page";

let backend: FakeBackend;
const dialog = () => within(screen.getByRole("dialog", { name: "Share this result" }));
const asked = () =>
  backend.calls
    .filter(([name]) => name === "sharePreview")
    .map(([, it]) => (it as { options: ShareOptions }).options);
async function open() {
  backend = await openPage();
  await user.click(button("Invoke"));
  await user.click(await screen.findByRole("button", { name: "Share…" }));
  await dialog().findByTitle("What will be shared");
}

beforeEach(() => localStorage.clear());
afterEach(cleanup);

describe("sharing a result", () => {
  it("shows exactly what would leave, in a frame in which nothing runs", async () => {
    await open();
    const frame = dialog().getByTitle("What will be shared") as HTMLIFrameElement;
    expect(frame.getAttribute("sandbox")).toBe("");
    expect(frame.srcdoc).toContain("<h1>Echo</h1>");
    expect(dialog().getByText("Nothing is uploaded.")).toBeTruthy();
  });

  it("is of the parts and in the form that are chosen", async () => {
    await open();
    await user.click(dialog().getByRole("radio", { name: /^Markdown/ }));
    const text = await dialog().findByRole("region", { name: "What will be shared" });
    expect(text.textContent).toContain("### Payload");
    await user.click(dialog().getByRole("checkbox", { name: "Payload that was sent" }));
    await waitFor(() => expect(text.textContent).not.toContain("### Payload"));
    expect(asked().at(-1)).toMatchObject({ form: "markdown", parts: { payload: false, response: true } });
  });

  it("hides what is found, and the user's own words, and says how much", async () => {
    await open();
    await user.type(field("Your own words, by commas"), "value");
    await waitFor(() => expect(asked().at(-1)!.hide.words).toEqual(["value"]));
    const frame = dialog().getByTitle("What will be shared") as HTMLIFrameElement;
    await waitFor(() => expect(frame.srcdoc).toContain("[hidden: your word]"));
    await user.click(dialog().getByRole("checkbox", { name: "E-mail addresses" }));
    await waitFor(() => expect(asked().at(-1)!.hide.shown).toEqual(["email"]));
    await user.type(field("Your own pattern"), "ORD-");
    await waitFor(() => expect(asked().at(-1)!.hide.patterns).toEqual(["ORD-"]));
  });

  it("is saved where the system's dialog says, or where it was typed, and copied", async () => {
    await open();
    await ofDialog("Save web page…");
    expect(await screen.findByText("Saved to /disk/ada/echo.html.")).toBeTruthy();
    await user.clear(field("File"));
    await user.type(field("File"), "echo.html");
    await ofDialog("Save web page…");
    expect(await screen.findByText("Type the whole path of a file.")).toBeTruthy();
    await user.click(dialog().getByRole("radio", { name: /^JSON/ }));
    await dialog().findByRole("region", { name: "What will be shared" });
    await ofDialog("Copy");
    expect(await screen.findByText("Copied.")).toBeTruthy();
    expect(await navigator.clipboard.readText()).toContain('"format": 1');
  });

  it("says in the preview's place why a pattern cannot be used, until it can", async () => {
    await open();
    await user.type(field("Your own pattern"), "(");
    expect((await dialog().findByRole("alert")).textContent).toMatch(/“\(” cannot be used.*look-around/s);
    expect(dialog().queryByTitle("What will be shared")).toBeNull();
    expect(button("Save web page…")).toHaveProperty("disabled", true);
    await user.clear(field("Your own pattern"));
    await dialog().findByTitle("What will be shared");
    expect(dialog().queryByRole("alert")).toBeNull();
  });
});

const row = async (name: RegExp) =>
  within(await screen.findByRole("tree", { name: "Collections" })).findByRole("treeitem", { name });
async function menu(name: RegExp) {
  await fireEvent.contextMenu(await row(name));
  return within(await screen.findByRole("menu"));
}
async function choose(name: RegExp, item: string) {
  await user.click((await menu(name)).getByRole("menuitem", { name: item }));
}
const clipboard = () => navigator.clipboard.readText();
const LINK =
  "https://github.com/acme/payments/blob/main/requests/payments-team/orders/cancel-after-capture.json";

describe("the link to a request", () => {
  const openCancel = async () => {
    backend = await openPage("fake=collection");
    await user.click(await row(/^Orders/));
    await user.click(await row(/^Cancel after capture/));
    await screen.findByRole("tab", { name: "Cancel after capture" });
  };

  it("is copied in the tree and in the request's menu, and that is said", async () => {
    await openCancel();
    await choose(/^Cancel after capture/, "Copy link");
    expect(await screen.findByText("Link copied")).toBeTruthy();
    expect(await clipboard()).toBe(LINK);
    await waitFor(() => expect(screen.queryByText("Link copied")).toBeNull(), { timeout: 4000 });
    await navigator.clipboard.writeText("");
    await user.click(button("More for this request"));
    await user.click(screen.getByRole("menuitem", { name: "Copy link" }));
    expect(await screen.findByText("Link copied")).toBeTruthy();
    expect(await clipboard()).toBe(LINK);
    expect((await menu(/^Orders/)).queryByRole("menuitem", { name: "Copy link" })).toBeNull();
  });

  it("is told not to be there, once", async () => {
    backend = await openPage("fake=collection-problems");
    await choose(/^fine/, "Copy link");
    await screen.findByText(/belongs to no git repository/, { selector: "b" });
    await choose(/^fine/, "Copy link");
    await waitFor(() => expect(backend.calls.filter(([name]) => name === "requestLink")).toHaveLength(2));
    expect(screen.getAllByText(/belongs to no git repository/, { selector: "b" })).toHaveLength(1);
    expect(screen.queryByText("Link copied")).toBeNull();
  });

  it("is not offered by a request that is not saved", async () => {
    await open();
    expect(dialog().queryByText("Link to the request:")).toBeNull();
    await ofDialog("Cancel");
    await user.click(button("More for this request"));
    expect(screen.queryByRole("menuitem", { name: "Copy link" })).toBeNull();
  });

  it("stands beside a result, with a word of what is not in it", async () => {
    await openCancel();
    const share = async () => {
      await user.click(await screen.findByRole("button", { name: "Share…" }));
      await dialog().findByText("Link to the request:");
    };
    await user.click(button("Invoke"));
    await share();
    expect(dialog().getByTitle(LINK).textContent).toBe(LINK);
    expect(dialog().getByText("It leads to what is pushed.")).toBeTruthy();
    await ofDialog("Copy the link");
    expect(await dialog().findByText("Link copied.")).toBeTruthy();
    expect(await clipboard()).toBe(LINK);
    await ofDialog("Cancel");
    const view = EditorView.findFromDOM(field("Payload"))!;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: "{}" } });
    await waitFor(() =>
      expect(screen.getByRole("tab", { name: "Cancel after capture" }).getAttribute("aria-describedby")).toBe(
        "tab-unsaved",
      ),
    );
    await share();
    expect(dialog().getByText(/your changes that are not saved are not in it/)).toBeTruthy();
  });

  it("leaves the dialog as it is when there is none, or it cannot be found", async () => {
    backend = await openPage("fake=collection-problems");
    await user.click(await row(/^fine/));
    await screen.findByRole("tab", { name: "fine" });
    await fireEvent.input(field("Function"), { target: { value: "echo" } });
    await user.click(button("Invoke"));
    for (const answer of [async () => null, () => Promise.reject(new Error("no"))]) {
      backend.requestLink = answer;
      await user.click(await screen.findByRole("button", { name: "Share…" }));
      await dialog().findByTitle("What will be shared");
      expect(dialog().queryByText("Link to the request:")).toBeNull();
      expect(dialog().queryByRole("alert")).toBeNull();
      await ofDialog("Cancel");
    }
  });
});

describe("sharing a folder", () => {
  const SHARE = "Share as a Lambdesk file…";
  const folder = (name: string) =>
    within(screen.getByRole("dialog", { name: `Share “${name}” as a Lambdesk file` }));
  const shown = (name: string) => folder(name).findByRole("region", { name: "What will be shared" });
  const ofPreview = () =>
    backend.calls
      .filter(([name]) => name === "shareFolderPreview")
      .map(([, it]) => (it as { hide: HideOptions }).hide);

  it("says what is in the file and what is not, and shows it to the letter", async () => {
    backend = await openPage("fake=collection");
    await choose(/^Orders/, SHARE);
    const text = await shown("Orders");
    expect(JSON.parse(text.textContent)).toMatchObject({ format: 1, collection: { name: "Orders" } });
    expect(text.textContent).toContain("{{ customer_id }}");
    expect(folder("Orders").getByText("9 requests and 1 folder")).toBeTruthy();
    expect(folder("Orders").getByText(/environments, secrets and checks are not/)).toBeTruthy();
    await ofDialog("Cancel");
    await choose(/^Payments team/, SHARE);
    await shown("Payments team");
    expect(folder("Payments team").getByText("22 requests and 4 folders")).toBeTruthy();
  });

  it("hides what is found, each shown on purpose, and the user's own words", async () => {
    backend = await openPage("fake=collection");
    backend.store.change(
      { collection: "/disk/ada/work/payments-team", path: "orders/cancel-after-capture.json" },
      { payload: '{ "mail": "ada@example.com" }' },
    );
    await choose(/^Orders/, SHARE);
    const text = await shown("Orders");
    expect(text.textContent).toContain("[hidden: e-mail address]");
    await user.click(folder("Orders").getByText("Look at each"));
    expect(folder("Orders").getByText(/^Cancel after capture: Payload, line 1$/)).toBeTruthy();
    await user.click(folder("Orders").getByRole("button", { name: "Show it: e-mail address" }));
    await waitFor(() => expect(text.textContent).toContain("ada@example.com"));
    await user.type(field("Your own words, by commas"), "ada");
    await waitFor(() => expect(ofPreview().at(-1)!.words).toEqual(["ada"]));
    await waitFor(() => expect(text.textContent).not.toContain("ada@"));
    await user.type(field("Your own pattern"), "(");
    expect((await folder("Orders").findByRole("alert")).textContent).toContain("cannot be used");
    expect(button("Save as…")).toHaveProperty("disabled", true);
  });

  it("is saved where the system's dialog says, or where it was typed", async () => {
    backend = await openPage("fake=collection");
    await choose(/^Orders/, SHARE);
    await shown("Orders");
    await ofDialog("Save as…");
    expect(await screen.findByText("Saved to /disk/ada/orders.lambdesk.")).toBeTruthy();
    expect(button("Close")).toBeTruthy();
    await user.clear(field("File"));
    await user.type(field("File"), "orders.lambdesk");
    await ofDialog("Save as…");
    expect(await screen.findByText("Type the whole path of a file.")).toBeTruthy();
    const none = { shown: [], kept: [], words: [], patterns: [] };
    const source = { collection: "/disk/ada/work/payments-team", path: "orders" };
    const saves = backend.calls.filter(([name]) => name === "saveFolderShare").map(([, it]) => it);
    expect(saves[0]).toEqual({ source, hide: none, path: "/disk/ada/orders.lambdesk" });
  });

  it("says when it could not be written, and what to do", async () => {
    backend = await openPage("fake=collection,full-disk");
    await choose(/^Orders/, SHARE);
    await shown("Orders");
    await ofDialog("Save as…");
    expect((await folder("Orders").findByRole("alert")).textContent).toMatch(
      /the disk is full\.\s+Make room/,
    );
    expect(button("Cancel")).toBeTruthy();
  });

  it("has nothing to save of an empty folder", async () => {
    backend = await openPage("fake=collection");
    await choose(/^Orders/, "New folder");
    await user.keyboard("{Enter}");
    await choose(/^New folder/, SHARE);
    expect(await screen.findByText(/no request in this folder, so there is nothing to share/)).toBeTruthy();
    expect(button("Save as…")).toHaveProperty("disabled", true);
  });

  it("says what cannot be read, and how many of the requests are in the file", async () => {
    backend = await openPage("fake=collection-problems");
    await choose(/^locked/, SHARE);
    expect((await folder("locked").findByRole("alert")).textContent).toContain("permission denied");
    expect(button("Save as…")).toHaveProperty("disabled", true);
    await ofDialog("Cancel");
    await choose(/^events/, SHARE);
    await shown("events");
    expect(folder("events").getByText("2 of 4 requests. The others are not in it.")).toBeTruthy();
  });

  it("gives the focus back to the tree", async () => {
    backend = await openPage("fake=collection");
    await choose(/^Orders/, SHARE);
    await shown("Orders");
    await user.keyboard("{Escape}");
    // jsdom has no dialog's Escape.
    if (screen.queryByRole("dialog")) await ofDialog("Cancel");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(document.activeElement).toBe(screen.getByRole("tree", { name: "Collections" }));
  });
});
