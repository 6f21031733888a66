"""What "Copy as" writes, run as it stands: by the AWS CLI in a shell, and by Python with boto3, against the sandbox."""

import base64
import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

from sandbox import Sandbox, binary

# JSON texts that a shell, the CLI or a language would like to take apart.
PAYLOADS = [
    "{}",
    '{"it\'s": "a \\"quoted\\" \'word\'"}',
    "{\n  \"lines\": [\n    1,\r\n\t2\n  ]\n}\n",
    '{"é😀": "\u202eü\u2028"}',
    '"$HOME `id` $(id) ${PATH} !! !$ %s %n \\\\ \\n ~ * ? [a] {b,c} #"',
    '"@/etc/passwd"',
    '"file:///etc/passwd & echo; ls | cat > x < y"',
    ' 12345678901234567890.10 ',
    '"\'\'\' \\"\\"\\" \'\'\'"',
    '"eyJhIjoxfQ=="',
    json.dumps("x" * 30_000),
]
TOO_LONG_FOR_A_LINE = json.dumps("y" * 100_000)


def asked(**changes) -> dict:
    """A request as the window has it."""
    return {
        "profile": "environment", "region": None, "function": "echo", "qualifier": "", "wait": "20 s", "payload": "{}",
        "invocation_type": "request_response", "tail": True, "stream": False, "client_context": "", "tenant_id": "",
        "durable_execution_name": "", "total": "", "retries": None, "confirmed": None,
    } | changes


