// The states of templates, imports and "Copy as".

import { ofRequest } from "./steps.mjs";

const dialog = (page) => page.getByRole("dialog");
const COMMAND =
  'AWS_SECRET_ACCESS_KEY=x aws lambda invoke \\\n  --function-name orders-create \\\n  --qualifier live \\\n  --region us-east-1 \\\n  --profile staging \\\n  --payload \'{"orderId": "1042", "customer": "C-7"}\' \\\n  response.json';
async function templates(page) {
  await ofRequest(page, "Template");
  await dialog(page).getByRole("option", { name: "Object created" }).waitFor();
}
async function bring(page) {
  await page.getByRole("button", { name: "Import requests…" }).click();
}

export const EXCHANGE_STATES = [
  ["templates", "", templates],
  [
    "templates-search",
    "",
    async (page) => {
      await templates(page);
      await page.keyboard.type("bucket");
      await dialog(page).getByRole("textbox", { name: "Size in bytes" }).fill("big");
      await dialog(page).getByText("Write a number").waitFor();
    },
  ],
  ["import-empty", "", bring],
  [
    "import-command",
    "",
    async (page) => {
      await bring(page);
      await dialog(page).getByRole("textbox", { name: "Command line" }).fill(COMMAND);
      await dialog(page).getByText("AWS CLI request").waitFor();
    },
  ],
  [
    "import-wrong",
    "",
    async (page) => {
      await bring(page);
      await dialog(page).getByRole("textbox", { name: "Command line" }).fill("aws lambda invoke out");
      await dialog(page).getByText("Word 3").waitFor();
    },
  ],
  [
    "import-postman",
    "",
    async (page) => {
      await bring(page);
      await page.getByRole("tab", { name: "Postman collection" }).click();
      await dialog(page).getByRole("button", { name: "Choose…" }).click();
      await dialog(page).getByText("Orders / Create order").waitFor();
    },
  ],
  ["copy-as-menu", "", async (page) => page.getByRole("button", { name: "More for this request" }).click()],
  [
    "copy-as",
    "",
    async (page) => {
      await page.getByRole("button", { name: "More for this request" }).click();
      await page.getByRole("menuitem", { name: /AWS CLI/ }).click();
      await dialog(page).getByText("stay in Lambdesk").waitFor();
    },
  ],
];
