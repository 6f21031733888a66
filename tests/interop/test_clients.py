"""AWS's own clients against the sandbox: what they take for Lambda is Lambda enough for us."""

import base64
import contextlib
import datetime
import json
import subprocess
import sys
import unittest
from unittest import mock

import boto3
import botocore.auth
import botocore.crt.auth
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox import Sandbox

TEN_MINUTES = datetime.timedelta(minutes=10)
MISMATCH = "The request signature we calculated does not match the signature you provided."


def client(sandbox: Sandbox, service: str = "lambda", **changes: str):
    """A boto3 client that tries once."""
    with mock.patch.dict("os.environ", sandbox.env(), clear=True):
        session = boto3.Session(
            aws_access_key_id=changes.get("access_key_id", sandbox.access_key_id),
            aws_secret_access_key=changes.get("secret_access_key", sandbox.secret_access_key),
            aws_session_token=changes.get("session_token", sandbox.session_token),
            region_name=changes.get("region", sandbox.region),
        )
        config = Config(retries={"total_max_attempts": 1}, proxies={})
        return session.client(service, endpoint_url=sandbox.endpoint, config=config)


class WithSandbox(unittest.TestCase):
    def setUp(self):
        self.sandbox = self.enterContext(Sandbox())
        self.arn = f"arn:aws:lambda:{self.sandbox.region}:123456789012:function"

    def refused(self, code: str, call, *arguments, **members) -> ClientError:
        with self.assertRaises(ClientError) as caught:
            call(*arguments, **members)
        self.assertEqual(caught.exception.response["Error"]["Code"], code)
        return caught.exception


