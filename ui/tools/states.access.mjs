// The states of signing in and of profiles: each has a name, the fake's switches, and how a person gets there.

import { addProfile, chooseProfile, fill, ofRequest, profileMenu, said } from "./steps.mjs";

const SSO = "Sign in through IAM Identity Center";
const dialog = (page) => page.getByRole("dialog");
const press = (page, name) => dialog(page).getByRole("button", { name, exact: true }).click();
async function toBrowser(page) {
  await addProfile(page, SSO);
  await fill(page, "Start address", "https://acme.awsapps.com/start");
  await fill(page, "Region of the Identity Center", "eu-west-1");
  await press(page, "Continue");
}
async function toAccounts(page) {
  await toBrowser(page);
  await dialog(page).getByRole("combobox", { name: "Account" }).waitFor();
}
async function fillKeys(page) {
  await fill(page, "Name", "Orders");
  await fill(page, "Access key ID", "AKIAIOSFODNN7EXAMPLE");
  await fill(page, "Secret access key", "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00");
  await fill(page, "Region", "eu-west-1");
  await press(page, "Save profile");
}
async function addKeys(page) {
  await addProfile(page, "Access keys");
  await fillKeys(page);
}
async function own(page, profile, name = "orders-create", givesUp = false) {
  await chooseProfile(page, profile);
  if (givesUp) await press(page, "Cancel");
  await page.getByRole("button", { name: "New request" }).first().click();
  await fill(page, "Function", name);
  await fill(page, "Qualifier", "live");
}
const known = (page) => page.getByText("Signed in", { exact: true }).waitFor();
async function shared(page) {
  await profileMenu(page, "Import…");
  await page.getByRole("tab", { name: "Shared profiles" }).click();
}

