// A few of the event templates, for the fake backend. What real ones look like is Rust's business.

import type { EventTemplate } from "../bindings/EventTemplate";
import type { FilledTemplate } from "../bindings/FilledTemplate";
import type { TemplateField } from "../bindings/TemplateField";
import type { TemplateProblem } from "../bindings/TemplateProblem";
import { failure } from "./failure";

const line = (id: string, label: string, standard: string): TemplateField => ({
  id,
  label,
  kind: { kind: "line" },
  default: standard,
});
const choice = (id: string, label: string, values: string[]): TemplateField => ({
  id,
  label,
  kind: { kind: "choice", choices: values.map((value) => ({ value, title: value })) },
  default: values[0]!,
});
const ORDER = '{"customer": "C-7", "lines": [{"sku": "BK-7714", "quantity": 2}]}';

export const TEMPLATES: EventTemplate[] = [
  {
    id: "api-gateway-rest",
    service: "API Gateway",
    title: "REST API request",
    summary: "A request to a REST API with proxy integration.",
    keywords: "http proxy v1 web",
    fields: [
      choice("method", "Method", ["POST", "GET", "PUT", "DELETE"]),
      line("path", "Path", "/orders"),
      line("query", "Query", "currency=EUR"),
      { id: "body", label: "Body", kind: { kind: "lines" }, default: ORDER },
    ],
  },
  {
    id: "api-gateway-http",
    service: "API Gateway",
    title: "HTTP API request",
    summary: "A request to an HTTP API, payload format 2.0.",
    keywords: "http proxy v2 web",
    fields: [choice("method", "Method", ["POST", "GET"]), line("path", "Path", "/orders")],
  },
  {
    id: "s3-object-created",
    service: "S3",
    title: "Object created",
    summary: "An object was put into a bucket.",
    keywords: "bucket upload put file notification",
    fields: [
      line("bucket", "Bucket", "orders-inbox"),
      line("key", "Key", "incoming/order.json"),
      { id: "size", label: "Size in bytes", kind: { kind: "number" }, default: "1024" },
    ],
  },
  {
    id: "sqs",
    service: "SQS",
    title: "Message",
    summary: "A message of a standard queue.",
    keywords: "queue poll batch",
    fields: [
      { id: "message", label: "Message", kind: { kind: "lines" }, default: ORDER },
      line("queue", "Queue", "orders"),
    ],
  },
  {
    id: "eventbridge",
    service: "EventBridge",
    title: "Event",
    summary: "An event of your own, from a rule.",
    keywords: "bus custom rule",
    fields: [
      line("source", "Source", "com.example.shop"),
      line("type", "Detail type", "OrderCreated"),
      { id: "detail", label: "Detail", kind: { kind: "json" }, default: ORDER },
    ],
  },
];

export function fillTemplate(id: string, values: Record<string, string>): FilledTemplate {
  const template = TEMPLATES.find((it) => it.id === id);
  if (!template) throw failure("other", `There is no event template “${id}”.`, "Choose one from the list.");
  const problems: TemplateProblem[] = [];
  const members = template.fields.map((field) => {
    const value = values[field.id] ?? field.default;
    if (field.kind.kind === "number" && !/^-?\d+$/.test(value)) {
      problems.push({ field: field.id, message: "Write a number, such as 1024." });
      return [field.id, Number(field.default)];
    }
    if (field.kind.kind !== "json") return [field.id, field.kind.kind === "number" ? Number(value) : value];
    try {
      return [field.id, JSON.parse(value)];
    } catch {
      problems.push({ field: field.id, message: "This is not JSON." });
      return [field.id, JSON.parse(field.default)];
    }
  });
  const event = { eventSource: template.id, ...Object.fromEntries(members) };
  return { payload: JSON.stringify(event, null, 2), problems };
}
