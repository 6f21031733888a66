// The states of sharing a result, a folder or a link: each has a name, the fake's switches, and how a person gets there.

import { fill, invoke, openExample, said } from "./steps.mjs";

const dialog = (page) => page.getByRole("dialog", { name: "Share this result" });

async function share(page) {
  await fill(page, "Payload", '{"arn": "arn:aws:iam::123456789012:role/x", "mail": "ada@example.com"}');
  await invoke(page);
  await said(page, "Succeeded");
  await page.getByRole("button", { name: "Share…" }).click();
  await dialog(page).getByTitle("What will be shared").waitFor();
}

const row = (page, name) => page.getByRole("tree", { name: "Collections" }).getByRole("treeitem", { name });
const menu = async (page, name, item) => {
  await row(page, name).click({ button: "right" });
  if (item) await page.getByRole("menuitem", { name: item }).click();
};
/** Shares the result of a request of a collection. */
async function shareSaved(page) {
  await row(page, /^Orders/).click();
  await row(page, /^Cancel after/).click();
  await page.getByRole("tab", { name: "Cancel after capture" }).waitFor();
  await invoke(page);
  await said(page, "Succeeded");
}
async function openShare(page) {
  await page.getByRole("button", { name: "Share…" }).click();
  await dialog(page).getByTitle("What will be shared").waitFor();
  await dialog(page).getByText("Link to the request:").waitFor();
}
/** Puts something into a request that must not leave. */
const putSecrets = (page) =>
  page.evaluate(() =>
    window.lambdeskFake.store.change(
      { collection: "/disk/ada/work/payments-team", path: "orders/cancel-after-capture.json" },
      {
        payload:
          '{\n  "orderId": "{{ order_id }}",\n  "role": "arn:aws:iam::123456789012:role/x",\n  "mail": "ada@example.com"\n}\n',
      },
    ),
  );
const SHARE_FOLDER = "Share as a Lambdesk file…";

export const SHARE_STATES = [
  ["share-result", "", share],
  [
    "share-result-markdown",
    "",
    async (page) => {
      await share(page);
      await dialog(page).getByRole("radio", { name: "Markdown" }).click();
      await dialog(page).getByRole("region", { name: "What will be shared" }).waitFor();
      await dialog(page).getByText("Look at each").click();
      await dialog(page).getByText("Look at each").scrollIntoViewIfNeeded();
    },
  ],
  [
    "share-result-failure",
    "",
    async (page) => {
      await openExample(page, "Function that fails");
      await invoke(page);
      await said(page, "Function error");
      await page.getByRole("button", { name: "Share…" }).click();
      await dialog(page).getByTitle("What will be shared").waitFor();
    },
  ],
  [
    "share-result-pattern",
    "",
    async (page) => {
      await share(page);
      await dialog(page).getByRole("textbox", { name: "Your own pattern" }).fill("(");
      await dialog(page).getByText("cannot be used").waitFor();
    },
  ],
  [
    "share-link",
    "collection",
    async (page) => {
      await shareSaved(page);
      await openShare(page);
      await dialog(page).getByRole("button", { name: "Copy the link" }).click();
      await dialog(page).getByText("Link copied.").waitFor();
    },
  ],
  [
    "share-unsaved-link",
    "collection",
    async (page) => {
      await shareSaved(page);
      await fill(page, "Payload", '{ "orderId": "another" }');
      await page.waitForTimeout(400);
      await openShare(page);
    },
  ],
  [
    "link-menu",
    "collection",
    async (page) => {
      await row(page, /^Orders/).click();
      await menu(page, /^Cancel after/);
    },
  ],
  [
    "link-more-menu",
    "collection",
    async (page) => {
      await shareSaved(page);
      await page.getByRole("button", { name: "More for this request" }).click();
    },
  ],
  [
    "link-copied",
    "collection",
    async (page) => {
      await row(page, /^Orders/).click();
      await menu(page, /^Cancel after/, "Copy link");
      await page.getByText("Link copied").waitFor();
    },
  ],
  [
    "link-none",
    "collection-problems",
    async (page) => {
      await menu(page, /^fine/, "Copy link");
      await page.getByRole("note").getByText("there is no link").waitFor();
    },
  ],
  ["share-folder-menu", "collection", async (page) => menu(page, /^Payments team/)],
  [
    "share-folder",
    "collection",
    async (page) => {
      await menu(page, /^Orders/, SHARE_FOLDER);
      await page.getByText("9 requests and 1 folder").waitFor();
    },
  ],
  [
    "share-folder-findings",
    "collection",
    async (page) => {
      await putSecrets(page);
      await menu(page, /^Payments team/, SHARE_FOLDER);
      await page.getByText("Look at each").click();
      await page.getByText("Look at each").scrollIntoViewIfNeeded();
    },
  ],
  [
    "share-folder-empty",
    "collection",
    async (page) => {
      await menu(page, /^Orders/, "New folder");
      await page.keyboard.press("Enter");
      await menu(page, /^New folder/, SHARE_FOLDER);
      await page.getByText("nothing to share").waitFor();
    },
  ],
  [
    "share-folder-failed",
    "collection-problems",
    async (page) => {
      await menu(page, /^locked/, SHARE_FOLDER);
      await page.getByRole("alert").getByText("permission denied").waitFor();
    },
  ],
  [
    "share-folder-some",
    "collection-problems",
    async (page) => {
      await menu(page, /^events/, SHARE_FOLDER);
      await page.getByText("2 of 4 requests").waitFor();
    },
  ],
  [
    "share-folder-unsaved",
    "collection,full-disk",
    async (page) => {
      await menu(page, /^Orders/, SHARE_FOLDER);
      await page.getByText("9 requests and 1 folder").waitFor();
      await page.getByRole("button", { name: "Save as…" }).click();
      await page.getByRole("alert").getByText("the disk is full").waitFor();
    },
  ],
  [
    "share-folder-saved",
    "collection",
    async (page) => {
      await menu(page, /^Orders/, SHARE_FOLDER);
      await page.getByText("9 requests and 1 folder").waitFor();
      await page.getByRole("button", { name: "Save as…" }).click();
      await page.getByText("Saved to").first().waitFor();
    },
  ],
];
