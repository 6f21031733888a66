// What the fake backend makes of other tools' requests. It reads just enough of a command line to show a result.

import type { Code } from "../bindings/Code";
import type { CodeLanguage } from "../bindings/CodeLanguage";
import type { Imported } from "../bindings/Imported";
import type { ImportedRequest } from "../bindings/ImportedRequest";
import type { InvokeInput } from "../bindings/InvokeInput";
import type { ReadCommand } from "../bindings/ReadCommand";
import type { WrittenCollection } from "../bindings/WrittenCollection";
import { failure, refuse } from "./failure";

const request = (changes: Partial<ImportedRequest>): ImportedRequest => ({
  name: "",
  folder: [],
  notes: "",
  function: "",
  qualifier: "",
  region: null,
  endpoint: null,
  profile: null,
  payload: "",
  payload_file: null,
  invocation_type: "request_response",
  tail: false,
  stream: false,
  client_context: "",
  tenant_id: "",
  durable_execution_name: "",
  wait: null,
  ...changes,
});

export function readCommandLine(text: string): ReadCommand {
  const option = (name: string) =>
    new RegExp(`--${name}[= ]+(?:'([^']*)'|(\\S+))`)
      .exec(text)
      ?.slice(1)
      .find((it) => it !== undefined);
  const name = option("function-name") ?? /functions\/([^/]+)\/invocations/.exec(text)?.[1];
  if (!name)
    throw failure(
      "other",
      "Word 3: The line names no function.",
      "Paste a command that begins with aws lambda invoke, or with curl.",
    );
  const remarks = /--user|SECRET/.test(text)
    ? ["Credentials in the line were dropped: a request goes with a profile."]
    : [];
  return {
    program: /^\s*curl/.test(text) ? "curl" : "aws_cli",
    request: request({
      function: name,
      qualifier: option("qualifier") ?? "",
      payload: option("payload") ?? "",
      region: option("region") ?? null,
      profile: option("profile") ?? null,
      endpoint: option("endpoint-url") ?? null,
      tail: /--log-type[= ]Tail/.test(text),
    }),
    remarks,
  };
}

export function readPostman(path: string): Imported {
  if (!path.endsWith(".json"))
    refuse([{ field: "path", message: `${path} could not be read: no such file.` }]);
  return {
    name: "Shop",
    folders: [["Orders"], ["Orders", "Refunds"]],
    requests: [
      request({
        name: "Create order",
        folder: ["Orders"],
        function: "{{ function }}",
        qualifier: "live",
        payload: '{"id": "{{ uuid() }}"}',
      }),
      request({ name: "Refund", folder: ["Orders", "Refunds"], function: "orders-refund", payload: "{}" }),
    ],
    variables: [
      { name: "function", value: "orders-create", secret: false },
      { name: "api_token", value: "", secret: true },
    ],
    left_out: [
      {
        what: "Orders / Web shop",
        why: "This is no address at which Lambda invokes a function: it has no /2015-03-31/functions/NAME/invocations.",
      },
      {
        what: "Variable api_token",
        why: "It looks like a secret: its value was dropped. Enter it in the environment.",
      },
    ],
  };
}

export function writeImported(imported: Imported, folder: string): WrittenCollection {
  if (folder.startsWith("/nowhere"))
    refuse([{ field: "path", message: `${folder} is no folder that is there.` }]);
  return { path: `${folder}/${imported.name}`, requests: imported.requests.length };
}

export function codeOf(input: InvokeInput, language: CodeLanguage): Code {
  const payload = `'${input.payload.replaceAll("'", "'\\''")}'`;
  const texts: Record<CodeLanguage, string> = {
    aws_cli: `printf '%s' ${payload} |\nAWS_MAX_ATTEMPTS=1 aws lambda invoke \\\n  --function-name ${input.function} \\\n  --payload fileb:///dev/stdin \\\n  response.json\n`,
    curl: `curl --aws-sigv4 aws:amz:eu-west-1:lambda \\\n  --data-raw ${payload} \\\n  https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/${input.function}/invocations\n`,
    python: `import boto3\n\nclient = boto3.client("lambda")\nclient.invoke(FunctionName="${input.function}")\n`,
    java_script: `import { LambdaClient, InvokeCommand } from "@aws-sdk/client-lambda";\n`,
    rust: `aws_sdk_lambda::Client::new(&config).invoke().function_name("${input.function}")\n`,
  };
  return {
    text: texts[language],
    remarks: [
      "The keys of “Sandbox” stay in Lambdesk: put a profile of your AWS files in the place of YOUR-PROFILE.",
    ],
  };
}
