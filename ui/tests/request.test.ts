// How a request is sent, and what is known of its function: the tabs Options and Context, the preview, the settings.

import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FakeBackend } from "../src/lib/backend.fake";
import type { InvokeInput } from "../src/lib/bindings/InvokeInput";
import { button, field, openPage, user } from "./page";

let backend: FakeBackend;
async function open(query = "") {
  backend = await openPage(query);
}
const box = (name: string | RegExp) => screen.getByRole("checkbox", { name }) as HTMLInputElement;
const look = (name: string) =>
  user.click(within(screen.getByRole("tablist", { name: "Request" })).getByText(name));
const calls = (name: string) => backend.calls.filter(([called]) => called === name).map(([, what]) => what);
async function sent(): Promise<InvokeInput> {
  const before = calls("invoke").length;
  await user.click(button("Invoke"));
  await waitFor(() => expect(calls("invoke").length).toBe(before + 1));
  await screen.findByRole("button", { name: /Invoke/ });
  return calls("invoke").at(-1) as InvokeInput;
}

beforeEach(() => localStorage.clear());
afterEach(cleanup);

describe("the options of a request", () => {
  it("are sent as they are chosen, and counted", async () => {
    await open();
    expect(await sent()).toMatchObject({
      invocation_type: "request_response",
      tail: true,
      stream: false,
      retries: null,
    });
    await look("Options");
    await user.click(screen.getByRole("radio", { name: "Dry run" }));
    expect(box("Ask for the log").disabled).toBe(true);
    await user.type(field("Tenant ID"), "blue team");
    await user.type(field("Durable execution name"), "order-4711");
    await user.type(field("All attempts together"), "2 min");
    expect(screen.getByRole("tab", { name: "Options" }).textContent).toContain("4");
    expect(await sent()).toMatchObject({
      invocation_type: "dry_run",
      tenant_id: "blue team",
      durable_execution_name: "order-4711",
      total: "2 min",
    });
  });

  it("retries are the settings' until they are the request's own", async () => {
    await open();
    await look("Options");
    expect(box("Retry as the settings say (Careful)").checked).toBe(true);
    await user.click(box("Retry as the settings say (Careful)"));
    await user.click(screen.getByRole("radio", { name: "Like the AWS CLI" }));
    expect(box("Timed out waiting").checked).toBe(true);
    expect(screen.getByText(/may then run the function up to 3 times/)).toBeTruthy();
    await user.click(box("Throttled"));
    expect((screen.getByRole("radio", { name: "Custom" }) as HTMLInputElement).checked).toBe(true);
    const { retries } = await sent();
    expect(retries?.classes).toMatchObject({ throttled: false, timed_out: true });
    await user.click(box("Retry as the settings say (Careful)"));
    expect((await sent()).retries).toBeNull();
  });

  it("that cannot be sent are shown where they are", async () => {
    await open();
    backend.refuse = [{ field: "tenant_id", message: "A tenant id has letters." }];
    await user.click(button("Invoke"));
    await waitFor(() => expect(document.activeElement).toBe(field("Tenant ID")));
    expect(screen.getByText("A tenant id has letters.")).toBeTruthy();
    expect(calls("invoke")).toEqual([]);
  });

  it("an example that streams is streamed", async () => {
    await open();
    // It takes its time.
    backend.speed = 200;
    await user.click(button("Streams as the payload says"));
    expect((await sent()).stream).toBe(true);
  });
});

describe("the client context", () => {
  it("is edited as JSON, with its size as Lambda counts it", async () => {
    await open();
    await look("Context");
    expect(screen.getByText(/None is sent/)).toBeTruthy();
    await user.type(field("Client context"), '{{"custom":{{}}}}');
    expect(await screen.findByText(/of 3,583 bytes/)).toBeTruthy();
    expect((await sent()).client_context).toContain("custom");
  });
});

