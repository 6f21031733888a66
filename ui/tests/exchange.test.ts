// Requests that come from other tools and go to them: command lines, Postman, and "Copy as".

import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { looksLikeCommand } from "../src/features/exchange/looks";
import { type Known, placeOf } from "../src/features/exchange/place";
import type { FakeBackend } from "../src/lib/backend.fake";
import type { ImportedRequest } from "../src/lib/bindings/ImportedRequest";
import type { Profile } from "../src/lib/bindings/Profile";
import { button, field, ofDialog, openPage, user } from "./page";

let backend: FakeBackend;
const calls = (name: string) => backend.calls.filter(([called]) => called === name).map(([, what]) => what);
const dialog = () => screen.getAllByRole("dialog").at(-1)!;
const box = () => screen.getByRole("textbox", { name: "Command line" }) as HTMLTextAreaElement;
const COMMAND =
  "aws lambda invoke --function-name orders-create --qualifier live --payload '{\"a\": 1}' response.json";

function paste(target: Element, text: string) {
  const data = { getData: () => text } as unknown as DataTransfer;
  const event = new Event("paste", { bubbles: true, cancelable: true });
  Object.assign(event, { clipboardData: data });
  return fireEvent(target, event);
}

beforeEach(() => localStorage.clear());
afterEach(cleanup);

