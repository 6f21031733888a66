// Finding templates by words: each word must be somewhere in its service, title, sentence or keywords.

import type { EventTemplate } from "../../lib/bindings/EventTemplate";

export function matching(templates: EventTemplate[], filter: string): EventTemplate[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return templates;
  return templates.filter(({ service, title, summary, keywords }) => {
    const text = `${service} ${title} ${summary} ${keywords}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export interface Group {
  service: string;
  templates: EventTemplate[];
}

/** Templates by their services, which come in the order of their first. */
export function grouped(templates: EventTemplate[]): Group[] {
  const groups = new Map<string, EventTemplate[]>();
  for (const template of templates) {
    const group = groups.get(template.service);
    if (group) group.push(template);
    else groups.set(template.service, [template]);
  }
  return [...groups].map(([service, templates]) => ({ service, templates }));
}
