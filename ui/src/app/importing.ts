// Bringing a request in that another tool wrote, handing one out, and putting a template's event in its place.

import { type Known, type Place, placeOf } from "../features/exchange/place";
import { SANDBOX } from "../features/request/draft.svelte";
import type { Code } from "../lib/bindings/Code";
import type { CodeLanguage } from "../lib/bindings/CodeLanguage";
import type { ImportedRequest } from "../lib/bindings/ImportedRequest";
import type { RequestContent } from "../lib/bindings/RequestContent";
import { contentOf } from "../lib/requestContent";
import type { Tab } from "./tab.svelte";
import type { Workbench } from "./workbench.svelte";

/** Where an imported request would go. */
export function placeFor(workbench: Workbench, request: ImportedRequest): Place {
  const { sandbox, access, profiles } = workbench;
  const known: Known = {
    profiles: profiles.list,
    current: access.profile,
    sandbox:
      sandbox.state === "running"
        ? { id: SANDBOX, endpoint: sandbox.endpoint, region: sandbox.region }
        : null,
  };
  return placeOf(request, known);
}

/** What another tool's request says, as a request of ours; what it does not say is as in a new one. */
function contentOfImported(request: ImportedRequest): RequestContent {
  const said = (text: string) => text || null;
  const content = contentOf(null);
  return {
    ...content,
    payload: request.payload,
    sending: {
      ...content.sending,
      function: said(request.function),
      qualifier: said(request.qualifier),
      wait: request.wait,
      invocation_type: request.invocation_type === "request_response" ? null : request.invocation_type,
      tail: request.tail || request.invocation_type === "request_response" ? null : false,
      stream: request.stream || null,
      client_context: said(request.client_context),
      tenant_id: said(request.tenant_id),
      durable_execution_name: said(request.durable_execution_name),
    },
  };
}

/** Opens an imported request: in the tab that is blank, or in one of its own. */
export function openImported(workbench: Workbench, request: ImportedRequest): Tab {
  const { profile, region } = placeFor(workbench, request);
  const tab = workbench.openRequest(({ draft }) => {
    if (profile) draft.own = profile;
    draft.take(contentOfImported(request), draft.inherited);
    if (region) draft.region = region;
    void draft.describe();
  });
  workbench.announcement = "The request was imported.";
  return tab;
}

/** Opens a collection that was written, and shows it. Rejects when it cannot be. */
export async function openCollection(workbench: Workbench, path: string): Promise<void> {
  await workbench.keeping.collections.open(path);
  workbench.side = "collections";
}

/** Puts a template's event in place of the payload, as one step that can be undone. */
export function useTemplate(workbench: Workbench, tab: Tab, payload: string, title: string) {
  const { payload: text } = tab.draft;
  const before = text.text;
  if (before === payload) return;
  text.text = payload;
  const { version } = text;
  if (!before.trim() || before === "{}") return;
  workbench.undo.offer({
    words: `The payload is ${title} now.`,
    // What was written since is not thrown away with it.
    undo: () => version === text.version && (text.text = before),
    over: () => undefined,
  });
}

/** The tab's request, written for another tool. */
export function codeOf(workbench: Workbench, tab: Tab, language: CodeLanguage): Promise<Code> {
  return workbench.backend.copyAs(tab.draft.input(), language);
}