describe("a text that is pasted", () => {
  it("is a command line when it calls Lambda", () => {
    for (const text of [
      COMMAND,
      `$ ${COMMAND}`,
      `AWS_PROFILE=x ${COMMAND}`,
      "aws --profile x \\\n  lambda invoke --function-name f o",
      "printf '%s' '{}' |\n  aws lambda invoke --function-name f --payload fileb:///dev/stdin o",
      "PS C:\\work> aws lambda invoke --function-name f o",
      "C:\\work>aws.exe lambda invoke --function-name f o",
      "/usr/bin/curl -X POST https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/f/invocations",
      "lambdesk-cli invoke --function-name f o",
    ])
      expect(looksLikeCommand(text), text).toBe(true);
    for (const text of [
      "",
      "{}",
      "orders-create",
      "arn:aws:lambda:eu-west-1:123456789012:function:f",
      "aws s3 ls",
      '{"say": "aws lambda invoke"}',
      "curl https://example.com",
    ])
      expect(looksLikeCommand(text), text).toBe(false);
  });

  it("into the function's field is offered as a request, and used in a tab of its own", async () => {
    backend = await openPage();
    await paste(field("Function"), COMMAND);
    expect(await screen.findByText("AWS CLI request")).toBeTruthy();
    expect(field("Function").value).toBe("echo");
    expect(within(dialog()).getByText("orders-create")).toBeTruthy();
    await ofDialog("Use");
    await waitFor(() => expect(field("Function").value).toBe("orders-create"));
    expect(field("Qualifier").value).toBe("live");
    expect(document.querySelector(".cm-content[aria-label=Payload]")!.textContent).toBe('{"a": 1}');
    expect(screen.getAllByRole("tab", { name: /Echo|orders-create/ })).toHaveLength(2);
  });

  it("into the payload of an empty request is offered too, and can stay a text", async () => {
    backend = await openPage();
    await user.click(button("New request"));
    const payload = document.querySelector(".cm-content[aria-label=Payload]")!;
    await paste(payload, COMMAND);
    await screen.findByText("AWS CLI request");
    await ofDialog("Paste it as text");
    await waitFor(() => expect(payload.textContent).toBe(COMMAND));
    expect(field("Function").value).toBe("");
  });

  it("into a payload that is written already stays what it is", async () => {
    backend = await openPage();
    await paste(document.querySelector(".cm-content[aria-label=Payload]")!, COMMAND);
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

describe("the import of a command line", () => {
  async function open(query = "") {
    backend = await openPage(query);
    await user.click(button("Import requests…"));
  }

  it("shows what was read before it is used, and what was dropped", async () => {
    await open();
    expect(document.activeElement).toBe(box());
    await fireEvent.input(box(), { target: { value: `AWS_SECRET_ACCESS_KEY=x ${COMMAND}` } });
    expect(await screen.findByText(/Credentials in the line were dropped/)).toBeTruthy();
    await ofDialog("Use");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(field("Function").value).toBe("orders-create");
  });

  it("says at which word it cannot be read", async () => {
    await open();
    await fireEvent.input(box(), { target: { value: "aws lambda invoke out" } });
    expect(await screen.findByText(/Word 3/)).toBeTruthy();
    expect((within(dialog()).getByRole("button", { name: "Use" }) as HTMLButtonElement).disabled).toBe(true);
  });

  it("goes with the profile that it names", async () => {
    await open("?fake=aws-files");
    const profile = backend.profiles.find((it) => it.id.startsWith("aws:"))!;
    await fireEvent.input(box(), { target: { value: `${COMMAND} --profile ${profile.id.slice(4)}` } });
    await screen.findByText("AWS CLI request");
    await ofDialog("Use");
    await waitFor(() => expect(button(/^Profile:/).textContent).toContain(profile.name));
  });
});

describe("where an imported request goes", () => {
  const profile = (id: string, changes: Partial<Profile> = {}) =>
    ({ id, name: id, region: "eu-west-1", endpoint: null, ...changes }) as Profile;
  const known: Known = {
    profiles: [profile("own"), profile("aws:base"), profile("local", { endpoint: "http://127.0.0.1:4566/" })],
    current: "own",
    sandbox: { id: "sandbox", endpoint: "http://127.0.0.1:9", region: "eu-west-1" },
  };
  const request = (changes: Partial<ImportedRequest>) => changes as ImportedRequest;

  it("follows its profile, its endpoint and its region", () => {
    expect(placeOf(request({ profile: "base" }), known)).toEqual({
      profile: "aws:base",
      region: null,
      remarks: [],
    });
    expect(placeOf(request({ endpoint: "http://127.0.0.1:4566" }), known).profile).toBe("local");
    expect(placeOf(request({ endpoint: "http://127.0.0.1:9" }), known).profile).toBe("sandbox");
    expect(placeOf(request({ region: "us-east-1" }), known)).toMatchObject({
      profile: null,
      region: "us-east-1",
    });
    expect(placeOf(request({ region: "eu-west-1" }), known).region).toBeNull();
  });

  it("says what is not here", () => {
    expect(placeOf(request({ profile: "gone" }), known).remarks).toHaveLength(1);
    expect(placeOf(request({ endpoint: "https://h.example" }), known).remarks[0]).toContain(
      "https://h.example",
    );
  });
});

describe("a collection of Postman", () => {
  async function open() {
    backend = await openPage();
    await user.click(button("Import requests…"));
    await user.click(screen.getByRole("tab", { name: "Postman collection" }));
  }

  it("is looked at first, and then written into a folder that is chosen", async () => {
    await open();
    backend.chosenFolder = "~/collections";
    await user.click(within(dialog()).getByRole("button", { name: "Choose…" }));
    expect(await screen.findByText("Orders / Create order")).toBeTruthy();
    expect(screen.getByText(/its value was dropped/)).toBeTruthy();
    expect(calls("writeImportedCollection")).toEqual([]);
    await user.click(within(dialog()).getAllByRole("button", { name: "Choose…" })[1]!);
    await ofDialog("Write the collection");
    expect(await screen.findByText("~/collections/Shop")).toBeTruthy();
    expect(calls("writeImportedCollection")).toHaveLength(1);
    await ofDialog("Close");
    const tree = screen.getByRole("tree", { name: "Collections" });
    expect(await within(tree).findByText("Shop")).toBeTruthy();
    expect(within(tree).getByText("Orders")).toBeTruthy();
  });

  it("that cannot be read or written is said at its field", async () => {
    await open();
    await user.type(field("File"), "~/shop.txt{Enter}");
    expect(await screen.findByText(/could not be read/)).toBeTruthy();
    expect(field("File").getAttribute("aria-invalid")).toBe("true");
    await user.clear(field("File"));
    await user.type(field("File"), "~/shop.json{Enter}");
    await screen.findByText("Orders / Create order");
    await user.type(field("Write it into the folder"), "/nowhere{Enter}");
    expect(await screen.findByText(/is no folder that is there/)).toBeTruthy();
    expect(field("Write it into the folder").getAttribute("aria-invalid")).toBe("true");
  });
});

describe("copying a request", () => {
  it("writes it for the tool that is chosen, copies it, and shows it", async () => {
    backend = await openPage();
    await user.click(button("More for this request"));
    await user.click(screen.getByRole("menuitem", { name: /Copy as AWS CLI/ }));
    expect(await screen.findByText("Copied.")).toBeTruthy();
    expect(await navigator.clipboard.readText()).toContain("aws lambda invoke");
    expect(screen.getByText(/stay in Lambdesk/)).toBeTruthy();
    await user.click(screen.getByRole("radio", { name: "Python" }));
    await waitFor(async () => expect(await navigator.clipboard.readText()).toContain("boto3"));
    expect(calls("copyAs")).toHaveLength(2);
    await ofDialog("Close");
  });

  it("says what keeps it from being sent", async () => {
    backend = await openPage();
    await user.click(button("New request"));
    await user.click(button("More for this request"));
    await user.click(screen.getByRole("menuitem", { name: /Copy as curl/ }));
    expect(within(await screen.findByRole("dialog")).getByRole("alert").textContent).toMatch(/function/i);
  });
});
