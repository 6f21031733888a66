// Functions of the profile in front: listed, searched, opened, suggested while typing; aliases and versions to choose from.

import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { between, offsets } from "../src/components/rows";
import { narrowed } from "../src/components/suggestions";
import { matching, searchable } from "../src/features/functions/search";
import { age, figures } from "../src/features/functions/words";
import type { FakeBackend } from "../src/lib/backend.fake";
import { listed } from "../src/lib/fake/functions";
import { button, chooseProfile, field, ofDialog, openPage, user } from "./page";

let backend: FakeBackend;
const panel = () => within(screen.getByRole("tabpanel", { name: "Functions" }));
const rows = () => panel().queryAllByRole("listitem");
const row = (name: string) => panel().getByRole("button", { name: new RegExp(`^${name} `) });
const standing = () => document.querySelector("[data-standing]")!.textContent!;
const made = (name: string) => backend.calls.filter(([it]) => it === name).length;

async function openPanel(query: string, profile?: RegExp) {
  backend = await openPage(query);
  if (profile) await chooseProfile(profile);
  await user.click(screen.getByRole("tab", { name: "Functions" }));
}
const staging = (switches = "") => openPanel(`fake=profiles,${switches}`, /Payments staging/);

beforeEach(() => localStorage.clear());
afterEach(cleanup);

describe("the list", () => {
  it("shows what is known of each function, and is read only when it is looked at", async () => {
    backend = await openPage("fake=profiles");
    expect(made("listFunctions")).toBe(0);
    await chooseProfile(/Payments staging/);
    await user.click(screen.getByRole("tab", { name: "Functions" }));
    await waitFor(() => expect(standing()).toBe("6 functions, listed just now"));
    const archive = row("orders-archive");
    expect(archive.textContent).toContain("container image · 1024 MB · 15 min");
    expect(row("payments-capture").textContent).toContain("python3.13 · 256 MB · 30 s · Pending");
    expect(row("orders-create").textContent).toContain("Takes an order and reserves stock for its lines");
    expect(made("listFunctions")).toBe(1);
    // It is fresh: looking again asks nobody.
    await user.click(screen.getByRole("tab", { name: "Collections" }));
    await user.click(screen.getByRole("tab", { name: "Functions" }));
    expect(made("listFunctions")).toBe(1);
    await user.click(button("Read the list anew"));
    await waitFor(() => expect(made("listFunctions")).toBe(2));
  });

  it("is searched over name, description and runtime", async () => {
    await staging();
    await waitFor(() => expect(rows().length).toBe(6));
    await user.type(field("Search functions"), "orders");
    expect(standing()).toMatch(/^4 of 6,/);
    await user.clear(field("Search functions"));
    await user.type(field("Search functions"), "pdf node");
    expect(rows().length).toBe(1);
    expect(row("invoices-render")).toBeTruthy();
    await user.clear(field("Search functions"));
    await user.type(field("Search functions"), "nothing like it");
    expect(panel().getByText(/No function has “nothing like it”/)).toBeTruthy();
    await user.keyboard("{Escape}");
    expect(rows().length).toBe(6);
  });

  it("lays out a few of thousands, and says how many have come", async () => {
    await staging("functions");
    await waitFor(() => expect(standing()).toBe("3,000 functions, listed just now"), { timeout: 30_000 });
    expect(rows().length).toBeLessThan(60);
    expect(rows()[0]!.getAttribute("aria-setsize")).toBe("3000");
    await user.type(field("Search functions"), "2999");
    expect(rows().length).toBe(1);
  }, 60_000);

  it("is there at once from the last time, with its age, and read anew behind it", async () => {
    await staging("kept-list,slow-list");
    await waitFor(() => expect(rows().length).toBe(4));
    expect(standing()).toMatch(/^4 functions, reading anew: 0…$/);
    await waitFor(() => expect(standing()).toBe("6 functions, listed just now"));
  });

  it("belongs to its profile: what comes late for another is not taken for it", async () => {
    backend = await openPage("fake=profiles,slow-list");
    // As slow as life, so that the first list is still coming.
    backend.speed = 1;
    await chooseProfile(/Payments staging/);
    await user.click(screen.getByRole("tab", { name: "Functions" }));
    expect(standing()).toBe("Reading the list…");
    backend.speed = 20;
    backend.functions.own = [listed("elsewhere")];
    await chooseProfile(/Local stack/);
    await waitFor(() => expect(standing()).toBe("1 function, listed just now"));
    expect(row("elsewhere")).toBeTruthy();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(standing()).toBe("1 function, listed just now");
    expect(made("cancel")).toBe(1);
    // The former was not read on, so it is begun anew.
    backend.functions.own = null;
    await chooseProfile(/Payments staging/);
    await waitFor(() => expect(standing()).toBe("6 functions, listed just now"));
    expect(made("listFunctions")).toBe(3);
  });

  it("says that there are none, and where else to look", async () => {
    await staging("empty-list");
    expect(await panel().findByText(/There are no functions of/)).toBeTruthy();
  });
});

