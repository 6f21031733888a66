// The states of sharing a result: each has a name, the fake's switches, and how a person gets there.

import { fill, invoke, openExample, said } from "./steps.mjs";

const dialog = (page) => page.getByRole("dialog", { name: "Share this result" });

async function share(page) {
  await fill(page, "Payload", '{"arn": "arn:aws:iam::123456789012:role/x", "mail": "ada@example.com"}');
  await invoke(page);
  await said(page, "Succeeded");
  await page.getByRole("button", { name: "Share…" }).click();
  await dialog(page).getByTitle("What will be shared").waitFor();
}

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
];
