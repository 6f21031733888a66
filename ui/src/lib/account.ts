// AWS account numbers as people read them: twelve digits in groups of four.

/** `482100937716` as `4821 0093 7716`; anything else as it is. */
export function grouped(account: string): string {
  return /^\d{12}$/.test(account) ? account.replace(/(\d{4})(?=\d)/g, "$1 ") : account;
}
