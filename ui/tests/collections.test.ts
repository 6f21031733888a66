// Collections as a person uses them, on the fake backend: the tree, tabs that are saved, files that others change, drafts that
// come back.

import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { EditorView } from "@codemirror/view";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FakeBackend } from "../src/lib/backend.fake";
import type { RequestSource } from "../src/lib/bindings/RequestSource";
import { button, field, ofDialog, openPage, user } from "./page";

const PAYMENTS = "/disk/ada/work/payments-team";
const ORDER: RequestSource = { collection: PAYMENTS, path: "orders/create-order.json" };
const CANCEL: RequestSource = { collection: PAYMENTS, path: "orders/cancel-after-capture.json" };

let backend: FakeBackend;
async function open(query = "fake=collection") {
  backend = await openPage(query);
}
const tree = () => screen.findByRole("tree", { name: "Collections" });
const row = async (name: RegExp) => within(await tree()).findByRole("treeitem", { name });
const click = async (name: RegExp) => user.click(await row(name));
async function openCancel() {
  await click(/^Orders/);
  await click(/^Cancel after capture/);
  await screen.findByRole("tab", { name: "Cancel after capture" });
}
const payload = () => field("Payload").textContent;
/** As typing does, without a key for each letter. */
function write(text: string) {
  const view = EditorView.findFromDOM(field("Payload"))!;
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}
const unsaved = (name: string) =>
  waitFor(() =>
    expect(screen.getByRole("tab", { name }).getAttribute("aria-describedby")).toBe("tab-unsaved"),
  );
const saved = (name: string) =>
  waitFor(() => expect(screen.getByRole("tab", { name }).getAttribute("aria-describedby")).toBeNull());
const onDisk = (source: RequestSource) => {
  const file = backend.store.disk.get(source.collection)!.files.get(source.path);
  return file?.kind === "request" ? file.content.payload : null;
};
const save = () => user.keyboard("{Control>}s{/Control}");

beforeEach(() => localStorage.clear());
afterEach(cleanup);