describe("where there is no list", () => {
  it("names the permission, offers names from before, and lets one type", async () => {
    await staging("no-list");
    const alert = await panel().findByRole("alert");
    expect(alert.textContent).toContain("no permission for lambda:ListFunctions");
    expect(alert.textContent).toContain("can be typed all the same");
    await user.click(panel().getByRole("button", { name: "payments-capture" }));
    expect(field("Function").value).toBe("payments-capture");
    await user.clear(field("Function"));
    await user.type(field("Function"), "orders");
    expect(screen.getByRole("option", { name: /orders-create/ })).toBeTruthy();
    // It is not asked again by itself, and by a click it is.
    expect(made("listFunctions")).toBe(1);
    backend.functions.allow();
    await user.click(button("Read the list anew"));
    await waitFor(() => expect(rows().length).toBe(6));
    expect(panel().queryByRole("alert")).toBeNull();
  });

  it("offers to sign in, asks nobody by itself, and reads the list then", async () => {
    backend = await openPage("fake=sso");
    // As slow as life, so that the browser does not confirm at once.
    backend.speed = 1;
    await chooseProfile(/^Payments staging/);
    await screen.findByRole("dialog", { name: "Sign in to Acme" });
    // Choosing the profile asked; that is given up.
    await ofDialog("Cancel");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await user.click(screen.getByRole("tab", { name: "Functions" }));
    const alert = await panel().findByRole("alert");
    expect(within(alert).getByRole("button", { name: "Sign in…" })).toBeTruthy();
    expect(screen.queryByRole("dialog")).toBeNull();
    backend.speed = 20;
    await user.click(within(alert).getByRole("button", { name: "Sign in…" }));
    await waitFor(() => expect(rows().length).toBe(6));
    expect(panel().queryByRole("alert")).toBeNull();
  });

  it("says that AWS is asked too often", async () => {
    await staging("throttled-list");
    expect((await panel().findByRole("alert")).textContent).toContain("asked too often");
  });
});

describe("opening a function", () => {
  it("makes a request that waits for its timeout, before Lambda was asked", async () => {
    await staging();
    await waitFor(() => expect(rows().length).toBe(6));
    await user.click(row("orders-create"));
    expect(field("Function").value).toBe("orders-create");
    expect(field("Wait up to").value).toBe("15 min 30 s");
    expect(screen.getByText("python3.13 · 128 MB · timeout 15 min")).toBeTruthy();
    expect(row("orders-create").getAttribute("aria-current")).toBe("true");
  });

  it("takes the place of one that was only looked at, and leaves one that was worked on", async () => {
    await staging();
    await waitFor(() => expect(rows().length).toBe(6));
    const tabs = () =>
      within(screen.getByRole("tablist", { name: "Open requests" })).getAllByRole("tab").length;
    await user.click(row("orders-create"));
    const before = tabs();
    await user.click(row("orders-cancel"));
    expect(tabs()).toBe(before);
    await user.type(field("Qualifier"), "live");
    await user.click(row("payments-capture"));
    expect(tabs()).toBe(before + 1);
    await user.click(row("orders-cancel"));
    expect(field("Qualifier").value).toBe("live");
    expect(tabs()).toBe(before + 1);
    // With Ctrl, or the middle button, there is one more.
    await fireEvent.click(row("orders-cancel"), { ctrlKey: true });
    expect(tabs()).toBe(before + 2);
    await fireEvent(row("orders-cancel"), new MouseEvent("auxclick", { bubbles: true, button: 1 }));
    expect(tabs()).toBe(before + 3);
  });

  it("works from the keyboard", async () => {
    await staging();
    await waitFor(() => expect(rows().length).toBe(6));
    await user.click(field("Search functions"));
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(document.activeElement?.textContent).toContain("orders-archive");
    await user.keyboard("{ArrowRight}");
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Details of orders-archive");
    await user.keyboard("{ArrowLeft}{ArrowUp}{ArrowUp}");
    expect(document.activeElement).toBe(field("Search functions"));
    await user.type(field("Search functions"), "capture{Enter}");
    expect(field("Function").value).toBe("payments-capture");
  });

  it("opens an example of the sandbox with its payload", async () => {
    await openPanel("");
    await waitFor(() => expect(rows().length).toBeGreaterThan(5));
    await user.click(row("slow"));
    expect(screen.getByRole("tab", { name: "Slow: answers when you say", selected: true })).toBeTruthy();
  });

  it("tells more of a function, and makes a request of one of its aliases", async () => {
    await staging();
    await waitFor(() => expect(rows().length).toBe(6));
    await user.click(button("Details of orders-create"));
    const dialog = within(screen.getByRole("dialog", { name: "orders-create" }));
    expect(dialog.getByText("app.handler")).toBeTruthy();
    expect(await dialog.findByText("90% 42, 10% 43")).toBeTruthy();
    await user.click(dialog.getByRole("button", { name: /canary/ }));
    expect(screen.queryByRole("dialog")).toBeNull();
    expect([field("Function").value, field("Qualifier").value]).toEqual(["orders-create", "canary"]);
  });
});