class Boto3(WithSandbox):
    def setUp(self):
        super().setUp()
        self.aws = client(self.sandbox)
        self.addCleanup(self.aws.close)

    def test_functions_are_listed_page_by_page(self):
        pages = self.aws.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 5})
        names = [function["FunctionName"] for page in pages for function in page["Functions"]]
        self.assertEqual(len(names), 12)
        self.assertEqual(names, sorted(set(names)))

    def test_aliases_versions_and_configurations_are_told(self):
        aliases = {alias["Name"]: alias for alias in self.aws.list_aliases(FunctionName="echo")["Aliases"]}
        self.assertEqual(aliases["live"]["FunctionVersion"], "3")
        self.assertEqual(aliases["canary"]["RoutingConfig"], {"AdditionalVersionWeights": {"3": 0.1}})
        versions = self.aws.list_versions_by_function(FunctionName="echo")["Versions"]
        self.assertEqual([version["Version"] for version in versions], ["$LATEST", "1", "2", "3"])
        told = self.aws.get_function_configuration(FunctionName="slow", Qualifier="live")
        self.assertEqual((told["Timeout"], told["Version"], told["State"]), (900, "3", "Active"))
        self.assertEqual(told["FunctionArn"], f"{self.arn}:slow:live")
        self.assertEqual(told["LoggingConfig"]["LogGroup"], "/aws/lambda/slow")
        self.assertEqual(self.aws.get_function(FunctionName="echo")["Configuration"]["FunctionName"], "echo")
        self.assertEqual(self.aws.get_alias(FunctionName="echo", Name="live")["FunctionVersion"], "3")

    def test_the_caller_is_told(self):
        sts = client(self.sandbox, "sts")
        self.addCleanup(sts.close)
        self.assertEqual(sts.get_caller_identity()["Account"], "123456789012")
        wrong = client(self.sandbox, "sts", secret_access_key="wrong")
        self.addCleanup(wrong.close)
        self.refused("SignatureDoesNotMatch", wrong.get_caller_identity)

    def test_every_form_of_a_name_reaches_the_function(self):
        region = self.sandbox.region
        for name in ["echo", "echo:live", f"{self.arn}:echo", f"{self.arn}:echo:live", "123456789012:function:echo",
                     f"{region}:123456789012:function:echo"]:
            with self.subTest(name):
                answer = self.aws.invoke(FunctionName=name, Payload=b"{}")
                self.assertEqual(answer["ExecutedVersion"], "3" if name.endswith("live") else "$LATEST")
                answer["Payload"].close()

    def test_a_payload_comes_back_byte_for_byte(self):
        payload = '{"z": 12345678901234567890,\n "a": "é€😀", "n": 1.0}'.encode()
        answer = self.aws.invoke(FunctionName="echo", Payload=payload)
        self.assertEqual(answer["Payload"].read(), payload)

    def test_every_member_is_taken(self):
        answer = self.aws.invoke(
            FunctionName="echo", Qualifier="2", InvocationType="RequestResponse", LogType="Tail", Payload=b"1",
            ClientContext=base64.b64encode(b'{"custom":{}}').decode(), TenantId="a b/c",
            DurableExecutionName="once",
        )
        self.assertEqual((answer["StatusCode"], answer["ExecutedVersion"]), (200, "2"))
        log = base64.b64decode(answer["LogResult"]).decode()
        request_id = answer["ResponseMetadata"]["RequestId"]
        self.assertRegex(log, rf"START RequestId: {request_id} Version: 2\n(.*\n)*END RequestId: {request_id}\nREPORT ")
        again = self.aws.invoke(FunctionName="echo", Qualifier="2", Payload=b"1", DurableExecutionName="once")
        self.assertEqual(again["DurableExecutionArn"], answer["DurableExecutionArn"])
        self.assertEqual(self.sandbox.runs("echo"), 1)
        self.refused("DurableExecutionAlreadyStartedException", self.aws.invoke, FunctionName="echo", Qualifier="2",
                     Payload=b"2", DurableExecutionName="once")

    def test_dry_runs_do_not_run_and_events_do(self):
        self.assertEqual(self.aws.invoke(FunctionName="echo", InvocationType="DryRun")["StatusCode"], 204)
        self.assertEqual(self.sandbox.runs("echo"), 0)
        self.assertEqual(self.aws.invoke(FunctionName="echo", InvocationType="Event")["StatusCode"], 202)
        self.assertEqual(self.sandbox.runs("echo"), 1)

    def test_functions_that_fail_answer_200(self):
        for function, kind in [("fail", "KeyError"), ("timeout", "Sandbox.Timedout"), ("memory", "Runtime.ExitError")]:
            with self.subTest(function):
                answer = self.aws.invoke(FunctionName=function)
                self.assertEqual((answer["StatusCode"], answer["FunctionError"]), (200, "Unhandled"))
                self.assertEqual(json.load(answer["Payload"])["errorType"], kind)

    def test_the_services_own_errors_are_understood(self):
        invoke = self.aws.invoke
        self.refused("TooManyRequestsException", invoke, FunctionName="throttled")
        self.refused("TooManyRequestsException", invoke, FunctionName="throttled")
        self.assertEqual(invoke(FunctionName="throttled")["StatusCode"], 200)
        self.refused("ServiceException", invoke, FunctionName="unavailable")
        self.assertEqual(invoke(FunctionName="unavailable")["StatusCode"], 200)
        missing = self.refused("ResourceNotFoundException", invoke, FunctionName="nope", Qualifier="live")
        self.assertIn(f"Function not found: {self.arn}:nope:live", str(missing))
        bad = self.refused("InvalidRequestContentException", invoke, FunctionName="echo", Payload=b"value")
        self.assertIn("Unrecognized token 'value'", str(bad))
        self.refused("RequestTooLargeException", invoke, FunctionName="echo", Payload=b"1" * 6_291_457)
        self.refused("InvalidParameterValueException", invoke, FunctionName="echo:live", Qualifier="canary")
        self.assertEqual(self.sandbox.runs("echo"), 0)

    def test_a_line_break_in_a_text_is_refused_not_dropped(self):
        self.refused("InvalidRequestContentException", self.aws.invoke, FunctionName="echo",
                     Payload='{"price": "5 €a\n"}'.encode())

    def test_a_throttled_durable_execution_can_be_tried_again(self):
        members = {"FunctionName": "throttled", "Payload": b"{}", "DurableExecutionName": "order-1"}
        self.refused("TooManyRequestsException", self.aws.invoke, **members)
        self.refused("TooManyRequestsException", self.aws.invoke, **members)
        self.assertEqual(self.aws.invoke(**members)["StatusCode"], 200)

    def test_wrong_keys_are_refused(self):
        for code, changes in [("InvalidSignatureException", {"secret_access_key": "wrong"}),
                              ("UnrecognizedClientException", {"access_key_id": "AKIAWRONG"}),
                              ("UnrecognizedClientException", {"session_token": "unknown"}),
                              ("InvalidSignatureException", {"region": "eu-west-1"})]:
            with self.subTest(changes):
                wrong = client(self.sandbox, **changes)
                self.addCleanup(wrong.close)
                self.refused(code, wrong.invoke, FunctionName="echo")
        self.assertEqual(self.sandbox.runs("echo"), 0)

    def test_a_body_changed_after_signing_is_refused(self):
        def change(request, **_):
            request.body = b'{"amount": 2}'

        self.aws.meta.events.register("before-send.lambda.Invoke", change)
        error = self.refused("InvalidSignatureException", self.aws.invoke, FunctionName="echo", Payload=b'{"amount": 1}')
        self.assertIn(MISMATCH, str(error))
        self.assertEqual(self.sandbox.runs("echo"), 0)

    def test_an_old_date_and_a_coming_one_are_refused(self):
        # SAM brings the C signer along, and botocore prefers it; each signer has a clock of its own.
        signers = [botocore.auth, botocore.crt.auth]
        for shift, words in [(-TEN_MINUTES, "Signature expired"), (TEN_MINUTES, "Signature not yet current")]:
            with contextlib.ExitStack() as clocks:
                for signer in signers:
                    now = signer.get_current_datetime
                    shifted = lambda *a, now=now, **k: now(*a, **k) + shift  # noqa: E731, B023
                    clocks.enter_context(mock.patch.object(signer, "get_current_datetime", shifted))
                error = self.refused("InvalidSignatureException", self.aws.invoke, FunctionName="echo")
            self.assertIn(words, str(error))

    def test_a_session_token_is_asked_for(self):
        sandbox = self.enterContext(Sandbox("--session-token", "token"))
        for token, accepted in [("token", True), (None, False)]:
            aws = client(sandbox, session_token=token)
            self.addCleanup(aws.close)
            if accepted:
                self.assertEqual(aws.invoke(FunctionName="echo")["StatusCode"], 200)
            else:
                self.refused("UnrecognizedClientException", aws.invoke, FunctionName="echo")

    def test_expired_keys_are_refused(self):
        sandbox = self.enterContext(Sandbox("--expire-after", "0"))
        aws = client(sandbox)
        self.addCleanup(aws.close)
        self.refused("ExpiredTokenException", aws.invoke, FunctionName="echo")


