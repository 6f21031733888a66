// What Lambdesk notes of a profile of the AWS files or the environment: a name and whether it is production.

import type { CredentialsDraft } from "../../../lib/bindings/CredentialsDraft";
import type { Profile } from "../../../lib/bindings/Profile";
import { ProfileForm } from "../profileForm.svelte";
import type { Profiles } from "../profiles.svelte";

export class MarkForm extends ProfileForm {
  constructor(
    profiles: Profiles,
    override readonly profile: Profile,
  ) {
    super(profiles, profile);
    this.begin();
  }

  protected typed() {
    return null;
  }
  protected credentials(): CredentialsDraft {
    return { kind: this.profile.credentials.kind === "environment" ? "environment" : "aws_files" };
  }
}
