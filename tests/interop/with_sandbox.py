"""What tests of AWS's own clients have in common: a sandbox each, boto3's clients of it, and programs that run in it."""

import json
import subprocess
import unittest
from unittest import mock

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox import Sandbox


def client(sandbox: Sandbox, service: str = "lambda", validate: bool = True, **changes: str):
    """A boto3 client that tries once. Without `validate` it also sends what the service's model forbids."""
    with mock.patch.dict("os.environ", sandbox.env(), clear=True):
        session = boto3.Session(
            aws_access_key_id=changes.get("access_key_id", sandbox.access_key_id),
            aws_secret_access_key=changes.get("secret_access_key", sandbox.secret_access_key),
            aws_session_token=changes.get("session_token", sandbox.session_token),
            region_name=changes.get("region", sandbox.region),
        )
        config = Config(retries={"total_max_attempts": 1}, proxies={}, parameter_validation=validate)
        return session.client(service, endpoint_url=sandbox.endpoint, config=config)


class WithSandbox(unittest.TestCase):
    # What the sandbox is started with.
    arguments: tuple[str, ...] = ()

    def setUp(self):
        self.sandbox = self.enterContext(Sandbox(*self.arguments))
        self.arn = f"arn:aws:lambda:{self.sandbox.region}:123456789012:function"

    def refused(self, code: str, call, *arguments, **members) -> ClientError:
        with self.assertRaises(ClientError) as caught:
            call(*arguments, **members)
        self.assertEqual(caught.exception.response["Error"]["Code"], code)
        return caught.exception

    def run_program(self, program: str, *arguments: str, **changes: str) -> subprocess.CompletedProcess:
        return subprocess.run([program, *arguments], env=self.sandbox.env(**changes), cwd=self.sandbox.home,
                              capture_output=True, text=True, timeout=120, check=False)

    def aws_cli(self, *arguments: str, **changes: str) -> subprocess.CompletedProcess:
        return self.run_program("aws", *arguments, **changes)

    def told(self, *arguments: str):
        result = self.aws_cli(*arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)
