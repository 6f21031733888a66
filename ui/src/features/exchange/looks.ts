// Whether a text that is pasted looks like a command line that calls Lambda. Cheap: what it says is read in Rust.

const COMMAND =
  /^\s*(?:(?:PS )?[A-Za-z]:\\[^>\n]*>\s*|[$%#>]\s+)?(?:printf\s[\s\S]*?\|\s*|echo\s[\s\S]*?\|\s*|[A-Z_]+=\S*\s+)*(?:\S*[/\\])?(?:aws(?:\.exe)?\s[\s\S]*\blambda\b[\s\S]*\binvoke\b|lambdesk-cli\s[\s\S]*\binvoke\b|curl(?:\.exe)?\s[\s\S]*\/functions\/)/;

/** Only so much of a text is looked at: a pasted payload may be megabytes, and begins otherwise. */
const LOOKED_AT = 20_000;

export function looksLikeCommand(text: string): boolean {
  return COMMAND.test(text.slice(0, LOOKED_AT));
}
