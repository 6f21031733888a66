// What a person does in the window, for the pictures of its states.

export const mod = "Control";
export const openExample = (page, title) => page.getByRole("button", { name: title }).click();
export const invoke = (page) => page.getByRole("button", { name: "Invoke" }).click();
export const said = (page, words) => page.getByRole("status").filter({ hasText: words }).waitFor();
export const fill = (page, name, text) =>
  page
    .getByRole("textbox", { name, exact: true })
    .or(page.getByRole("combobox", { name, exact: true }))
    .fill(text);
/** Does what has a button of its own where there is room, and is in the request's menu where there is none. */
export async function ofRequest(page, name) {
  const button = page.getByRole("button", { name, exact: true });
  if (await button.isVisible()) return button.click();
  await page.getByRole("button", { name: "More for this request" }).click();
  await page.getByRole("menuitem", { name: new RegExp(`^${name}…?$`) }).click();
}
export async function call(page, name, payload) {
  await page.getByRole("button", { name: "New request" }).first().click();
  await fill(page, "Function", name);
  if (payload !== undefined) await fill(page, "Payload", payload);
  await invoke(page);
}
export async function chooseProfile(page, name) {
  await page.getByRole("button", { name: /^Profile:/ }).click();
  await page.getByRole("menuitemradio", { name }).click();
}
/** Opens the profiles' menu, and there an item. */
export async function profileMenu(page, item) {
  await page.getByRole("button", { name: /^Profile:/ }).click();
  if (item) await page.getByRole("menuitem", { name: item }).click();
}
/** Begins a new profile of a kind. */
export async function addProfile(page, kind) {
  await profileMenu(page, "Add a profile…");
  if (kind) await page.getByRole("button", { name: kind }).click();
}