describe("the tree", () => {
  it("teaches where there is nothing", async () => {
    await open("");
    expect(await screen.findByText(/Any folder of JSON files is a collection/)).toBeTruthy();
    expect(button("New…")).toBeTruthy();
  });

  it("opens a folder that is typed or chosen, and says when it cannot", async () => {
    await open("");
    await user.click(await screen.findByRole("button", { name: "Open folder…" }));
    await fireEvent.input(field("Folder"), { target: { value: "~/nowhere" } });
    await ofDialog("Open");
    expect(await screen.findByText(/is not a folder that can be read/)).toBeTruthy();
    await user.click(button("Choose…"));
    await ofDialog("Open");
    expect(await screen.findByText("put-object")).toBeTruthy();
    expect(screen.queryByText(/Any folder of JSON files/)).toBeNull();
  });

  it("opens what was open once, and makes a new collection", async () => {
    await open("fake=recent-collections");
    await user.click(await screen.findByRole("button", { name: "Payments team" }));
    await row(/^Orders/);
    await user.click(button("Add"));
    await user.click(screen.getByRole("menuitem", { name: "New collection…" }));
    await user.type(field("Name"), "Billing");
    await user.type(field("Folder"), "~/billing");
    await ofDialog("Make it");
    expect(await row(/^No requests yet/)).toBeTruthy();
  });

  it("opens a request once: the second time it goes to its tab", async () => {
    await open();
    await openCancel();
    expect(field("Function").value).toBe("echo");
    expect(screen.getByText("Saved to payments-team/orders/cancel-after-capture.toml")).toBeTruthy();
    await user.click(screen.getByRole("tab", { name: "Echo" }));
    await click(/^Cancel after capture/);
    expect(screen.getAllByRole("tab", { name: "Cancel after capture" })).toHaveLength(1);
  });

  it("finds requests by name, path and function", async () => {
    await open();
    await tree();
    await user.keyboard("/");
    expect(document.activeElement).toBe(field("Filter requests"));
    await user.keyboard("refund-3");
    expect(await row(/^refund-3/)).toBeTruthy();
    await user.clear(field("Filter requests"));
    await user.keyboard("slow");
    expect(await row(/^Full run/)).toBeTruthy();
    await user.keyboard(" nothing");
    expect(await screen.findByText(/No request matches/)).toBeTruthy();
    await user.keyboard("{Escape}");
    expect(await row(/^Orders/)).toBeTruthy();
  });

  it("makes, names, copies, moves and deletes by keys", async () => {
    await open();
    await openCancel();
    (await tree()).focus();
    await user.keyboard("{F2}Cancel it{Enter}");
    await screen.findByRole("tab", { name: "Cancel it" });
    // The tab went with its file.
    expect(screen.queryByRole("tab", { name: "Cancel after capture" })).toBeNull();
    await user.keyboard("{Control>}x{/Control}");
    await user.keyboard("{Home}nig");
    await user.keyboard("{Control>}v{/Control}");
    await screen.findByText("Saved to payments-team/nightly/Cancel it.toml");
    await user.keyboard("{Delete}");
    expect(screen.queryByRole("dialog")).toBeTruthy();
    await ofDialog("Keep it");
    await click(/^Cancel it/);
    (await tree()).focus();
    await user.keyboard("{Delete}");
    await ofDialog("Delete");
    expect(await screen.findByText(/The file is gone/)).toBeTruthy();
    await user.click(button("Save it again"));
    await waitFor(() => expect(screen.queryByText(/The file is gone/)).toBeNull());
    expect(onDisk({ collection: PAYMENTS, path: "nightly/Cancel it.json" })).toContain("5f0c7b1e");
  });

  it("makes a request in a folder, ready to be named", async () => {
    await open();
    await fireEvent.contextMenu(await row(/^Nightly/));
    await user.click(screen.getByRole("menuitem", { name: "New request" }));
    const name = await screen.findByRole("textbox", { name: "New name" });
    expect((name as HTMLInputElement).value).toBe("New request");
    await user.keyboard("Weekly{Enter}");
    expect(await screen.findByRole("tab", { name: "Weekly" })).toBeTruthy();
  });

  it("says where there is no trash, and deletes for good only when asked again", async () => {
    await open("fake=collection,no-trash");
    await openCancel();
    (await tree()).focus();
    await user.keyboard("{Delete}");
    await ofDialog("Delete");
    expect(await screen.findByText(/has no trash/)).toBeTruthy();
    expect(onDisk(CANCEL)).not.toBeNull();
    await ofDialog("Delete for good");
    await waitFor(() => expect(onDisk(CANCEL)).toBeNull());
  });

  it("says what is wrong at that entry, and the rest works", async () => {
    await open("fake=collection-problems,lost-collection");
    expect((await row(/^broken/)).textContent).toContain("is not TOML");
    await click(/^broken/);
    expect(await screen.findByText(/Mend it in an editor/)).toBeTruthy();
    expect((await row(/^old/)).textContent).toContain("is not a folder");
    await click(/^fine/);
    expect(await screen.findByRole("tab", { name: "fine" })).toBeTruthy();
  });

  it("draws a few of ten thousand", async () => {
    await open("fake=many-requests");
    // By the document itself: to look for names among so many rows takes jsdom seconds.
    const rows = () => [...document.querySelectorAll<HTMLElement>("[role=treeitem]")];
    await waitFor(() => expect(rows().length).toBeGreaterThan(30));
    await user.click(rows().find((it) => it.textContent!.trim().startsWith("folder-1"))!);
    await waitFor(() => expect(rows().some((it) => it.textContent!.includes("request-3"))).toBe(true));
    expect(rows().length).toBeLessThan(80);
    expect(document.querySelector<HTMLElement>("[role=tree]")!.style.height).toBe(`${(1 + 100 + 99) * 28}px`);
  });
});