class CopyAs(unittest.TestCase):
    def setUp(self):
        self.sandbox = self.enterContext(Sandbox())

    def written(self, language: str, **changes) -> str:
        """The request in another tool's words."""
        question = {"input": asked(**changes), "language": language, "region": self.sandbox.region,
                    "endpoint": self.sandbox.endpoint}
        program = binary().with_name("copy-as")
        answer = subprocess.run([program], input=json.dumps(question).encode(), capture_output=True, check=True)
        # Read as text, line ends would be changed.
        return answer.stdout.decode()

    def run_it(self, arguments: list[str], **env: str) -> str:
        """Runs it in an empty folder with the sandbox's keys in the environment, which is all that it may need."""
        environment = self.sandbox.env(**env)
        for name in ["AWS_ENDPOINT_URL", "AWS_MAX_ATTEMPTS", "AWS_REGION", "AWS_DEFAULT_REGION"]:
            environment.pop(name)
        done = subprocess.run(arguments, capture_output=True, text=True, env=environment, cwd=self.sandbox.home)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def response(self) -> bytes:
        return (self.sandbox.home / "response.json").read_bytes()

    def shells(self) -> list[str]:
        return [shell for shell in ["sh", "bash", "zsh"] if subprocess.run(["which", shell], capture_output=True).returncode == 0]

    def test_the_aws_cli_sends_each_payload_byte_for_byte(self):
        for payload in PAYLOADS:
            with self.subTest(payload[:40]):
                code = self.written("aws_cli", payload=payload)
                told = json.loads(self.run_it(["sh", "-c", code]))
                self.assertEqual(self.response(), payload.encode())
                self.assertEqual(told["StatusCode"], 200)
                self.assertIn("START RequestId", base64.b64decode(told["LogResult"]).decode())

    def test_every_shell_reads_it_alike(self):
        for shell in self.shells():
            with self.subTest(shell):
                self.run_it([shell, "-c", self.written("aws_cli", payload=PAYLOADS[4])])
                self.assertEqual(self.response(), PAYLOADS[4].encode())

    def test_a_long_payload_is_taken_from_its_file(self):
        (self.sandbox.home / "payload.json").write_text(TOO_LONG_FOR_A_LINE)
        self.run_it(["sh", "-c", self.written("aws_cli", payload=TOO_LONG_FOR_A_LINE)])
        self.assertEqual(self.response(), TOO_LONG_FOR_A_LINE.encode())
        printed = self.run_it([sys.executable, "-c", self.written("python", payload=TOO_LONG_FOR_A_LINE)])
        self.assertIn(TOO_LONG_FOR_A_LINE, printed)

    def test_every_member_reaches_lambda(self):
        members = {"qualifier": "2", "client_context": '{"custom": {"it\'s": "é"}}', "tenant_id": "blue team/1",
                   "durable_execution_name": "once"}
        for language, run in [("aws_cli", ["sh", "-c"]), ("python", [sys.executable, "-c"])]:
            with self.subTest(language):
                code = self.written(language, **members | {"durable_execution_name": f"once-{language}"})
                printed = self.run_it([*run, code])
                if language == "aws_cli":
                    told = json.loads(printed)
                    self.assertEqual(told["ExecutedVersion"], "2")
                    self.assertIn("once-aws_cli", told["DurableExecutionArn"])
                else:
                    self.assertTrue(printed.startswith("200 None 2\n"), printed)

    def test_other_types_of_invocation(self):
        code = self.written("aws_cli", invocation_type="event", tail=False)
        self.assertEqual(json.loads(self.run_it(["sh", "-c", code]))["StatusCode"], 202)
        code = self.written("aws_cli", invocation_type="dry_run", tail=False)
        self.assertEqual(json.loads(self.run_it(["sh", "-c", code]))["StatusCode"], 204)
        self.assertTrue(self.run_it([sys.executable, "-c", self.written("python", invocation_type="event")]).startswith("202"))

    def test_boto3_sends_each_payload_byte_for_byte(self):
        for payload in PAYLOADS:
            with self.subTest(payload[:40]):
                script = self.sandbox.home / "invoke.py"
                script.write_bytes(self.written("python", payload=payload).encode())
                # Lines of a response are printed as they are.
                printed = self.run_it([sys.executable, "-X", "utf8", str(script)])
                expected = payload.replace("\r\n", "\n")
                self.assertTrue(printed.startswith(f"200 None $LATEST\n{expected}\n"), printed)
                self.assertIn("START RequestId", printed)

    def test_boto3_reads_a_stream(self):
        printed = self.run_it([sys.executable, "-c", self.written("python", function="stream", payload='{"chunks": 3}', stream=True)])
        self.assertIn("None None", printed)

    def test_a_function_that_answers_late_runs_once(self):
        # The CLI would run it again after its own timeout, and again.
        for language, run in [("aws_cli", ["sh", "-c"]), ("python", [sys.executable, "-c"])]:
            with self.subTest(language):
                before = self.sandbox.runs("slow")
                code = self.written(language, function="slow", payload='{"seconds": 4}', wait="1 s")
                environment = self.sandbox.env()
                environment.pop("AWS_MAX_ATTEMPTS")
                done = subprocess.run([*run, code], capture_output=True, text=True, env=environment, cwd=self.sandbox.home)
                self.assertNotEqual(done.returncode, 0, done.stdout)
                self.assertEqual(self.sandbox.runs("slow"), before + 1)

    def test_javascript_is_javascript(self):
        if subprocess.run(["which", "node"], capture_output=True).returncode != 0:
            self.skipTest("there is no node")
        # A stand-in for the SDK prints what it is asked to send: the text itself is what is tested here.
        package = self.sandbox.home / "node_modules" / "@aws-sdk" / "client-lambda"
        package.mkdir(parents=True)
        (package / "package.json").write_text('{"name": "@aws-sdk/client-lambda", "type": "module", "main": "index.js"}')
        (package / "index.js").write_text(
            "import { writeFileSync } from 'node:fs';\n"
            "export class InvokeCommand { constructor(input) { this.input = input; } }\n"
            "export class LambdaClient {\n"
            "  constructor(config) { this.config = config; }\n"
            "  async send(command) {\n"
            "    writeFileSync('sent.json', JSON.stringify({ config: this.config, input: command.input }));\n"
            "    return { StatusCode: 200 };\n"
            "  }\n"
            "}\n"
        )
        for payload in PAYLOADS:
            with self.subTest(payload[:40]):
                script = Path(self.sandbox.home) / "invoke.mjs"
                script.write_bytes(self.written("java_script", payload=payload, qualifier="live").encode())
                self.run_it(["node", str(script)], PATH=os.environ["PATH"])
                sent = json.loads((self.sandbox.home / "sent.json").read_text())
                self.assertEqual(sent["input"], {"FunctionName": "echo", "Qualifier": "live", "LogType": "Tail", "Payload": payload})
                self.assertEqual(sent["config"]["endpoint"], self.sandbox.endpoint)
                self.assertEqual(sent["config"]["maxAttempts"], 1)


if __name__ == "__main__":
    unittest.main()