class Programs(WithSandbox):
    def run_program(self, program: str, *arguments: str, **changes: str) -> subprocess.CompletedProcess:
        return subprocess.run([program, *arguments], env=self.sandbox.env(**changes), cwd=self.sandbox.home,
                              capture_output=True, text=True, timeout=120, check=False)

    def aws(self, *arguments: str, **changes: str) -> subprocess.CompletedProcess:
        return self.run_program("aws", *arguments, **changes)

    def told(self, *arguments: str):
        result = self.aws(*arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def test_the_aws_cli_lists(self):
        self.assertEqual(len(self.told("lambda", "list-functions")["Functions"]), 12)
        self.assertEqual(len(self.told("lambda", "list-aliases", "--function-name", "echo")["Aliases"]), 2)
        versions = self.told("lambda", "list-versions-by-function", "--function-name", "echo")["Versions"]
        self.assertEqual(len(versions), 4)
        told = self.told("lambda", "get-function-configuration", "--function-name", "timeout")
        self.assertEqual(told["Timeout"], 3)
        self.assertEqual(self.told("sts", "get-caller-identity")["Account"], "123456789012")

    def test_the_aws_cli_invokes(self):
        told = self.told("lambda", "invoke", "--function-name", f"{self.arn}:echo", "--qualifier", "live",
                         "--log-type", "Tail", "--payload", '{"key":"value"}', "out.json")
        self.assertEqual((told["StatusCode"], told["ExecutedVersion"]), (200, "3"))
        self.assertIn("REPORT RequestId: ", base64.b64decode(told["LogResult"]).decode())
        self.assertEqual((self.sandbox.home / "out.json").read_text(), '{"key":"value"}')
        self.assertEqual(self.told("lambda", "invoke", "--function-name", "fail", "out.json")["FunctionError"], "Unhandled")

    def test_the_aws_cli_is_refused(self):
        invoke = ["lambda", "invoke", "--function-name"]
        for arguments, changes, words in [
            ([*invoke, "echo", "out"], {"AWS_SECRET_ACCESS_KEY": "wrong"}, "(InvalidSignatureException)"),
            ([*invoke, "nope", "out"], {}, "(ResourceNotFoundException)"),
            ([*invoke, "echo", "--payload", "value", "out"], {}, "(InvalidRequestContentException)"),
            ([*invoke, "throttled", "out"], {}, "(TooManyRequestsException)"),
            (["lambda", "list-functions"], {"AWS_ACCESS_KEY_ID": "AKIAWRONG"}, "(UnrecognizedClientException)"),
        ]:
            with self.subTest(words):
                result = self.aws(*arguments, **changes)
                self.assertNotEqual(result.returncode, 0)
                self.assertIn(words, result.stderr)

    def test_sam_remote_invoke(self):
        invoke = ["remote", "invoke", f"{self.arn}:echo", "--region", self.sandbox.region, "--event"]
        result = self.run_program("sam", *invoke, '{"key": 12345678901234567890}', "--output", "json")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(json.loads(json.loads(result.stdout)["Payload"])["key"], 12345678901234567890)
        result = self.run_program("sam", *invoke, "{}", AWS_SECRET_ACCESS_KEY="wrong")
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("InvalidSignatureException", result.stderr + result.stdout)


if __name__ == "__main__":
    sys.exit(unittest.main())