describe("a saved request", () => {
  it("is marked while it is not saved, and is saved by a key", async () => {
    await open();
    await openCancel();
    write('{ "orderId": "new" }\n');
    await unsaved("Cancel after capture");
    expect(screen.getByText(/^Not saved yet:/)).toBeTruthy();
    await save();
    await saved("Cancel after capture");
    expect(onDisk(CANCEL)).toBe('{ "orderId": "new" }\n');
  });

  it("is as it was when what was typed is taken back, and reverts", async () => {
    await open();
    await openCancel();
    const before = onDisk(CANCEL)!;
    write("{}");
    await unsaved("Cancel after capture");
    await fireEvent.contextMenu(screen.getByRole("tab", { name: "Cancel after capture" }));
    await user.click(screen.getByRole("menuitem", { name: "Revert to what is saved" }));
    await saved("Cancel after capture");
    expect(payload()).toBe(before.trimEnd());
    await user.click(button("Undo"));
    await unsaved("Cancel after capture");
    expect(payload()).toBe("{}");
  });

  it("shows what it inherits, and sends it", async () => {
    await open();
    await click(/^Orders/);
    await click(/^Create order, missing/);
    await screen.findByRole("tab", { name: "Create order, missing customer" });
    expect(field("Function").value).toBe("fail");
    expect(field("Qualifier").placeholder).toBe("live");
    expect(field("Wait up to").value).toBe("45 s");
    await user.click(button("Invoke"));
    await waitFor(() => expect(backend.calls.some(([name]) => name === "invoke")).toBe(true));
    const [, input] = backend.calls.find(([name]) => name === "invoke")!;
    expect(input).toMatchObject({
      function: "fail",
      qualifier: "live",
      wait: "45 s",
      name: "Create order, missing customer",
      source: { collection: PAYMENTS, path: "orders/create-order-missing-customer.json" },
    });
    // What is inherited is no change of its own.
    await saved("Create order, missing customer");
    await row(/^Create order, missing customer.*last time: Function error/);
  });

  it("asks for a name and a folder when it is new", async () => {
    await open();
    await tree();
    await save();
    await user.clear(field("Name"));
    await user.type(field("Name"), "Ping");
    await ofDialog("Save");
    expect(await screen.findByRole("tab", { name: "Ping" })).toBeTruthy();
    expect(onDisk({ collection: PAYMENTS, path: "Ping.json" })).toContain('"key": "value"');
    // Another one of that name is refused where it is typed.
    await user.keyboard("{Control>}{Shift>}s{/Shift}{/Control}");
    await ofDialog("Save");
    expect(await screen.findByText(/There is a “Ping” here already/)).toBeTruthy();
  });

  it("leads to a collection when there is none to save in", async () => {
    await open("");
    await save();
    await ofDialog("New collection…");
    await user.type(field("Name"), "Mine");
    await user.type(field("Folder"), "~/mine");
    await ofDialog("Make it");
    await screen.findByRole("dialog", { name: "Save the request" });
    await ofDialog("Save");
    expect(await screen.findByText("Saved to mine/Echo.toml")).toBeTruthy();
  });

  it("can be closed unsaved, and brought back", async () => {
    await open();
    await openCancel();
    write("{}");
    await unsaved("Cancel after capture");
    await user.keyboard("{Control>}w{/Control}");
    expect(screen.getByText("Closed Cancel after capture. Its changes are not saved.")).toBeTruthy();
    await user.click(button("Undo"));
    expect(payload()).toBe("{}");
    await unsaved("Cancel after capture");
  });
});

