// Sharing a result in the window, on the fake backend.

import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FakeBackend } from "../src/lib/backend.fake";
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
});