export const ACCESS_STATES = [
  // The menu and the chip
  ["menu-groups", "profiles,sso,production,mfa,aws-files,signed-in", async (page) => profileMenu(page)],
  [
    "menu-signed-in",
    "profiles,sso,production,signed-in,long-name",
    async (page) => {
      await chooseProfile(page, "Payments staging – Developer");
      await known(page);
      await profileMenu(page);
    },
  ],
  ["menu-many", "profiles,many-profiles,aws-files", async (page) => profileMenu(page)],
  [
    "menu-filtered",
    "profiles,many-profiles,aws-files",
    async (page) => {
      await profileMenu(page);
      await fill(page, "Filter profiles", "load");
    },
  ],
  [
    "menu-row",
    "profiles,sso,production",
    async (page) => {
      await profileMenu(page);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowRight");
    },
  ],
  [
    "menu-nothing",
    "profiles,many-profiles,aws-files",
    async (page) => {
      await profileMenu(page);
      await fill(page, "Filter profiles", "nobody");
    },
  ],
  [
    "menu-expiring",
    "profiles,sso,expiring,long-name,production",
    async (page) => {
      for (const name of ["Shared services – ReadOnly", "payments-admin", /^A profile whose/]) {
        await chooseProfile(page, name);
        await known(page);
      }
      await profileMenu(page);
    },
  ],
  ["first-run-aws-files", "aws-files", async () => {}],
  [
    "chip-long",
    "long-name",
    async (page) => {
      await own(page, /^A profile whose name/);
      await known(page);
    },
  ],
  [
    "chip-expiring",
    "sso,expiring",
    async (page) => {
      await own(page, "Payments staging – Developer");
      await known(page);
    },
  ],
  [
    "chip-renews",
    "sso,renews",
    async (page) => {
      await own(page, "Payments staging – Developer");
      await known(page);
    },
  ],
  [
    "chip-pinned",
    "sso,signed-in,profiles",
    async (page) => {
      await own(page, "Payments staging – Developer");
      await profileMenu(page);
      await page.getByRole("menuitemcheckbox", { name: "Only for this request" }).click();
      await known(page);
    },
  ],
  [
    "not-signed-in",
    "sso",
    async (page) => {
      await own(page, "Payments staging – Developer", "orders-create", true);
      await page.getByRole("tab", { name: "Options" }).click();
    },
  ],
  [
    "expired",
    "profiles,expired",
    async (page) => {
      await own(page, "Payments staging");
      await page.getByText("The credentials have expired").first().waitFor();
    },
  ],
  [
    "session-ended",
    "sso,signed-in",
    async (page) => {
      await own(page, "Payments staging – Developer", "expired-token");
      await known(page);
      await page.getByRole("button", { name: "Invoke" }).click();
      await page.getByText("Session ended").waitFor();
    },
  ],
  [
    "session-not-kept",
    "sso,no-keychain",
    async (page) => {
      await chooseProfile(page, "Payments staging – Developer");
      await page.getByText("the session is not kept").waitFor();
      await known(page);
    },
  ],
  [
    "not-sent",
    "sso,never-confirmed",
    async (page) => {
      await own(page, "Payments staging – Developer", "orders-create", true);
      await page.getByRole("button", { name: "Invoke" }).click();
      await press(page, "Cancel");
      await page.getByText("Not sent: you did not sign in.").first().waitFor();
    },
  ],
  [
    "profile-problem",
    "aws-files",
    async (page) => {
      await own(page, /^left-over/);
    },
  ],
  // Production
  [
    "production",
    "production,signed-in",
    async (page) => {
      await own(page, /^payments-admin/);
      await known(page);
    },
  ],
  [
    "production-succeeded",
    "production,signed-in",
    async (page) => {
      await own(page, /^payments-admin/, "echo");
      await page.getByRole("button", { name: "Invoke in production" }).click();
      await page.waitForTimeout(450);
      await press(page, "Invoke");
      await said(page, "Succeeded");
    },
  ],
  [
    "confirm",
    "production,signed-in",
    async (page) => {
      await own(page, /^payments-admin/);
      await page.getByRole("button", { name: "Invoke in production" }).click();
      await page.getByText("Do not ask again").waitFor();
    },
  ],
  [
    "confirm-long",
    "production,long-name,signed-in",
    async (page) => {
      await own(
        page,
        /^payments-admin/,
        "nightly-settlement-of-all-merchants-in-the-european-union-and-beyond",
      );
      await fill(page, "Qualifier", "blue-green-2026-11-23");
      await page.getByRole("button", { name: "Invoke in production" }).click();
      await page.getByText("Do not ask again").waitFor();
    },
  ],
  [
    "not-confirmed",
    "production,signed-in",
    async (page) => {
      await own(page, /^payments-admin/);
      await page.getByRole("button", { name: "Invoke in production" }).click();
      await press(page, "Cancel");
      await page.getByText("Not sent: you did not confirm it.").first().waitFor();
    },
  ],
  // Demands
  [
    "demand-sign-in",
    "sso,never-confirmed",
    async (page) => chooseProfile(page, "Payments staging – Developer"),
  ],
  ["demand-code", "profiles,mfa", async (page) => chooseProfile(page, "Payments deployer")],
  [
    "demand-code-wrong",
    "profiles,mfa",
    async (page) => {
      await chooseProfile(page, "Payments deployer");
      await fill(page, "Code", "000000");
      await press(page, "Continue");
      await page.getByText("The code was wrong").waitFor();
    },
  ],
  ["demand-approve", "approve", async (page) => chooseProfile(page, "vault")],
  ["demand-unlock", "profiles,locked", async (page) => chooseProfile(page, "Payments staging")],
  [
    "demand-unlock-failed",
    "profiles,locked,stays-locked",
    async (page) => {
      await chooseProfile(page, "Payments staging");
      await press(page, "Unlock…");
      await page.getByText("The keychain is still locked").waitFor();
    },
  ],
  ["demand-unlock-denied", "profiles,locked,denies", async (page) => chooseProfile(page, "Payments staging")],
  // Kinds
  ["add-kind", "", async (page) => addProfile(page)],
  ["add-role", "profiles,sso", async (page) => addProfile(page, "Assume a role")],
  [
    "add-role-problems",
    "profiles",
    async (page) => {
      await addProfile(page, "Assume a role");
      await fill(page, "Role ARN", "Deployer");
      await fill(page, "Duration", "forever");
      await press(page, "Save profile");
      await page.getByText("A role's ARN looks like").waitFor();
    },
  ],
  ["edit-aws-files", "aws-files", async (page) => profileMenu(page, "Edit deployer…")],
  ["edit-environment", "aws-files", async (page) => profileMenu(page, "Edit Environment…")],
  [
    "edit-sso",
    "sso",
    async (page) => {
      await profileMenu(page, "Edit Payments staging – Developer…");
      await page.getByText("Choose another account or role").waitFor();
    },
  ],
  [
    "edit-sso-signed-in",
    "sso,signed-in",
    async (page) => {
      await profileMenu(page, "Edit Payments staging – Developer…");
      await press(page, "Choose another account or role…");
      await dialog(page).getByRole("option", { name: "Developer" }).waitFor();
    },
  ],
  [
    "add-keys-refused",
    "refuses",
    async (page) => {
      await addKeys(page);
      await dialog(page).getByText("did not let Lambdesk in").waitFor();
    },
  ],
  [
    "edit-keys-this-run",
    "no-keychain",
    async (page) => {
      await addProfile(page, "Access keys");
      await page.getByText("no keychain").waitFor();
      await fillKeys(page);
      await profileMenu(page, "Edit Orders…");
    },
  ],
  [
    "add-keys-locked",
    "profiles,locked",
    async (page) => {
      await addProfile(page, "Access keys");
      await dialog(page).getByText("The keychain is locked").waitFor();
    },
  ],
  // Signing in
  ["sign-in-address", "", async (page) => addProfile(page, SSO)],
  [
    "sign-in-address-problems",
    "",
    async (page) => {
      await addProfile(page, SSO);
      await fill(page, "Start address", "acme");
      await press(page, "Continue");
      await page.getByText("A start address looks like").waitFor();
    },
  ],
  [
    "sign-in-browser",
    "never-confirmed",
    async (page) => {
      await toBrowser(page);
      await page.getByText("KQHZ-RTWB").waitFor();
    },
  ],
  [
    "sign-in-no-browser",
    "never-confirmed,no-browser",
    async (page) => {
      await toBrowser(page);
      await page.getByText("Open this address").waitFor();
    },
  ],
  [
    "sign-in-denied",
    "denied",
    async (page) => {
      await toBrowser(page);
      await page.getByText("The sign-in was denied").waitFor();
    },
  ],
  [
    "sign-in-code-ran-out",
    "code-ran-out",
    async (page) => {
      await toBrowser(page);
      await page.getByText("The code ran out").first().waitFor();
    },
  ],
  [
    "sign-in-slow-accounts",
    "slow-accounts",
    async (page) => {
      await toBrowser(page);
      await page.getByText("which accounts are yours").waitFor();
    },
  ],
  [
    "sign-in-accounts-failed",
    "failing-accounts",
    async (page) => {
      await toBrowser(page);
      await page.getByText("could not be reached").waitFor();
    },
  ],
  [
    "sign-in-accounts",
    "60-accounts",
    async (page) => {
      await toAccounts(page);
      await dialog(page).getByText("Data lake").waitFor();
    },
  ],
  [
    "sign-in-role",
    "60-accounts,signed-in",
    async (page) => {
      await toAccounts(page);
      await dialog(page)
        .getByRole("option", { name: /^Payments 4821/ })
        .click();
      await dialog(page).getByRole("option", { name: "ReadOnly" }).click();
    },
  ],
  [
    "sign-in-many",
    "many-accounts,signed-in",
    async (page) => {
      await toAccounts(page);
      await dialog(page).getByRole("combobox", { name: "Account" }).fill("risk 7");
    },
  ],
  [
    "sign-in-no-role",
    "signed-in",
    async (page) => {
      await toAccounts(page);
      await dialog(page)
        .getByRole("option", { name: /^Data lake/ })
        .click();
      await page.getByText("You have no role in this account").waitFor();
    },
  ],
  [
    "sign-in-no-accounts",
    "signed-in,no-accounts",
    async (page) => {
      await toBrowser(page);
      await page.getByText("no account is assigned").waitFor();
    },
  ],
  [
    "sign-in-sandbox",
    "signed-in,one-account",
    async (page) => {
      await addProfile(page, SSO);
      await press(page, "Try it with the sandbox");
      await press(page, "Continue");
      await dialog(page).getByRole("option", { name: "Developer" }).click();
    },
  ],
  [
    "sign-in-endpoint",
    "signed-in",
    async (page) => {
      await toAccounts(page);
      await dialog(page)
        .getByRole("option", { name: /^Payments 4821/ })
        .click();
      await dialog(page).getByText("AWS’s own").click();
    },
  ],
  // Files
  [
    "import-keys",
    "keys-in-file",
    async (page) => {
      await profileMenu(page, "Import…");
      await dialog(page).getByText("AKIAIOSFODNN7EXAMPLE").waitFor();
    },
  ],
  [
    "import-no-keys",
    "",
    async (page) => {
      await profileMenu(page, "Import…");
      await page.getByText("No access keys to import").waitFor();
    },
  ],
  [
    "import-keys-done",
    "keys-in-file",
    async (page) => {
      await profileMenu(page, "Import…");
      await dialog(page).getByText("Remove them from the file afterwards").click();
      await press(page, "Import 2 keys");
      await page.getByText("in the keychain now").waitFor();
    },
  ],
  [
    "import-keys-not-removed",
    "keys-in-file,read-only-file",
    async (page) => {
      await profileMenu(page, "Import…");
      await dialog(page).getByText("Remove them from the file afterwards").click();
      await press(page, "Import 2 keys");
      await page.getByText("could not be changed").waitFor();
    },
  ],
  [
    "import-keys-unreadable",
    "unreadable-keys",
    async (page) => {
      await profileMenu(page, "Import…");
      await page.getByText("could not be read").waitFor();
    },
  ],
  ["import-shared-empty", "", async (page) => shared(page)],
  [
    "import-shared-nothing",
    "",
    async (page) => {
      await shared(page);
      await fill(page, "File", "~/team/empty.toml");
      await press(page, "Show what is in it");
      await page.getByText("No profiles in this file").waitFor();
    },
  ],
  [
    "import-shared",
    "profiles",
    async (page) => {
      await shared(page);
      await press(page, "Choose…");
      await page.getByText("Differs from yours", { exact: true }).waitFor();
    },
  ],
  [
    "import-shared-problem",
    "",
    async (page) => {
      await shared(page);
      await fill(page, "File", "~/team/gone.toml");
      await press(page, "Show what is in it");
      await page.getByText("could not be read").waitFor();
    },
  ],
  ["share", "profiles,sso,production", async (page) => profileMenu(page, "Share profiles…")],
  [
    "shared",
    "profiles,sso",
    async (page) => {
      await profileMenu(page, "Share profiles…");
      await press(page, "Write 4 profiles");
      await page.getByText("were written to").waitFor();
    },
  ],
  ["delete-source", "profiles,mfa", async (page) => profileMenu(page, "Delete Payments staging…")],
  [
    "preview-demand",
    "sso,never-confirmed",
    async (page) => {
      await own(page, "Payments staging – Developer", "orders-create", true);
      await ofRequest(page, "Preview");
      await dialog(page).last().getByText("KQHZ-RTWB").waitFor();
    },
  ],
];