describe("a file that someone else changes", () => {
  it("is taken over where nothing is unsaved", async () => {
    await open();
    await openCancel();
    backend.store.change(CANCEL, { payload: '{ "theirs": 1 }\n' });
    await waitFor(() => expect(payload()).toBe('{ "theirs": 1 }'));
    await saved("Cancel after capture");
  });

  it("is never overwritten silently: it is shown beside what is unsaved", async () => {
    await open();
    await openCancel();
    write('{ "mine": 1 }\n');
    await unsaved("Cancel after capture");
    backend.store.change(CANCEL, { payload: '{ "theirs": 1 }\n' });
    await screen.findByText(/Someone else changed this file/);
    expect(payload()).toBe('{ "mine": 1 }');
    // Saving asks first.
    await save();
    const dialog = await screen.findByRole("dialog", { name: /was changed by someone else/ });
    expect(within(dialog).getByRole("textbox", { name: "Payload on disk" }).textContent).toContain("theirs");
    expect(onDisk(CANCEL)).toContain("theirs");
    await ofDialog("Keep mine");
    await waitFor(() => expect(screen.queryByText(/Someone else changed/)).toBeNull());
    await save();
    await waitFor(() => expect(onDisk(CANCEL)).toBe('{ "mine": 1 }\n'));
  });

  it("can be taken over what is unsaved, and that can be undone", async () => {
    await open();
    await openCancel();
    write('{ "mine": 1 }\n');
    await unsaved("Cancel after capture");
    backend.store.change(CANCEL, { payload: '{ "theirs": 1 }\n' });
    await user.click(await screen.findByRole("button", { name: "Take theirs" }));
    expect(payload()).toBe('{ "theirs": 1 }');
    await user.click(button("Undo"));
    expect(payload()).toBe('{ "mine": 1 }');
  });

  it("that both came to the same needs no word", async () => {
    await open();
    await openCancel();
    write('{ "same": 1 }\n');
    await unsaved("Cancel after capture");
    backend.store.change(CANCEL, { payload: '{ "same": 1 }\n' });
    await saved("Cancel after capture");
    expect(screen.queryByText(/Someone else/)).toBeNull();
  });
});

