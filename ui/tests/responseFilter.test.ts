// A response looked through with an expression, on the fake backend.

import { EditorView } from "@codemirror/view";
import { cleanup, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parentOf, stemOf } from "../src/features/result/responseFilter.svelte";
import type { FakeBackend } from "../src/lib/backend.fake";
import { failure } from "../src/lib/fake/failure";
import { button, field, openPage, user } from "./page";

const found = () => screen.findByRole("textbox", { name: "What the filter finds" });

let backend: FakeBackend;
beforeEach(async () => {
  localStorage.clear();
  backend = await openPage();
  await user.click(button("Invoke"));
  await user.click(await screen.findByRole("button", { name: "Filter the response" }));
});
afterEach(cleanup);

describe("the filter of a response", () => {
  it("shows what an expression finds in place of the response, and goes again", async () => {
    await user.type(field("JMESPath"), "key");
    expect((await found()).textContent).toContain("value");
    expect(screen.queryByRole("textbox", { name: "Response body" })).toBeNull();
    await user.keyboard("{Escape}");
    expect(await screen.findByRole("textbox", { name: "Response body" })).toBeTruthy();
    expect(screen.queryByRole("combobox", { name: "JMESPath" })).toBeNull();
    expect(document.activeElement).toBe(button("Filter the response"));
  });

  it("looks for the same in the next response", async () => {
    await user.type(field("JMESPath"), "key");
    await found();
    const payload = EditorView.findFromDOM(field("Payload"))!;
    const whole = { from: 0, to: payload.state.doc.length, insert: '{"key": "another"}' };
    payload.dispatch({ changes: whole });
    await user.click(button("Invoke"));
    await waitFor(async () => expect((await found()).textContent).toContain("another"));
    expect(field("JMESPath").value).toBe("key");
  });

  it("offers the keys that can follow", async () => {
    await user.type(field("JMESPath"), "ke");
    await screen.findByRole("option", { name: "key" });
    await user.keyboard("{ArrowDown}{Enter}");
    expect(field("JMESPath").value).toBe("key");
    expect(await found()).toBeTruthy();
  });

  it("says why an expression cannot be read, and that nothing was found", async () => {
    await user.type(field("JMESPath"), "key[[");
    expect(await screen.findByText(/cannot be read at character 5/)).toBeTruthy();
    await user.clear(field("JMESPath"));
    await user.type(field("JMESPath"), "nothing");
    expect(await screen.findByText("Nothing found")).toBeTruthy();
    await waitFor(() => expect(screen.queryByText(/cannot be read/)).toBeNull());
  });

  it("says what can be done when it cannot look", async () => {
    backend.filterResponse = () =>
      Promise.reject(failure("other", "This response is no longer here.", "Invoke again."));
    await user.type(field("JMESPath"), "key");
    expect(await screen.findByText("This response is no longer here.")).toBeTruthy();
    expect(screen.getByText("Invoke again.")).toBeTruthy();
    const described = field("JMESPath").getAttribute("aria-describedby")!;
    expect(document.getElementById(described)!.textContent).toContain("Invoke again.");
  });
});

it("an expression is continued after its last sign", () => {
  expect(stemOf("orders[0].to")).toBe("orders[0].");
  expect(stemOf("or")).toBe("");
  expect(parentOf("orders[0].")).toBe("orders[0]");
  expect(parentOf("orders[?")).toBeNull();
});
