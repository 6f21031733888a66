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
  listTemplates: () => invoke("list_templates"),
  fillTemplate: (id, values) => invoke("fill_template", { id, values }),
  readCommandLine: (text) => invoke("read_command_line", { text }),
  readPostmanCollection: (path) => invoke("read_postman_collection", { path }),
  writeImportedCollection: (imported, folder) => invoke("write_imported_collection", { imported, folder }),
  chooseJsonFile: () => invoke("choose_json_file"),
  chooseFolder: () => invoke("choose_folder"),
  copyAs: (input, language) => invoke("copy_as", { input, language }),
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