describe("the request line", () => {
  it("suggests functions, those that begin as typed first, and takes one by the keyboard", async () => {
    backend = await openPage("fake=profiles");
    await chooseProfile(/Payments staging/);
    await user.click(screen.getAllByRole("button", { name: "New request" })[0]!);
    await waitFor(() => expect(made("listFunctions")).toBe(1));
    await user.type(field("Function"), "c");
    await waitFor(() => expect(screen.getAllByRole("option").length).toBeGreaterThan(2));
    await user.type(field("Function"), "apture");
    expect(screen.getAllByRole("option").length).toBe(1);
    expect(field("Function").getAttribute("aria-expanded")).toBe("true");
    await user.keyboard("{ArrowDown}");
    expect(field("Function").getAttribute("aria-activedescendant")).toBe(screen.getByRole("option").id);
    await user.keyboard("{Enter}");
    expect(field("Function").value).toBe("payments-capture");
    expect(screen.queryByRole("option")).toBeNull();
    // What is typed whole stands in nobody's way.
    await user.clear(field("Function"));
    await user.type(field("Function"), "orders-archive");
    expect(screen.queryByRole("option")).toBeNull();
  });

  it("closes its list by Escape, which cancels nothing", async () => {
    backend = await openPage("fake=profiles");
    await chooseProfile(/Payments staging/);
    await user.click(screen.getAllByRole("button", { name: "New request" })[0]!);
    await user.type(field("Function"), "orders");
    await screen.findAllByRole("option");
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("option")).toBeNull();
    expect(field("Function").value).toBe("orders");
  });

  it("shows aliases with where they lead, and versions with their days", async () => {
    await staging();
    await waitFor(() => expect(rows().length).toBe(6));
    await user.click(row("orders-create"));
    await user.click(field("Qualifier"));
    await user.keyboard("{ArrowDown}");
    const canary = await screen.findByRole("option", { name: /^canary/ });
    expect(canary.textContent).toContain("90% 42, 10% 43");
    expect(canary.textContent).toContain("A tenth goes to the next version");
    expect(screen.getByRole("option", { name: /^\$LATEST/ })).toBeTruthy();
    expect(screen.getByRole("option", { name: /^42/ }).textContent).toContain("19 Nov 2026");
    await user.click(canary);
    expect(field("Qualifier").value).toBe("canary");
    expect(document.activeElement).toBe(field("Qualifier"));
    // Another function has others.
    await user.click(row("orders-cancel"));
    expect(made("listQualifiers")).toBe(1);
    await user.click(button("Aliases and versions"));
    await waitFor(() => expect(made("listQualifiers")).toBe(2));
  });

  it("says which lists of aliases and versions are not allowed", async () => {
    await staging("no-list");
    await user.type(field("Function"), "orders-create");
    await user.click(field("Qualifier"));
    await user.keyboard("{ArrowDown}");
    expect(await screen.findByText(/no permission for lambda:ListAliases/)).toBeTruthy();
    expect(screen.getByRole("option", { name: /^\$LATEST/ })).toBeTruthy();
  });
});

describe("small parts", () => {
  it("lay out the rows between two heights", () => {
    const all = offsets([10, 20, 30, 40]);
    expect(all).toEqual([0, 10, 30, 60, 100]);
    expect(between(all, 0, 5, 0)).toEqual([0, 1]);
    expect(between(all, 10, 30, 0)).toEqual([1, 3]);
    expect(between(all, 99, 400, 0)).toEqual([3, 4]);
    expect(between(all, 31, 32, 1)).toEqual([1, 4]);
    expect(between(offsets([]), 0, 600)).toEqual([0, 0]);
  });

  it("order suggestions, and search by every word", () => {
    const all = ["b-orders", "orders-a", "else"].map((value) => ({ value }));
    expect(narrowed(all, "ORD").map((it) => it.value)).toEqual(["orders-a", "b-orders"]);
    const functions = searchable([
      listed("one", { runtime: null }),
      listed("two", { description: "Of Two" }),
    ]);
    expect(matching(functions, "of TWO").map((it) => it.name)).toEqual(["two"]);
    expect(matching(functions, "container").map((it) => it.name)).toEqual(["one"]);
  });

  it("say figures and ages", () => {
    expect(figures(listed("f", { runtime: null, memory_mb: null, timeout_seconds: null }))).toBe("");
    const now = Date.parse("2026-11-26T12:00:00Z");
    expect(age("2026-11-26T11:59:30Z", now)).toBe("just now");
    expect(age("2026-11-26T11:15:00Z", now)).toBe("45 min ago");
    expect(age("2026-11-25T09:00:00Z", now)).toBe("1 day ago");
    expect(age("2026-11-20T09:00:00Z", now)).toBe("6 days ago");
    expect(age("no time", now)).toBe("");
  });
});
