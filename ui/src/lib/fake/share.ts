// The fake backend's sharing: the shape of what Rust makes, with account ids, e-mail addresses and tokens looked for simply.

import type { Finding } from "../bindings/Finding";
import type { FindingKind } from "../bindings/FindingKind";
import type { Findings } from "../bindings/Findings";
import type { HideOptions } from "../bindings/HideOptions";
import type { HistoryEntry } from "../bindings/HistoryEntry";
import type { ShareForm } from "../bindings/ShareForm";
import type { ShareOptions } from "../bindings/ShareOptions";
import type { SharePart } from "../bindings/SharePart";
import type { SharePreview } from "../bindings/SharePreview";
import { failure } from "./failure";

export const SIGNS: readonly { kind: FindingKind; label: string; sign: RegExp }[] = [
  { kind: "aws_session_token", label: "AWS session token", sign: /(?<=AWS_SESSION_TOKEN=)\S+/g },
  { kind: "account_id", label: "account ID", sign: /(?<=:)\d{12}(?=:)/g },
  { kind: "email", label: "e-mail address", sign: /[\w.]+@[\w.]+\w/g },
];
const ENDINGS: Record<ShareForm, string> = {
  web_page: "html",
  markdown: "md",
  lambdesk_file: "lambdesk",
  json: "json",
};
const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** Takes out of texts what is hidden, and notes what it found. */
export function hiding(hide: HideOptions) {
  const own = [
    ...hide.words.map((word) => ["own_word", "your word", literally(word)] as const),
    ...hide.patterns.map((pattern) => ["own_pattern", "your pattern", patternOf(pattern)] as const),
  ].map(([kind, label, sign]) => ({ kind, label, sign }));
  const list: Finding[] = [];
  /** `request`: of which request the text is, where several are shared. */
  const clean = (part: SharePart, text: string, request: string | null = null): string => {
    let left = text;
    for (const { kind, label, sign } of [...own, ...SIGNS])
      left = left.replaceAll(sign, (found, ...more) => {
        if (!found) return "";
        const at = more.find((it) => typeof it === "number") ?? 0;
        const id = `${kind}-${found}`;
        const hidden = !hide.shown.includes(kind) && !hide.kept.includes(id);
        const line = text.slice(0, at).split("\n").length;
        list.push({ id, kind, label, request, part, line, excerpt: `… [hidden: ${label}] …`, hidden });
        return hidden ? `[hidden: ${label}]` : found;
      });
    return left;
  };
  return { clean, findings: () => counted(list) };
}

const literally = (word: string) => new RegExp(word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"), "gi");
function patternOf(pattern: string): RegExp {
  try {
    return new RegExp(pattern, "g");
  } catch {
    throw failure(
      "other",
      `The pattern “${pattern}” cannot be used: it is not whole.`,
      "Patterns are regular expressions, without look-around and back-references.",
    );
  }
}

export function shared(
  { request, invocation }: HistoryEntry,
  body: string,
  options: ShareOptions,
): SharePreview {
  const { clean, findings } = hiding(options.hide);
  const { parts, form } = options;
  const log = invocation?.answer?.log?.lines.map(({ text }) => text).join("\n") ?? "";
  const sections: readonly [string, string][] = [
    ...(parts.payload ? [["Payload", clean("payload", request.payload)] as [string, string]] : []),
    ...(parts.response ? [["Response", clean("response", body)] as [string, string]] : []),
    ...(parts.logs && log ? [["Logs", clean("log", log)] as [string, string]] : []),
  ];
  const title = request.name || request.function;
  const text =
    form === "web_page"
      ? `<!doctype html><meta charset="utf-8"><style>:root{color-scheme:light dark;font:15px system-ui;background:Canvas}pre{padding:12px;background:#8881}</style><h1>${escaped(title)}</h1>${sections.map(([name, text]) => `<h2>${name}</h2><pre>${escaped(text)}</pre>`).join("")}`
      : form === "markdown"
        ? `## ${title}\n\n${sections.map(([name, text]) => `### ${name}\n\n\`\`\`\n${text}\n\`\`\`\n`).join("\n")}`
        : JSON.stringify({ format: 1, title, ...Object.fromEntries(sections) }, null, 2);
  return { text, file_name: `${fileName(title)}.${ENDINGS[form]}`, findings: findings() };
}

export const fileName = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^\w]+/g, "-")
    .replace(/^-|-$/g, "") || "result";

function counted(list: Finding[]): Findings {
  const kinds = [...new Set(list.map(({ kind }) => kind))];
  const counts = kinds.map((kind) => {
    const of = list.filter((it) => it.kind === kind);
    return { kind, found: of.length, hidden: of.filter(({ hidden }) => hidden).length };
  });
  return { counts, list, more: 0 };
}
