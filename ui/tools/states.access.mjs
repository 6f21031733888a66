// The states of signing in and of profiles: each has a name, the fake's switches, and how a person gets there.

import { addProfile, chooseProfile, fill, profileMenu, said } from "./steps.mjs";

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
      await page.getByText("to choose another account").waitFor();
    },
  ],
  [
    "edit-sso-signed-in",
    "sso,signed-in",
    async (page) => {
      await profileMenu(page, "Edit Payments staging – Developer…");
      await dialog(page).getByRole("option", { name: "Developer" }).waitFor();
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
      await page.getByText("Open this address yourself").waitFor();
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
    "sign-in-accounts",
    "30-accounts",
    async (page) => {
      await toAccounts(page);
      await dialog(page).getByText("Data lake").waitFor();
    },
  ],
  [
    "sign-in-role",
    "30-accounts,signed-in",
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
      await page.getByText("holds no access keys").waitFor();
    },
  ],
  [
    "import-keys-done",
    "keys-in-file",
    async (page) => {
      await profileMenu(page, "Import…");
      await dialog(page).getByText("Remove them from credentials afterwards").click();
      await press(page, "Import 2 keys");
      await page.getByText("in the keychain now").waitFor();
    },
  ],
  [
    "import-keys-not-removed",
    "keys-in-file,read-only-file",
    async (page) => {
      await profileMenu(page, "Import…");
      await dialog(page).getByText("Remove them from credentials afterwards").click();
      await press(page, "Import 2 keys");
      await page.getByText("could not be changed").waitFor();
    },
  ],
  ["import-shared-empty", "", async (page) => shared(page)],
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
      await press(page, "Look into it");
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
      await page.getByRole("button", { name: "Preview" }).click();
      await dialog(page).last().getByText("KQHZ-RTWB").waitFor();
    },
  ],
];
