// A role that another profile assumes, while it is typed in.

import type { CredentialsDraft } from "../../../lib/bindings/CredentialsDraft";
import type { Profile } from "../../../lib/bindings/Profile";
import { ProfileForm } from "../profileForm.svelte";
import type { Profiles } from "../profiles.svelte";

export class AssumeRoleForm extends ProfileForm {
  source = $state("");
  roleArn = $state("");
  externalId = $state("");
  sessionName = $state("");
  duration = $state("");
  mfaSerial = $state("");

  constructor(profiles: Profiles, profile: Profile | null) {
    super(profiles, profile);
    const credentials = profile?.credentials;
    if (credentials?.kind === "assume_role") {
      this.source = credentials.source;
      this.roleArn = credentials.role_arn;
      this.externalId = credentials.external_id ?? "";
      this.sessionName = credentials.session_name ?? "";
      this.duration = credentials.duration ?? "";
      this.mfaSerial = credentials.mfa_serial ?? "";
    }
    this.begin();
  }

  /** What may assume it: every profile but this one, and the sandbox. */
  get sources(): { value: string; title: string }[] {
    const others = this.profiles.list.filter((it) => it.id !== this.profile?.id);
    const all = [
      ...others.map(({ id, name }) => ({ value: id, title: name })),
      { value: "sandbox", title: "Sandbox" },
    ];
    if (!this.source) all.unshift({ value: "", title: "Choose a profile" });
    // What is gone stays in sight until another is chosen.
    else if (!all.some((it) => it.value === this.source))
      all.unshift({ value: this.source, title: "A profile that is not here any more" });
    return all;
  }

  protected typed() {
    return this.credentials();
  }
  protected credentials(): CredentialsDraft {
    return {
      kind: "assume_role",
      source: this.source,
      role_arn: this.roleArn.trim(),
      external_id: this.externalId.trim(),
      session_name: this.sessionName.trim(),
      duration: this.duration.trim(),
      mfa_serial: this.mfaSerial.trim(),
    };
  }
}
