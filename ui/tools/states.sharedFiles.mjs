// The states of what somebody else shared: each has a name, the fake's switches, and how a person gets there.

async function drop(page, name) {
  await page.evaluate((name) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["{}"], name));
    dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  }, name);
}
const LONG =
  "what-the-customer-of-the-northern-warehouse-saw-on-the-23rd-of-november-in-the-morning.lambdesk";
const strip = (page) => page.getByText("Add to my collection…").waitFor();

export const SHARED_FILE_STATES = [
  [
    "shared-file-path",
    "",
    async (page) => {
      await page.getByRole("button", { name: "Import requests…" }).click();
      await page.getByRole("tab", { name: "Lambdesk file" }).click();
    },
  ],
  [
    "shared-file-result",
    "",
    async (page) => {
      await drop(page, LONG);
      await strip(page);
    },
  ],
  [
    "shared-file-run",
    "",
    async (page) => {
      await drop(page, LONG);
      await page.getByRole("button", { name: "Run with my profile…" }).click();
    },
  ],
  [
    "shared-file-requests",
    "",
    async (page) => {
      await drop(page, "payments-team.lambdesk");
      await page.getByRole("dialog", { name: "Payments team" }).waitFor();
    },
  ],
  [
    "shared-file-add",
    "collection",
    async (page) => {
      await drop(page, LONG);
      await page.getByRole("button", { name: "Add to my collection…" }).click();
    },
  ],
  [
    "shared-file-refused",
    "",
    async (page) => {
      await page.evaluate(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([], "broken.lambdesk"));
        dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
      });
      await page.getByText("broken.lambdesk: This is not").waitFor();
    },
  ],
  [
    "response-filter",
    "",
    async (page) => {
      await page.getByRole("button", { name: "Invoke" }).click();
      await page.getByRole("button", { name: "Filter the response" }).click();
      await page.getByRole("combobox", { name: "JMESPath" }).fill("key");
      await page.getByRole("textbox", { name: "What the filter finds" }).waitFor();
    },
  ],
  [
    "response-filter-problem",
    "",
    async (page) => {
      await page.getByRole("button", { name: "Invoke" }).click();
      await page.getByRole("button", { name: "Filter the response" }).click();
      await page.getByRole("combobox", { name: "JMESPath" }).fill("key[");
      await page.getByText("cannot be read at").waitFor();
    },
  ],
];
