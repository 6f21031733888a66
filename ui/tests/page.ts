// The page over the fake backend, as the tests open and read it.

import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import App from "../src/app/App.svelte";
import { FakeBackend } from "../src/lib/backend.fake";

export const user = userEvent.setup();

/** Opens the page and waits until it can be used. `query` has the fake's switches. */
export async function openPage(query = ""): Promise<FakeBackend> {
  const backend = new FakeBackend(new URLSearchParams(query));
  backend.speed = 20;
  render(App, { backend });
  await screen.findByRole("textbox", { name: "Payload" });
  return backend;
}

/** A field, whether it suggests something or not. */
export const field = (name: string) =>
  (screen.queryByRole("combobox", { name }) ?? screen.getByRole("textbox", { name })) as HTMLInputElement;
export const button = (name: string | RegExp) => screen.getByRole("button", { name });
/** Chooses a profile in the menu at the top. */
export async function chooseProfile(name: string | RegExp) {
  await user.click(button(/^Profile:/));
  await user.click(screen.getByRole("menuitemradio", { name }));
}
/** Presses a button of the dialog that is in front. */
export async function ofDialog(name: string) {
  await user.click(within(screen.getAllByRole("dialog").at(-1)!).getByRole("button", { name }));
}
