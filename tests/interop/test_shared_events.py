"""Shareable test events: the SAM CLI and our core at the sandbox's registry, each reading what the other wrote."""

import json
import subprocess
import sys
import unittest

from sandbox import Sandbox, binary

# What neither must change: a whole number beyond a float, an escape, and another alphabet.
PAYLOAD = '{"order": 12345678901234567890, "name": "Zoë 世界", "lines": [1, 2.5, null, true]}'


class SharedEvents(unittest.TestCase):
    def setUp(self):
        self.sandbox = self.enterContext(Sandbox())

    def run_program(self, *command, stdin="", **changes) -> subprocess.CompletedProcess:
        return subprocess.run(
            command, env=self.sandbox.env(**changes), cwd=self.sandbox.home, input=stdin,
            text=True, capture_output=True, timeout=120,
        )

    def sam(self, act: str, *arguments: str, stdin="", function="echo", **changes) -> subprocess.CompletedProcess:
        arn = f"arn:aws:lambda:{self.sandbox.region}:123456789012:function:{function}"
        command = ["sam", "remote", "test-event", act, arn, "--region", self.sandbox.region, *arguments]
        return self.run_program(*command, stdin=stdin, **changes)

    def told(self, *arguments, **members) -> str:
        result = self.sam(*arguments, **members)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def ours(self, *arguments: str, stdin="") -> str:
        result = self.run_program(binary().with_name("ask-aws"), "events", *arguments, stdin=stdin)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def test_what_sam_puts_we_read(self):
        self.told("put", "--name", "by-sam", "--file", "-", stdin=PAYLOAD)
        self.told("put", "--name", "queued", "--file", "-", "--invocation-type", "Event", stdin="[1]")
        self.assertEqual(self.ours("list", "echo").splitlines(), ["by-sam\tRequestResponse", "queued\tEvent"])
        self.assertEqual(json.loads(self.ours("get", "echo", "by-sam")), json.loads(PAYLOAD))
        self.assertIn("12345678901234567890", self.ours("get", "echo", "by-sam"))
        self.ours("delete", "echo", "by-sam")
        self.assertEqual(self.told("list").split(), ["queued"])
        self.told("delete", "--name", "queued")
        self.assertEqual(self.ours("list", "echo"), "")

    def test_what_we_put_sam_reads(self):
        self.ours("put", "echo", "by-us", stdin=PAYLOAD)
        self.assertEqual(self.told("list").split(), ["by-us"])
        self.assertEqual(json.loads(self.told("get", "--name", "by-us")), json.loads(PAYLOAD))
        taken = self.sam("put", "--name", "by-us", "--file", "-", stdin="{}")
        self.assertNotEqual(taken.returncode, 0)
        self.assertIn("already exists", taken.stderr)
        self.told("put", "--name", "by-us", "--force", "--file", "-", stdin='{"by": "sam"}')
        self.assertEqual(json.loads(self.ours("get", "echo", "by-us")), {"by": "sam"})
        self.told("delete", "--name", "by-us")
        self.assertEqual(self.ours("list", "echo"), "")

    def test_sam_invokes_with_what_we_put(self):
        self.ours("put", "echo", "by-us", stdin=PAYLOAD)
        arn = f"arn:aws:lambda:{self.sandbox.region}:123456789012:function:echo"
        invoke = ["sam", "remote", "invoke", arn, "--region", self.sandbox.region, "--test-event-name", "by-us"]
        result = self.run_program(*invoke, "--output", "json")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(json.loads(json.loads(result.stdout)["Payload"]), json.loads(PAYLOAD))

    def test_both_keep_five_versions_and_get_on_with_it(self):
        for number in range(4):
            self.told("put", "--name", "turns", "--force", "--file", "-", stdin=str(number))
            self.ours("put", "echo", "turns", "--replace", stdin=f"[{number}]")
        self.assertEqual(self.told("get", "--name", "turns").strip(), "[3]")

    def test_what_is_wrong_is_said(self):
        gone = self.sam("get", "--name", "nobody")
        self.assertNotEqual(gone.returncode, 0)
        self.assertIn("not found", gone.stderr)
        wrong = self.sam("list", AWS_SECRET_ACCESS_KEY="wrong")
        self.assertNotEqual(wrong.returncode, 0)
        self.assertIn("signature", (wrong.stderr + wrong.stdout).lower())


class Denied(unittest.TestCase):
    def test_sam_names_the_permissions(self):
        with Sandbox("--deny", "schemas:GetDiscoveredSchema") as sandbox:
            arn = f"arn:aws:lambda:{sandbox.region}:123456789012:function:echo"
            put = ["sam", "remote", "test-event", "put", arn, "--region", sandbox.region, "--name", "x", "--file", "-"]
            result = subprocess.run(
                put, env=sandbox.env(), cwd=sandbox.home, input="{}", text=True, capture_output=True, timeout=120
            )
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("permissions to create shareable test events", result.stderr)


if __name__ == "__main__":
    sys.exit(unittest.main())
