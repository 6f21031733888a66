// Shareable test events of a request's function: looked at, opened, published, replaced and deleted.

import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FakeBackend } from "../src/lib/backend.fake";
import { button, field, ofDialog, openPage, user } from "./page";

let backend: FakeBackend;
const dialog = () => within(screen.getByRole("dialog", { name: /^Test events of/ }));
const name = () => dialog().getByRole("textbox", { name: /^Publish/ }) as HTMLInputElement;
const published = () => backend.calls.filter(([it]) => it === "publishTestEvent").map(([, draft]) => draft);

async function open(query = "") {
  backend = await openPage(query);
  await user.click(button("More for this request"));
  await user.click(screen.getByRole("menuitem", { name: "Test events…" }));
  await waitFor(() => expect(dialog().queryByText("Reading…")).toBeNull());
}

beforeEach(() => localStorage.clear());
afterEach(cleanup);

describe("test events", () => {
  it("are read for the request's function, and opened as requests", async () => {
    await open("fake=test-events");
    expect(dialog().getByText(/SAM CLI use the same ones/)).toBeTruthy();
    expect(dialog().getByText(/of 100,000 characters are used/)).toBeTruthy();
    expect(dialog().getByRole("region", { name: "The payload of create-order" }).textContent).toContain(
      "46.00",
    );
    await user.click(dialog().getByRole("button", { name: /^nightly/ }));
    await ofDialog("Open as a request");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(field("Function").value).toBe("echo");
    expect(field("Qualifier").value).toBe("live");
    expect(field("Payload").textContent).toBe('{"kind": "settlement", "day": "2026-11-26"}');
    await user.click(screen.getByRole("tab", { name: /^Options/ }));
    expect((screen.getByRole("radio", { name: /^Event/ }) as HTMLInputElement).checked).toBe(true);
  });

  it("teach when there are none, and take the payload as it is", async () => {
    await open();
    expect(dialog().getByText(/There are none yet/)).toBeTruthy();
    await user.type(name(), "first{Enter}");
    expect(await dialog().findByText("Published “first”.")).toBeTruthy();
    expect(published()).toEqual([
      {
        name: "first",
        payload: '{\n  "key": "value"\n}',
        invocation_type: "request_response",
        replace: false,
      },
    ]);
    expect(dialog().getByRole("region", { name: "The payload of first" })).toBeTruthy();
    expect(name().value).toBe("");
  });

  it("are replaced only when that was said twice", async () => {
    await open("fake=test-events");
    await user.type(name(), "nightly{Enter}");
    expect(published()).toEqual([]);
    expect(dialog().getByText(/Replacing it changes it for everybody/)).toBeTruthy();
    // Another name is another thing.
    await user.type(name(), "-2");
    expect(dialog().queryByText(/Replacing it changes/)).toBeNull();
    await user.type(name(), "{Backspace}{Backspace}{Enter}");
    await ofDialog("Replace");
    expect(await dialog().findByText("Replaced “nightly”.")).toBeTruthy();
    expect(published()).toMatchObject([{ name: "nightly", replace: true }]);
  });

  it("that appear meanwhile are not replaced unasked", async () => {
    await open();
    backend.testEvents.elsewhere("echo", {
      name: "first",
      payload: "1",
      invocation_type: "request_response",
    });
    await user.type(name(), "first{Enter}");
    expect(await dialog().findByText("There is a test event “first” already.")).toBeTruthy();
    expect(dialog().getByRole("button", { name: /^first/ })).toBeTruthy();
    expect(published()).toMatchObject([{ replace: false }]);
  });

  it("are deleted only when that was said twice", async () => {
    await open("fake=test-events");
    await ofDialog("Delete…");
    await ofDialog("Keep it");
    await ofDialog("Delete…");
    expect(backend.calls.some(([it]) => it === "deleteTestEvent")).toBe(false);
    await ofDialog("Delete");
    expect(await dialog().findByText("Deleted “create-order”.")).toBeTruthy();
    expect(dialog().queryByRole("button", { name: /^create-order/ })).toBeNull();
    expect(dialog().getByRole("region", { name: "The payload of nightly" })).toBeTruthy();
  });

  it("say which permission is missing, and what a name may be", async () => {
    await open("fake=no-test-events");
    expect(dialog().getByText(/no permission for schemas:DescribeSchema/)).toBeTruthy();
    cleanup();
    await open();
    await user.type(name(), "two words{Enter}");
    expect((await dialog().findAllByText(/letters, digits, dots, hyphens/)).length).toBe(1);
    expect(name().getAttribute("aria-invalid")).toBe("true");
  });

  it("need a function first", async () => {
    backend = await openPage();
    await user.click(screen.getAllByRole("button", { name: "New request" })[0]!);
    await user.click(button("More for this request"));
    await user.click(screen.getByRole("menuitem", { name: "Test events…" }));
    expect(screen.queryByRole("dialog")).toBeNull();
    await waitFor(() => expect(document.activeElement).toBe(field("Function")));
  });
});
