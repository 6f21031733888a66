// The states of collections, environments and variables: each has a name, the fake's switches, and how a person gets there.

import { fill, invoke, mod, ofRequest, said } from "./steps.mjs";

const tree = (page) => page.getByRole("tree", { name: "Collections" });
const row = (page, name) => tree(page).getByRole("treeitem", { name });
const unfold = async (page, ...names) => {
  for (const name of names) await row(page, name).click();
};
async function openOrder(page) {
  await unfold(page, /^Orders/);
  await row(page, /^Create order, EU/).click();
  await page.getByRole("tab", { name: "Create order, EU customer" }).waitFor();
}
async function environment(page, name) {
  await page.getByRole("button", { name: /^Environment/ }).click();
  await page.getByRole("menuitemradio", { name }).click();
}
async function inStaging(page) {
  await openOrder(page);
  await environment(page, /staging-eu/);
  await page.waitForTimeout(400);
}
const menu = async (page, name, item) => {
  await row(page, name).click({ button: "right" });
  if (item) await page.getByRole("menuitem", { name: item }).click();
};
const ORDER = { collection: "/disk/ada/work/payments-team", path: "orders/create-order.json" };
const changeOutside = (page, to) =>
  page.evaluate(([source, what]) => window.lambdeskFake.store.change(source, what), [ORDER, to]);

export const COLLECTION_STATES = [
  [
    "collection",
    "collection,profiles",
    async (page) => {
      await inStaging(page);
      await fill(page, "Function", "echo");
      await invoke(page);
      await said(page, "Succeeded");
      await unfold(page, /^Nightly settlement/);
    },
  ],
  ["collection-inherited", "collection", async (page) => openOrder(page)],
  [
    "collection-options",
    "collection",
    async (page) => {
      await openOrder(page);
      await page.getByRole("tab", { name: "Options" }).click();
    },
  ],
  [
    "collection-notes",
    "collection",
    async (page) => {
      await openOrder(page);
      await page.getByRole("tab", { name: "Notes" }).click();
    },
  ],
  [
    "collection-unknown-variable",
    "collection",
    async (page) => {
      await openOrder(page);
      await page.getByText("No variable is called").first().waitFor();
    },
  ],
  [
    "collection-completion",
    "collection",
    async (page) => {
      await inStaging(page);
      await page.getByRole("textbox", { name: "Payload" }).click();
      await page.keyboard.press(`${mod}+End`);
      await page.keyboard.type("{{ ");
      await page.keyboard.type("t");
      await page.waitForTimeout(500);
    },
  ],
  [
    "collection-hover",
    "collection",
    async (page) => {
      await inStaging(page);
      await page.locator(".cm-placeholder").nth(1).hover();
      await page.locator(".cm-placeholder-note").waitFor();
    },
  ],
  [
    "collection-preview",
    "collection",
    async (page) => {
      await inStaging(page);
      await ofRequest(page, "Preview");
      await page.getByText("with variables filled in").waitFor();
    },
  ],
  ["collection-empty", "recent-collections", async () => {}],
  [
    "collection-add",
    "recent-collections",
    async (page) => {
      await page.getByRole("button", { name: "Open folder…" }).click();
    },
  ],
  [
    "collection-create",
    "",
    async (page) => {
      await page.getByRole("button", { name: "New…" }).click();
      await page.getByRole("button", { name: "Make it" }).click();
      await page.getByText("Type a name.").first().waitFor();
    },
  ],
  ["collection-menu", "collection", async (page) => menu(page, /^Orders/)],
  [
    "collection-rename",
    "collection",
    async (page) => {
      await unfold(page, /^Orders/);
      await menu(page, /^Cancel after/, "Rename");
    },
  ],
  [
    "collection-filter",
    "collection",
    async (page) => {
      await fill(page, "Filter requests", "refund");
    },
  ],
  [
    "collection-no-match",
    "collection",
    async (page) => {
      await fill(page, "Filter requests", "nothing like it");
    },
  ],
  [
    "collection-problems",
    "collection-problems,lost-collection",
    async (page) => {
      await row(page, /^broken/).click();
      await page.getByText("is not TOML").first().waitFor();
    },
  ],
  [
    "collection-move",
    "collection,many-requests",
    async (page) => {
      await menu(page, /^Orders/, "Move to…");
    },
  ],
  [
    "collection-delete",
    "collection,no-trash",
    async (page) => {
      await menu(page, /^Orders/, "Delete…");
      await page.getByRole("button", { name: "Delete", exact: true }).click();
      await page.getByText("has no trash").waitFor();
    },
  ],
  [
    "collection-save",
    "collection",
    async (page) => {
      await page.keyboard.press(`${mod}+s`);
      await page.getByRole("dialog").waitFor();
    },
  ],
  [
    "collection-save-nowhere",
    "",
    async (page) => {
      await page.keyboard.press(`${mod}+s`);
      await page.getByRole("dialog").waitFor();
    },
  ],
  [
    "collection-conflict",
    "collection",
    async (page) => {
      await inStaging(page);
      await fill(page, "Payload", '{\n  "orderId": "{{ uuid() }}",\n  "customer": { "id": "mine" }\n}\n');
      await page.waitForTimeout(300);
      await changeOutside(page, {
        payload: '{\n  "orderId": "{{ uuid() }}",\n  "customer": { "id": "theirs" }\n}\n',
      });
      await page.getByText("Someone else changed this file").waitFor();
    },
  ],
  [
    "collection-compare",
    "collection",
    async (page) => {
      await inStaging(page);
      await fill(page, "Payload", '{\n  "orderId": "{{ uuid() }}",\n  "customer": { "id": "mine" }\n}\n');
      await fill(page, "Qualifier", "canary");
      await page.waitForTimeout(300);
      await changeOutside(page, {
        payload: '{\n  "orderId": "{{ uuid() }}",\n  "customer": { "id": "theirs" }\n}\n',
      });
      await page.getByRole("button", { name: "Compare…" }).click();
      await page.locator(".cm-mergeView").waitFor();
    },
  ],
  [
    "collection-gone",
    "collection",
    async (page) => {
      await inStaging(page);
      await changeOutside(page, null);
      await page.getByText("The file is gone").waitFor();
    },
  ],
  [
    "collection-restored",
    "collection,session",
    async (page) => {
      await page.getByRole("tab", { name: "Create order, EU customer" }).waitFor();
      await page.waitForTimeout(300);
    },
  ],
  [
    "environment-menu",
    "collection",
    async (page) => {
      await inStaging(page);
      await page.getByRole("button", { name: /^Environment/ }).click();
    },
  ],
  [
    "environment-dialog",
    "collection,secrets-entered",
    async (page) => {
      await inStaging(page);
      await page.getByRole("button", { name: /^Environment/ }).click();
      await page.getByRole("menuitem", { name: "Edit staging-eu" }).click();
      await page.getByRole("textbox", { name: "Name of customer_id" }).waitFor();
    },
  ],
  [
    "folder-dialog",
    "collection",
    async (page) => {
      await menu(page, /^Orders/, "Defaults and variables…");
      await page.getByText("They stand in").waitFor();
    },
  ],
  [
    "tab-menu",
    "collection",
    async (page) => {
      await inStaging(page);
      await page.getByRole("tab", { name: "Create order, EU customer" }).click({ button: "right" });
    },
  ],
  [
    "many-requests",
    "many-requests",
    async (page) => {
      await unfold(page, /^folder-1\b/);
    },
  ],
];