describe("environments and variables", () => {
  const choose = async (name: string) => {
    await user.click(button(/^Environment/));
    await user.click(screen.getByRole("menuitemradio", { name: new RegExp(`^${name}`) }));
  };
  async function openOrder() {
    await click(/^Orders/);
    await click(/^Create order, EU/);
    await screen.findByRole("tab", { name: "Create order, EU customer" });
  }

  it("say what is unknown at its place, until an environment knows it", async () => {
    await open();
    await openOrder();
    expect(await screen.findByText(/No variable is called “customer_id”/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Line 4, column 12" })).toBeTruthy();
    await choose("staging-eu");
    await waitFor(() => expect(screen.queryByText(/No variable is called/)).toBeNull());
    await user.click(button("Preview"));
    const sent = await screen.findByRole("region", { name: "Payload, with variables filled in" });
    expect(sent.textContent).toContain('"id": "C-2041"');
  });

  it("go with the request that is sent", async () => {
    await open();
    await openOrder();
    await choose("staging-eu");
    await user.type(field("Function"), "echo");
    await user.click(button("Invoke"));
    expect((await screen.findByRole("textbox", { name: "Response body" })).textContent).toContain("C-2041");
    const [, input] = backend.calls.find(([name]) => name === "invoke")!;
    expect(input).toMatchObject({ environment: "staging-eu", source: ORDER });
  });

  it("are edited; a secret goes in and does not come back", async () => {
    await open();
    await openOrder();
    await choose("staging-eu");
    await user.click(button(/^Environment/));
    await user.click(screen.getByRole("menuitem", { name: "Edit staging-eu" }));
    const value = (await screen.findByLabelText("Value of customer_id")) as HTMLInputElement;
    await user.clear(value);
    await user.type(value, "C-1");
    const secret = screen.getByLabelText("Value of api_token") as HTMLInputElement;
    expect(secret.placeholder).toBe("Not set on this computer");
    await user.type(secret, "wJalrXUtnFEMI");
    await ofDialog("Save environment");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(backend.store.secrets.has(`${PAYMENTS}/staging-eu/api_token`)).toBe(true);
    const written = backend.calls.find(([name]) => name === "saveEnvironment")!;
    expect(JSON.stringify(written)).toContain("C-1");
    expect(JSON.stringify(written)).not.toContain("wJalrXUtnFEMI");
    expect(document.body.innerHTML).not.toContain("wJalrXUtnFEMI");
    await user.click(button(/^Environment/));
    await user.click(screen.getByRole("menuitem", { name: "Edit staging-eu" }));
    const again = (await screen.findByLabelText("Value of api_token")) as HTMLInputElement;
    expect([again.value, again.placeholder]).toEqual(["", "•••••••• set, in the keychain"]);
    await user.click(button("Forget the value of api_token"));
    expect(again.placeholder).toBe("Not set on this computer");
    expect(backend.store.secrets.size).toBe(1);
    await ofDialog("Save environment");
    await waitFor(() => expect(backend.store.secrets.size).toBe(0));
  });

  it("ask for a secret where it is missing", async () => {
    await open();
    await openOrder();
    await choose("staging-eu");
    write('{ "token": "{{ api_token }}" }');
    await user.click(await screen.findByRole("button", { name: "Enter its value…" }));
    await waitFor(() =>
      expect(document.activeElement?.getAttribute("aria-label")).toBe("Value of api_token"),
    );
  });

  it("let a payload be JSON around them", async () => {
    await open();
    await openOrder();
    await choose("staging-eu");
    write('{ "n": {{ customer_id }} }');
    await user.click(button("Format"));
    await waitFor(() => expect(payload()).toContain('"n": {{ customer_id }}'));
    expect(screen.queryByText(/It can still be sent/)).toBeNull();
  });
});

describe("a restart", () => {
  it("brings back the tabs, what is in front, the environment and what was not saved", async () => {
    localStorage.setItem("lambdesk.tabs", "3");
    await open("fake=collection,session");
    const front = await screen.findByRole("tab", { name: "Create order, EU customer" });
    expect(front.getAttribute("aria-selected")).toBe("true");
    expect(screen.queryByRole("tab", { name: "Echo" })).toBeNull();
    expect(screen.getByRole("tab", { name: "Full run (up to 14 min)" })).toBeTruthy();
    expect(button(/^Environment/).textContent).toContain("staging-eu");
    await user.click(screen.getByRole("tab", { name: "orders-ship" }));
    expect(payload()).toBe('{ "half": "written"');
    expect(await row(/^Full run/)).toBeTruthy();
  });

  it("loses nothing that was typed: it is kept within a moment, and let go when it is saved", async () => {
    await open();
    await openCancel();
    write("{ half");
    await waitFor(() =>
      expect([...backend.session.drafts.values()].map((it) => it.content.payload)).toContain("{ half"),
    );
    const draft = [...backend.session.drafts.values()].find((it) => it.content.payload === "{ half")!;
    expect(draft.stamp).toBe("1");
    await waitFor(() =>
      expect(backend.session.session.tabs.map((it) => it.source?.path)).toContain(CANCEL.path),
    );
    await save();
    await waitFor(() => expect(backend.session.drafts.size).toBe(0));
  });

  it("does not overwrite what changed meanwhile", async () => {
    localStorage.setItem("lambdesk.tabs", "1");
    const query = new URLSearchParams("fake=collection");
    const { FakeBackend: Fake } = await import("../src/lib/backend.fake");
    const before = new Fake(query);
    const content = before.store.openRequest(CANCEL).content;
    before.session.session = {
      tabs: [{ id: "t1", source: CANCEL, title: "Cancel", profile: null, example: null, apart: false }],
      front: "t1",
      collection: PAYMENTS,
      environments: [],
      unfolded: [],
    };
    before.session.drafts.set("t1", { content: { ...content, payload: "mine" }, stamp: "0" });
    const { render } = await import("@testing-library/svelte");
    const { default: App } = await import("../src/app/App.svelte");
    render(App, { backend: before });
    expect(await screen.findByText(/Someone else changed this file/)).toBeTruthy();
    expect(payload()).toBe("mine");
  });
});
