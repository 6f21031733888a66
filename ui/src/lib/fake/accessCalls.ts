// The fake backend's start, profiles, sign-in and keys.

import type { IdentityCenter } from "../bindings/IdentityCenter";
import type { KeychainState } from "../bindings/KeychainState";
import type { Profile } from "../bindings/Profile";
import type { ProfileDraft } from "../bindings/ProfileDraft";
import type { ProfileList } from "../bindings/ProfileList";
import type { Settings } from "../bindings/Settings";
import type { StartUp } from "../bindings/StartUp";
import { EXAMPLES } from "./behaviour";
import { savedFrom } from "./drafts";
import { DENIED, LOCKED, NO_KEYCHAIN, failure } from "./failure";
import { PRESETS, checkSettings } from "./settings";
import { FakeState } from "./state";

const SANDBOX_ORIGIN = "http://127.0.0.1:40123";

export class AccessCalls extends FakeState {
  async startUp(): Promise<StartUp> {
    const runs = !this.switches.has("no-sandbox");
    return {
      version: "0.1.0",
      platform: this.platform,
      profiles: this.list(),
      sandbox_start_url: runs ? `${SANDBOX_ORIGIN}/start` : null,
      sandbox: runs
        ? { state: "running", endpoint: SANDBOX_ORIGIN, region: "eu-west-1", examples: EXAMPLES }
        : {
            state: "failed",
            failure: failure(
              "other",
              "The sandbox could not start: no free port.",
              "Your own functions work all the same.",
            ),
          },
      settings: this.settings,
      settings_failure: null,
      presets: PRESETS,
    };
  }

  async keychain(): Promise<KeychainState> {
    this.called("keychain");
    if (this.switches.has("no-keychain")) return { state: "unavailable", failure: NO_KEYCHAIN };
    return this.access.locked ? { state: "unavailable", failure: LOCKED } : { state: "ready" };
  }

  async unlockKeychain() {
    this.called("unlockKeychain");
    this.access.unlock();
  }

  async listProfiles() {
    this.called("listProfiles");
    return this.list();
  }

  async saveProfile(draft: ProfileDraft): Promise<Profile> {
    const { credentials } = draft;
    const secret = credentials.kind === "access_keys" && credentials.secret_access_key !== null;
    const shown = secret ? { ...credentials, secret_access_key: "…", session_token: "…" } : credentials;
    this.called("saveProfile", { ...draft, credentials: shown });
    const saved = savedFrom(draft, draft.id ? this.find(draft.id) : undefined);
    if (credentials.kind === "access_keys" && credentials.keep === "keychain") {
      if (this.switches.has("no-keychain")) throw NO_KEYCHAIN;
      if (this.access.locked && secret) throw LOCKED;
      if (this.switches.has("refuses") && secret) throw DENIED;
    }
    this.profiles = draft.id
      ? this.profiles.map((it) => (it.id === draft.id ? saved : it))
      : [...this.profiles, saved];
    this.switches.delete("no-secret");
    return saved;
  }

  async deleteProfile(id: string) {
    this.called("deleteProfile", id);
    this.profiles = this.profiles.filter((it) => it.id !== id);
  }

  async identify(profile: string, fresh: boolean) {
    this.called("identify", { profile, fresh });
    return this.access.identify(profile);
  }

  async beginSignIn(center: IdentityCenter) {
    this.called("beginSignIn", center);
    return this.signIns.begin(center);
  }

  async finishSignIn(id: string) {
    this.called("finishSignIn", id);
    return this.signIns.finish(id);
  }

  async cancelSignIn(id: string) {
    this.called("cancelSignIn", id);
    this.signIns.cancel(id);
  }

  async openSignInPage(id: string) {
    this.called("openSignInPage", id);
  }

  async ssoAccounts(center: IdentityCenter) {
    this.called("ssoAccounts", center);
    return this.signIns.accounts(center);
  }

  async ssoRoles(center: IdentityCenter, account: string) {
    this.called("ssoRoles", account);
    return this.signIns.roles(center, account);
  }

  async signOut(profile: string) {
    this.called("signOut", profile);
    this.access.signOut(profile);
  }

  async giveCode(profile: string, code: string) {
    this.called("giveCode", { profile, code });
    this.access.giveCode(profile, code);
  }

  async approveCommand(profile: string, command: string) {
    this.called("approveCommand", { profile, command });
    this.access.approve(profile);
  }

  async keysInFile() {
    this.called("keysInFile");
    return this.files.keys();
  }

  async importKeys(profiles: string[], remove: boolean) {
    this.called("importKeys", { profiles, remove });
    return this.files.import(profiles, remove);
  }

  async restoreKeys(backup: string) {
    this.called("restoreKeys", backup);
    this.files.restore();
  }

  async chooseFile(save: string | null) {
    this.called("chooseFile", save);
    return this.chosenFile;
  }

  async readSharedProfiles(path: string) {
    this.called("readSharedProfiles", path);
    return this.files.read(path);
  }

  async importSharedProfiles(path: string, ids: string[]) {
    this.called("importSharedProfiles", { path, ids });
    return this.files.importShared(path, ids);
  }

  async exportProfiles(path: string, ids: string[]) {
    this.called("exportProfiles", { path, ids });
    this.files.export(path);
  }

  async saveSettings(settings: Settings) {
    this.called("saveSettings", settings);
    checkSettings(settings);
    this.settings = settings;
  }

  protected list(): ProfileList {
    const failures = this.switches.has("no-profiles-file")
      ? [
          failure(
            "other",
            "The file of profiles cannot be read: line 3 is not TOML.",
            "It is left as it is. Mend profiles.toml, then start Lambdesk again.",
          ),
        ]
      : [];
    return { profiles: this.profiles, failures };
  }
}
