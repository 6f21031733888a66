// The real backend: the only file that knows Tauri.

import { Channel, invoke } from "@tauri-apps/api/core";
import type { Backend } from "./backend";
import type { Progress } from "./bindings/Progress";

export const backend: Backend = {
  startUp: () => invoke("start_up"),
  keychain: () => invoke("keychain"),
  saveProfile: (draft) => invoke("save_profile", { draft }),
  deleteProfile: (id) => invoke("delete_profile", { id }),
  saveSettings: (settings) => invoke("save_settings", { settings }),
  checkRequest: (input) => invoke("check_request", { input }),
  previewRequest: (input) => invoke("preview_request", { input }),
  describeFunction: (query) => invoke("describe_function", { query }),
  checkJson: (text) => invoke("check_json", { text }),
  formatJson: (text) => invoke("format_json", { text }),
  invoke: (id, input, report) => {
    const onProgress = new Channel<Progress>();
    onProgress.onmessage = report;
    return invoke("invoke", { id, input, onProgress });
  },
  cancel: (id) => invoke("cancel", { id }),
  responseBody: (id, form) => invoke("response_body", { id, form }),
  responseRange: (id, offset, length) => invoke("response_range", { id, offset, length }),
  forget: (id) => invoke("forget", { id }),
};
