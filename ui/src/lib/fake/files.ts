// The files that the fake backend imports from and exports to: access keys of the AWS files, and shared profiles.

import type { KeyInFile } from "../bindings/KeyInFile";
import type { KeysImported } from "../bindings/KeysImported";
import type { KeysInFile } from "../bindings/KeysInFile";
import type { Profile } from "../bindings/Profile";
import type { SharedProfiles } from "../bindings/SharedProfiles";
import { failure, refuse } from "./failure";
import { center, profileOf } from "./profiles";

const PATH = "~/.aws/credentials";
const BACKUP = `${PATH}.lambdesk-2026-11-23T10-27-09`;
const key = (profile: string, access_key_id: string, has_session_token = false): KeyInFile => ({
  profile,
  access_key_id,
  has_session_token,
  saved_as: null,
});

export class FakeFiles {
  #keys: KeyInFile[] = [];
  #backups: string[] = [];
  #removed: KeyInFile[] = [];

  constructor(
    private readonly switches: ReadonlySet<string>,
    private readonly add: (profiles: Profile[]) => void,
  ) {
    if (!switches.has("keys-in-file")) return;
    this.#keys = [
      key("default", "AKIAIOSFODNN7EXAMPLE"),
      { ...key("billing", "AKIAI44QH8DHBEXAMPLE"), saved_as: "Billing" },
      key("temporary", "ASIAQNZGKIQY56JQ7WML", true),
    ];
    this.#backups = [BACKUP.replace("23T", "02T")];
  }

  keys(): KeysInFile {
    if (this.switches.has("unreadable-keys"))
      throw failure("other", `${PATH} could not be read: permission denied.`, "Check its permissions.");
    return { path: PATH, keys: this.#keys, backups: this.#backups };
  }

  import(names: string[], remove: boolean): KeysImported {
    const taken = this.#keys.filter((it) => names.includes(it.profile));
    const profiles = taken.map((it) => profileOf(`imported-${it.profile}`, `${it.profile} (keychain)`));
    this.add(profiles);
    const fails = remove && this.switches.has("read-only-file");
    if (remove && !fails) {
      this.#keys = this.#keys.filter((it) => !names.includes(it.profile));
      this.#removed = taken;
      this.#backups = [BACKUP, ...this.#backups];
    } else {
      this.#keys = this.#keys.map((it) =>
        names.includes(it.profile) ? { ...it, saved_as: `${it.profile} (keychain)` } : it,
      );
    }
    return {
      profiles,
      backup: remove && !fails ? BACKUP : null,
      not_removed: fails
        ? failure(
            "other",
            `The keys are in the keychain, but ${PATH} could not be changed: permission denied.`,
            "Remove them from the file yourself, or try again.",
          )
        : null,
    };
  }

  restore(): void {
    this.#keys = [...this.#keys, ...this.#removed];
    this.#removed = [];
  }

  read(path: string): SharedProfiles {
    if (!path.trim() || path.includes("gone"))
      refuse([{ field: "path", message: `${path || "The path"} could not be read: there is no such file.` }]);
    if (path.includes("empty")) return { path, profiles: [] };
    const shared = (id: string, name: string, account: string) =>
      profileOf(id, name, { credentials: center(account, name, "Developer"), account });
    return {
      path,
      profiles: [
        {
          profile: shared("shared-1", "Orders – Developer", "640091227385"),
          standing: "new",
          remark: "Signs in at https://acme.awsapps.com/start.",
        },
        {
          profile: profileOf("shared-2", "Billing"),
          standing: "new",
          remark: "Its secret has to be entered here.",
        },
        { profile: profileOf("p1", "Payments staging"), standing: "same", remark: null },
        {
          profile: profileOf("p2", "Local stack", { endpoint: "http://127.0.0.1:4577" }),
          standing: "differs",
          remark: "Sends its requests to http://127.0.0.1:4577.",
        },
        {
          profile: profileOf("shared-3", "Vault"),
          standing: "refused",
          remark: "It would run a command. Commands come from your own AWS files only.",
        },
      ],
    };
  }

  importShared(path: string, ids: string[]): Profile[] {
    const profiles = this.read(path)
      .profiles.map((it) => it.profile)
      .filter((it) => ids.includes(it.id));
    this.add(profiles);
    return profiles;
  }

  export(path: string): void {
    if (path.startsWith("/readonly"))
      throw failure("other", `${path} could not be written: permission denied.`, "Choose another folder.");
  }
}