describe("what is known of the function", () => {
  it("sets how long is waited, and shows where an alias leads", async () => {
    await open("fake=profiles");
    backend.facts.set("orders", {
      configuration: {
        timeout_seconds: 300,
        memory_mb: 512,
        runtime: "nodejs24.x",
        architecture: "arm64",
        state: "Pending",
        state_reason: "The function is being created.",
        log_group: "/aws/lambda/orders",
        version: "7",
        description: null,
      },
      alias: {
        name: "live",
        versions: [
          { version: "7", share: 0.95 },
          { version: "8", share: 0.05 },
        ],
      },
      unknown: [],
      refreshing: false,
    });
    await user.click(button(/^Payments staging/));
    await user.type(field("Function"), "orders");
    expect(field("Wait up to").value).toBe("15 min 30 s");
    await user.tab();
    await waitFor(() => expect(field("Wait up to").value).toBe("5 min 30 s"));
    expect(screen.getByText("nodejs24.x · 512 MB · timeout 5 min")).toBeTruthy();
    expect(screen.getByText(/its state is Pending/)).toBeTruthy();
    await look("Options");
    expect(screen.getByText("95% to version 7, 5% to version 8")).toBeTruthy();
    await user.type(field("Function"), "2");
    expect(field("Wait up to").value).toBe("15 min 30 s");
  });

  it("a permission that is missing is said and stops nothing", async () => {
    await open("fake=profiles");
    const why = "The function's configuration is not known: the profile has no permission.";
    backend.facts.set("orders", { configuration: null, alias: null, unknown: [why], refreshing: false });
    await user.click(button(/^Payments staging/));
    await user.type(field("Function"), "orders");
    await user.tab();
    expect((await screen.findByText("timeout not known")).title).toBe(why);
    expect((await sent()).function).toBe("orders");
  });
});

describe("the preview", () => {
  it("shows what would be sent, and sends nothing", async () => {
    await open();
    await user.click(button("Preview"));
    const dialog = within(await screen.findByRole("dialog"));
    expect((await dialog.findByRole("region", { name: "HTTP request" })).textContent).toContain(
      "Signature=********",
    );
    expect(dialog.getByRole("region", { name: "Canonical request" }).textContent).toContain(
      "host;x-amz-date",
    );
    expect(calls("invoke")).toEqual([]);
    await user.click(dialog.getByRole("button", { name: "Close" }));
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

describe("the settings", () => {
  it("are saved, and what is wrong with a field is said there", async () => {
    await open();
    await user.keyboard("{Control>},{/Control}");
    const dialog = within(await screen.findByRole("dialog", { name: "Settings" }));
    const connect = dialog.getByRole("textbox", { name: "Connect within" });
    await user.clear(connect);
    await user.type(connect, "soon");
    await user.click(dialog.getByRole("button", { name: "Save settings" }));
    expect(await dialog.findByText(/Write a time such as/)).toBeTruthy();
    await user.clear(connect);
    await user.type(connect, "5 s");
    await user.click(dialog.getByRole("radio", { name: "Off" }));
    await user.click(dialog.getByRole("button", { name: "Save settings" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(backend.settings).toMatchObject({ connect: "5 s", retries: { attempts: 1 } });
    await look("Options");
    expect(box("Retry as the settings say (Off)").checked).toBe(true);
  });

  it("that were changed are not lost to one press of Escape", async () => {
    await open();
    await user.click(button("Settings"));
    const dialog = within(await screen.findByRole("dialog"));
    await user.type(dialog.getByRole("textbox", { name: "Connect within" }), "0");
    await user.click(dialog.getByRole("button", { name: "Cancel" }));
    expect(dialog.getByText("What you changed is not saved yet.")).toBeTruthy();
    await user.click(dialog.getByRole("button", { name: "Discard it" }));
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

describe("a mistake in the payload that Lambda names", () => {
  it("is marked where it is", async () => {
    await open();
    await user.clear(field("Payload"));
    await user.type(field("Payload"), "nonsense");
    await user.click(button("Invoke"));
    await screen.findByText("Rejected");
    await waitFor(() => expect(document.querySelector(".cm-lintRange-error")).toBeTruthy());
  });
});
