// What a Lambdesk file of a collection holds, read from its text: docs/lambdesk-file.md has the format.

export interface Contents {
  requests: number;
  /** Folders that requests of it lie in, also those that only hold folders. */
  folders: number;
}

/** Null for a text that is none. */
export function contentsOf(text: string): Contents | null {
  let requests: readonly { folder?: readonly string[] }[] | undefined;
  try {
    requests = (JSON.parse(text) as { collection?: { requests: typeof requests } }).collection?.requests;
  } catch {
    return null;
  }
  if (!Array.isArray(requests)) return null;
  const folders = new Set<string>();
  for (const { folder = [] } of requests)
    // No folder's title has a line break.
    for (let depth = 1; depth <= folder.length; depth += 1) folders.add(folder.slice(0, depth).join("\n"));
  return { requests: requests.length, folders: folders.size };
}

const counted = (count: number, what: string) =>
  count === 1 ? `1 ${what}` : `${count.toLocaleString("en")} ${what}s`;

/** `12 requests and 3 folders`. `expected` is how many the tree has. */
export function contentsWords({ requests, folders }: Contents, expected: number): string {
  const all =
    requests < expected
      ? `${requests.toLocaleString("en")} of ${counted(expected, "request")}`
      : counted(requests, "request");
  const words = folders ? `${all} and ${counted(folders, "folder")}` : all;
  return requests < expected ? `${words}. The others are not in it.` : words;
}
