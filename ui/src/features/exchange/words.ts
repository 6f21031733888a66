// How requests of other tools are told, and what other tools are called.

import type { CodeLanguage } from "../../lib/bindings/CodeLanguage";
import type { ImportedRequest } from "../../lib/bindings/ImportedRequest";
import type { Program } from "../../lib/bindings/Program";

export const PROGRAM: Record<Program, string> = { aws_cli: "AWS CLI", curl: "curl" };

export const LANGUAGES: readonly { id: CodeLanguage; title: string; remark: string }[] = [
  { id: "aws_cli", title: "AWS CLI", remark: "shell" },
  { id: "curl", title: "curl", remark: "shell" },
  { id: "python", title: "Python", remark: "boto3" },
  { id: "java_script", title: "JavaScript", remark: "SDK v3" },
  { id: "rust", title: "Rust", remark: "aws-sdk-lambda" },
];

const TYPES = { request_response: null, event: "Event", dry_run: "Dry run" } as const;

/** What a request says, line by line; what it does not say is left out. */
export function parts(request: ImportedRequest): [string, string][] {
  const all: [string, string | null][] = [
    ["Function", request.function],
    ["Qualifier", request.qualifier],
    ["Profile", request.profile],
    ["Region", request.region],
    ["Endpoint", request.endpoint],
    ["Invocation type", TYPES[request.invocation_type]],
    ["Log", request.tail ? "The last 4 KB are asked for" : null],
    ["Response", request.stream ? "Streamed" : null],
    ["Wait up to", request.wait],
    ["Tenant ID", request.tenant_id],
    ["Durable execution", request.durable_execution_name],
    ["Client context", request.client_context],
  ];
  return all.filter((part): part is [string, string] => !!part[1]);
}
