// The real backend: the only file that knows Tauri.

import { Channel, invoke } from "@tauri-apps/api/core";
import type { Backend } from "./backend";
import type { CollectionChange } from "./bindings/CollectionChange";
import type { FindStep } from "./bindings/FindStep";
import type { FullLogStep } from "./bindings/FullLogStep";
import type { FunctionPage } from "./bindings/FunctionPage";
import type { Progress } from "./bindings/Progress";
import type { RunEvent } from "./bindings/RunEvent";

/** A file's bytes in base64. */
async function base64Of(file: Blob): Promise<string> {
  const url = await new Promise<string>((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
  return url.slice(url.indexOf(",") + 1);
}

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
  collections: () => invoke("collections"),
  openCollection: (path) => invoke("open_collection", { path }),
  createCollection: (path, name) => invoke("create_collection", { path, name }),
  closeCollection: (id) => invoke("close_collection", { id }),
  forgetCollection: (id) => invoke("forget_collection", { id }),
  chooseFolder: () => invoke("choose_folder"),
  watchCollections: (report) => {
    const onChange = new Channel<CollectionChange>();
    onChange.onmessage = report;
    return invoke("watch_collections", { onChange });
  },
  openRequest: (source) => invoke("open_request", { source }),
  saveRequest: (source, content, stamp) => invoke("save_request", { source, content, stamp }),
  createRequest: (folder, name, content) => invoke("create_request", { folder, name, content }),
  createFolder: (folder, name) => invoke("create_folder", { folder, name }),
  renameEntry: (source, name) => invoke("rename_entry", { source, name }),
  moveEntry: (source, folder) => invoke("move_entry", { source, folder }),
  duplicateEntry: (source) => invoke("duplicate_entry", { source }),
  deleteEntry: (source, forGood) => invoke("delete_entry", { source, forGood }),
  openFolder: (source) => invoke("open_folder", { source }),
  saveFolder: (source, content, stamp) => invoke("save_folder", { source, content, stamp }),
  openEnvironment: (collection, name) => invoke("open_environment", { collection, name }),
  saveEnvironment: (collection, name, before, variables, stamp) =>
    invoke("save_environment", { collection, name, before, variables, stamp }),
  deleteEnvironment: (collection, name) => invoke("delete_environment", { collection, name }),
  setSecretVariable: (collection, environment, name, value, keep) =>
    invoke("set_secret_variable", { collection, environment, name, value, keep }),
  allowEnv: (collection, name, allowed) => invoke("allow_env", { collection, name, allowed }),
  listVariables: (source, environment) => invoke("list_variables", { source, environment }),
  fillRequest: (input) => invoke("fill_request", { input }),
  restoreSession: () => invoke("restore_session"),
  saveSession: (session) => invoke("save_session", { session }),
  saveDraft: (tab, draft) => invoke("save_draft", { tab, draft }),
  listTemplates: () => invoke("list_templates"),
  fillTemplate: (id, values) => invoke("fill_template", { id, values }),
  readCommandLine: (text) => invoke("read_command_line", { text }),
  readPostmanCollection: (path) => invoke("read_postman_collection", { path }),
  writeImportedCollection: (imported, folder) => invoke("write_imported_collection", { imported, folder }),
  chooseJsonFile: () => invoke("choose_json_file"),
  copyAs: (input, language) => invoke("copy_as", { input, language }),
  checkRequest: (input) => invoke("check_request", { input }),
  previewRequest: (input) => invoke("preview_request", { input }),
  describeFunction: (query) => invoke("describe_function", { query }),
  knownFunctions: (query) => invoke("known_functions", { query }),
  listFunctions: (id, query, report) => {
    const onPage = new Channel<FunctionPage>();
    onPage.onmessage = report;
    return invoke("list_functions", { id, query, onPage });
  },
  listQualifiers: (query) => invoke("list_qualifiers", { query }),
  listTestEvents: (query) => invoke("list_test_events", { query }),
  publishTestEvent: (query, draft) => invoke("publish_test_event", { query, draft }),
  deleteTestEvent: (query, name) => invoke("delete_test_event", { query, name }),
  checkJson: (text) => invoke("check_json", { text }),
  formatJson: (text) => invoke("format_json", { text }),
  invoke: (id, input, report) => {
    const onProgress = new Channel<Progress>();
    onProgress.onmessage = report;
    return invoke("invoke", { id, input, onProgress });
  },
  cancel: (id) => invoke("cancel", { id }),
  filterResponse: (id, expression) => invoke("filter_response", { id, expression }),
  responseKeys: (id, expression) => invoke("response_keys", { id, expression }),
  responseBody: (id, form) => invoke("response_body", { id, form }),
  responseRange: (id, offset, length) => invoke("response_range", { id, offset, length }),
  findInResponse: (search, id, query, report) => {
    const onStep = new Channel<FindStep>();
    onStep.onmessage = report;
    return invoke("find_in_response", { search, id, query, onStep });
  },
  chooseResponse: (name) => invoke("choose_response", { name }),
  saveResponse: (id, form, path) => invoke("save_response", { id, form, path }),
  openResponse: (id, form, ending) => invoke("open_response", { id, form, ending }),
  fullLog: (id, report) => {
    const onStep = new Channel<FullLogStep>();
    onStep.onmessage = report;
    return invoke("full_log", { id, onStep });
  },
  costEstimate: (query) => invoke("cost_estimate", { query }),
  prices: () => invoke("prices"),
  savePrice: (price) => invoke("save_price", { price }),
  forgetPrice: (region) => invoke("forget_price", { region }),
  sameRequest: (id) => invoke("same_request", { id }),
  compareResults: (query) => invoke("compare_results", { query }),
  comparedText: (id, part) => invoke("compared_text", { id, part }),
  forget: (id) => invoke("forget", { id }),
  historyStanding: () => invoke("history_standing"),
  historyPage: (query) => invoke("history_page", { query }),
  historyEntry: (id) => invoke("history_entry", { id }),
  historyNames: () => invoke("history_names"),
  lastOutcomes: (collection) => invoke("last_outcomes", { collection }),
  pinHistory: (id, pinned) => invoke("pin_history", { id, pinned }),
  deleteHistory: (ids) => invoke("delete_history", { ids }),
  restoreHistory: (ids) => invoke("restore_history", { ids }),
  clearHistory: () => invoke("clear_history"),
  checkChecks: (checks) => invoke("check_checks", { checks }),
  runFolder: (id, input, report) => {
    const onEvent = new Channel<RunEvent>();
    onEvent.onmessage = report;
    return invoke("run_folder", { id, input, onEvent });
  },
  runResult: (id, number) => invoke("run_result", { id, number }),
  sharePreview: (id, options) => invoke("share_preview", { id, options }),
  shareClipboard: (id, parts, hide) => invoke("share_clipboard", { id, parts, hide }),
  requestLink: (source) => invoke("request_link", { source }),
  shareFolderPreview: (source, hide) => invoke("share_folder_preview", { source, hide }),
  saveFolderShare: (source, hide, path) => invoke("save_folder_share", { source, hide, path }),
  hideInText: (id, text) => invoke("hide_in_text", { id, text }),
  saveShare: (id, options, path) => invoke("save_share", { id, options, path }),
  chooseSharedFile: () => invoke("choose_shared_file"),
  openSharedFile: (path) => invoke("open_shared_file", { path }),
  readSharedFile: async (file) => invoke("read_shared_file", { base64: await base64Of(file) }),
  watchSharedFiles: (report) => {
    const onFile = new Channel<string>();
    onFile.onmessage = report;
    return invoke("watch_shared_files", { onFile });
  },
  chooseShare: (name, form) => invoke("choose_share", { name, form }),
  saveRunReport: (id, path) => invoke("save_run_report", { id, path }),
  chooseReport: (name) => invoke("choose_report", { name }),
  forgetRun: (id) => invoke("forget_run", { id }),
};
