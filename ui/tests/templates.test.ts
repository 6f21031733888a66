// Event templates: finding one, filling its form, and using it.

import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FakeBackend } from "../src/lib/backend.fake";
import type { InvokeInput } from "../src/lib/bindings/InvokeInput";
import { grouped, matching } from "../src/features/templates/search";
import { TEMPLATES } from "../src/lib/fake/templates";
import { button, field, ofDialog, openPage, user } from "./page";

let backend: FakeBackend;
const search = () => screen.getByRole("combobox", { name: "Search templates" }) as HTMLInputElement;
const option = (name: string) => screen.getByRole("option", { name });
const preview = () => screen.getByRole("region", { name: "Payload" }).textContent ?? "";

async function openTemplates() {
  backend = await openPage();
  await user.click(button("Template"));
  await screen.findByRole("option", { name: "Object created" });
}
async function sent(): Promise<InvokeInput> {
  await user.click(button("Invoke"));
  await waitFor(() => expect(backend.calls.some(([name]) => name === "invoke")).toBe(true));
  return backend.calls.find(([name]) => name === "invoke")![1] as InvokeInput;
}

beforeEach(() => localStorage.clear());
afterEach(cleanup);

describe("finding a template", () => {
  it("takes words of the service, the title, the sentence and the keywords, in any order", () => {
    const titles = (filter: string) => matching(TEMPLATES, filter).map((it) => `${it.service} ${it.title}`);
    expect(titles("upload S3")).toEqual(["S3 Object created"]);
    expect(titles("api v2")).toEqual(["API Gateway HTTP API request"]);
    expect(titles("  ")).toHaveLength(TEMPLATES.length);
    expect(titles("nothing of the kind")).toEqual([]);
  });

  it("keeps services together", () => {
    const services = grouped(TEMPLATES).map((group) => group.service);
    expect(new Set(services).size).toBe(services.length);
    expect(grouped(TEMPLATES)[0]!.templates).toHaveLength(2);
  });

  it("goes by keys alone, from the search to the payload", async () => {
    await openTemplates();
    const focused = () => document.activeElement as HTMLInputElement;
    const labelled = () => focused().labels?.[0]?.textContent ?? focused().ariaLabel;
    await waitFor(() => expect(focused().getAttribute("aria-label")).toBe("Search templates"));
    await user.keyboard("sqs");
    await waitFor(() => expect(document.querySelector("dialog h3")?.textContent).toBe("SQS: Message"));
    await user.keyboard("{Enter}");
    expect(labelled()).toBe("Message");
    await user.tab();
    expect(labelled()).toBe("Queue");
    // As everywhere, what stands in a field that is reached by Tab is selected.
    await user.keyboard("mine{Enter}");
    await waitFor(() => expect(document.querySelector("dialog")).toBeNull());
    expect(JSON.parse((await sent()).payload)).toMatchObject({ queue: "mine", eventSource: "sqs" });
  });

  it("says when nothing matches", async () => {
    await openTemplates();
    await user.type(search(), "zzz");
    expect(await screen.findByText("Nothing matches.")).toBeTruthy();
    expect(screen.getByText(`0 of ${TEMPLATES.length}`)).toBeTruthy();
  });

  it("moves with the arrows", async () => {
    await openTemplates();
    await user.type(search(), "{ArrowDown}{ArrowDown}");
    await waitFor(() => expect(option("Object created").getAttribute("aria-selected")).toBe("true"));
    expect(search().getAttribute("aria-activedescendant")).toBe(option("Object created").id);
    expect(document.activeElement).toBe(search());
  });
});

describe("a template's form", () => {
  it("is previewed as it is filled, and becomes the payload in one step that can be undone", async () => {
    await openTemplates();
    await user.click(option("Object created"));
    await waitFor(() => expect(preview()).toContain("orders-inbox"));
    await user.clear(field("Bucket"));
    await user.type(field("Bucket"), "mine");
    await waitFor(() => expect(preview()).toContain('"bucket": "mine"'));
    await ofDialog("Use");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    const payload = () => document.querySelector(".cm-content[aria-label=Payload]")!.textContent;
    expect(payload()).toContain("mine");
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(payload()).not.toContain("mine"));
  });

  it("is not used while something in it is wrong, and the focus goes there", async () => {
    await openTemplates();
    await user.click(option("Object created"));
    const size = await screen.findByRole("textbox", { name: "Size in bytes" });
    await user.clear(size);
    await user.type(size, "big");
    expect(await screen.findByText("Write a number, such as 1024.")).toBeTruthy();
    await ofDialog("Use");
    await waitFor(() => expect(document.activeElement).toBe(size));
    expect(screen.getByRole("dialog")).toBeTruthy();
  });

  it("asks before what was typed is lost", async () => {
    await openTemplates();
    await user.click(option("Object created"));
    await user.type(await screen.findByRole("textbox", { name: "Key" }), "x");
    await ofDialog("Cancel");
    expect(within(screen.getByRole("dialog")).getByText("What you filled in is lost.")).toBeTruthy();
    await ofDialog("Discard it");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });
});
