// A tree as the rows that are seen of it: what is folded is left out, and each row knows its place among its siblings.
// Pure, so that ten thousand nodes can be counted in a test.

/** A node as whoever has a tree gives it. `children` is null for what cannot have any. */
export interface TreeNode {
  /** Unique in the whole tree, and the same as long as the node is. */
  readonly id: string;
  /** What it is called: for those who listen, and for finding by letters. */
  readonly label: string;
  readonly children: readonly TreeNode[] | null;
}

export interface TreeRow<Node extends TreeNode> {
  readonly node: Node;
  /** From 1. */
  readonly level: number;
  /** How many siblings there are, itself among them. */
  readonly size: number;
  /** Its place among them, from 1. */
  readonly place: number;
  /** Null for what has no children to show. */
  readonly open: boolean | null;
  /** The row of its parent; -1 at the top. */
  readonly parent: number;
}

/** The rows from top to bottom. `isOpen` says whether a node shows its children. */
export function rowsOf<Node extends TreeNode>(
  roots: readonly Node[],
  isOpen: (node: Node) => boolean,
): TreeRow<Node>[] {
  const rows: TreeRow<Node>[] = [];
  // A stack of our own: folders may be nested deeper than calls may.
  const pending: { nodes: readonly Node[]; next: number; level: number; parent: number }[] = [
    { nodes: roots, next: 0, level: 1, parent: -1 },
  ];
  while (pending.length) {
    const at = pending.at(-1)!;
    const node = at.nodes[at.next];
    if (!node) {
      pending.pop();
      continue;
    }
    at.next += 1;
    const open = node.children === null ? null : isOpen(node);
    const { level, parent } = at;
    rows.push({ node, level, size: at.nodes.length, place: at.next, open, parent });
    if (open)
      pending.push({
        nodes: node.children as readonly Node[],
        next: 0,
        level: level + 1,
        parent: rows.length - 1,
      });
  }
  return rows;
}

/** Which rows are drawn, in a list of rows of one height that is scrolled: from the first to before the second. */
export function windowOf(
  count: number,
  rowHeight: number,
  top: number,
  height: number,
  spare: number,
): [from: number, to: number] {
  const from = Math.max(0, Math.floor(top / rowHeight) - spare);
  const to = Math.min(count, Math.ceil((top + height) / rowHeight) + spare);
  return [Math.min(from, count), Math.max(Math.min(from, count), to)];
}

/**
 * The next row, from `at` on and round, whose name begins with what was typed. One letter typed again leads to the next
 * that has it; several are looked for from where one is. -1 when there is none.
 */
export function findByLetters(labels: readonly string[], at: number, typed: string): number {
  const wanted = typed.toLowerCase();
  const same = [...wanted].every((letter) => letter === wanted[0]);
  const text = same ? wanted.charAt(0) : wanted;
  const first = same ? at + 1 : Math.max(0, at);
  for (let step = 0; step < labels.length; step += 1) {
    const row = (first + step) % labels.length;
    if (labels[row]!.toLowerCase().startsWith(text)) return row;
  }
  return -1;
}
