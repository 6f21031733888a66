// The real backend: the only file that knows Tauri.

import { Channel, invoke } from "@tauri-apps/api/core";
import type { Backend } from "./backend";
import type { Progress } from "./bindings/Progress";

export const backend: Backend = {
  startUp: () => invoke("start_up"),
  keychain: () => invoke("keychain"),
  unlockKeychain: () => invoke("unlock_keychain"),
  listProfiles: () => invoke("list_profiles"),
  saveProfile: (draft) => invoke("save_profile", { draft }),
  deleteProfile: (id) => invoke("delete_profile", { id }),
  identify: (profile, fresh) => invoke("identify", { profile, fresh }),
  beginSignIn: (center) => invoke("begin_sign_in", { center }),
  finishSignIn: (id) => invoke("finish_sign_in", { id }),
  cancelSignIn: (id) => invoke("cancel_sign_in", { id }),
  openSignInPage: (id) => invoke("open_sign_in_page", { id }),
  ssoAccounts: (center) => invoke("sso_accounts", { center }),
  ssoRoles: (center, account) => invoke("sso_roles", { center, account }),
  signOut: (profile) => invoke("sign_out", { profile }),
  giveCode: (profile, code) => invoke("give_code", { profile, code }),
  approveCommand: (profile, command) => invoke("approve_command", { profile, command }),
  keysInFile: () => invoke("keys_in_file"),
  importKeys: (profiles, remove) => invoke("import_keys", { profiles, remove }),
  restoreKeys: (backup) => invoke("restore_keys", { backup }),
  chooseFile: (save) => invoke("choose_file", { save }),
  readSharedProfiles: (path) => invoke("read_shared_profiles", { path }),
  importSharedProfiles: (path, ids) => invoke("import_shared_profiles", { path, ids }),
  exportProfiles: (path, ids) => invoke("export_profiles", { path, ids }),
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
  historyStanding: () => invoke("history_standing"),
  historyPage: (query) => invoke("history_page", { query }),
  historyEntry: (id) => invoke("history_entry", { id }),
  historyNames: () => invoke("history_names"),
  pinHistory: (id, pinned) => invoke("pin_history", { id, pinned }),
  deleteHistory: (ids) => invoke("delete_history", { ids }),
  restoreHistory: (ids) => invoke("restore_history", { ids }),
  clearHistory: () => invoke("clear_history"),
};
