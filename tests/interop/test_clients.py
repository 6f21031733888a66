"""AWS's own clients against the sandbox: what they take for Lambda is Lambda enough for us."""

import base64
import contextlib
import datetime
import json
import sys
import time
import unittest
from unittest import mock

import botocore.auth
import botocore.crt.auth

from sandbox import Sandbox
from with_sandbox import WithSandbox, client

TEN_MINUTES = datetime.timedelta(minutes=10)
MISMATCH = "The request signature we calculated does not match the signature you provided."


class Boto3(WithSandbox):
    def setUp(self):
        super().setUp()
        self.aws = client(self.sandbox)
        self.addCleanup(self.aws.close)

    def test_functions_are_listed_page_by_page(self):
        pages = self.aws.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 5})
        names = [function["FunctionName"] for page in pages for function in page["Functions"]]
        self.assertEqual(len(names), 14)
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

    def test_a_function_on_managed_instances_refuses_the_tail(self):
        error = self.refused("InvalidParameterValueException", self.aws.invoke, FunctionName="managed", LogType="Tail")
        self.assertIn("Tail logs are not supported for functions on Lambda Managed Instances.", str(error))
        self.assertEqual(self.sandbox.runs("managed"), 0)
        self.assertEqual(json.load(self.aws.invoke(FunctionName="managed")["Payload"]), {"ran": True})
        answer = self.aws.invoke(FunctionName="managed", LogType="Tail", Payload=b'{"log_stream":true}')
        self.assertEqual(json.loads(base64.b64decode(answer["LogResult"])),
                         {"logGroup": "/aws/lambda/managed", "logStreamName": "2026/11/23/managed[3]0123456789abcdef"})

    def test_a_function_that_is_not_ready_runs_at_the_next_try(self):
        error = self.refused("SnapStartNotReadyException", self.aws.invoke, FunctionName="starting")
        self.assertEqual(error.response["ResponseMetadata"]["HTTPStatusCode"], 409)
        self.assertIn("Lambda is initializing your function.", error.response["Message"])
        self.assertEqual(self.aws.invoke(FunctionName="starting")["StatusCode"], 200)

    def test_a_log_in_json_is_an_object_a_line(self):
        answer = self.aws.invoke(FunctionName="talkative", LogType="Tail", Payload=b'{"log_format":"json"}')
        # The first line is cut.
        tail = base64.b64decode(answer["LogResult"]).decode(errors="replace")
        lines = [json.loads(line) for line in tail.splitlines()[1:]]
        self.assertEqual(lines[-1]["type"], "platform.report")
        self.assertEqual(lines[-1]["record"]["requestId"], answer["ResponseMetadata"]["RequestId"])
        self.assertGreaterEqual(lines[-1]["record"]["metrics"]["billedDurationMs"], 1)

    def test_an_action_that_is_not_allowed_is_refused_and_the_rest_is_not(self):
        action = "lambda:GetFunctionConfiguration"
        sandbox = self.enterContext(Sandbox("--deny", action, "--deny", "lambda:listfunctions"))
        aws = client(sandbox)
        self.addCleanup(aws.close)
        # Whether it exists is not told either.
        for name in ["echo", "nope"]:
            error = self.refused("AccessDeniedException", aws.get_function_configuration, FunctionName=f"{name}:live")
            self.assertIn(f"User: arn:aws:iam::123456789012:user/sandbox is not authorized to perform: {action} on "
                          f"resource: {self.arn}:{name}:live because no identity-based policy allows the {action} "
                          "action", str(error))
        self.refused("AccessDeniedException", aws.list_functions)
        self.assertEqual(aws.invoke(FunctionName="echo")["StatusCode"], 200)
        self.assertEqual(len(aws.list_aliases(FunctionName="echo")["Aliases"]), 2)


class Streams(WithSandbox):
    """botocore reads the frames: it checks both checksums of each."""

    def setUp(self):
        super().setUp()
        self.aws = client(self.sandbox)
        self.addCleanup(self.aws.close)

    def stream(self, function: str, payload: dict | None = None, **members):
        """The answer, its chunks each with the time it came at, and what InvokeComplete says."""
        answer = self.aws.invoke_with_response_stream(
            FunctionName=function, Payload=json.dumps(payload or {}).encode(), **members)
        *chunks, last = [(time.monotonic(), event) for event in answer["EventStream"]]
        return answer, [(at, event["PayloadChunk"]["Payload"]) for at, event in chunks], last[1]["InvokeComplete"]

    def test_chunks_come_one_after_another(self):
        start = time.monotonic()
        answer, chunks, complete = self.stream("stream", {"chunks": 3, "delay_ms": 300}, Qualifier="live")
        self.assertEqual([chunk for _, chunk in chunks], [b"chunk 1 of 3\n", b"chunk 2 of 3\n", b"chunk 3 of 3\n"])
        self.assertEqual((answer["StatusCode"], answer["ExecutedVersion"]), (200, "3"))
        self.assertEqual(answer["ResponseStreamContentType"], "application/vnd.amazon.eventstream")
        self.assertIn("Root=1-", answer["ResponseMetadata"]["HTTPHeaders"]["x-amzn-trace-id"])
        self.assertEqual(complete, {})
        times = [at for at, _ in chunks]
        self.assertLess(times[0] - start, 0.3, "the first chunk is not held back")
        for before, after in zip(times, times[1:]):
            self.assertGreater(after - before, 0.2)

    def test_the_log_comes_with_the_last_event(self):
        answer, _, complete = self.stream("stream", {"chunks": 1}, LogType="Tail")
        request_id = answer["ResponseMetadata"]["RequestId"]
        self.assertRegex(base64.b64decode(complete["LogResult"]).decode(),
                         rf"START RequestId: {request_id} Version: \$LATEST\n(.*\n)*REPORT RequestId: {request_id}\t")
        self.assertNotIn("ErrorCode", complete)

    def test_a_handler_fails_in_the_middle(self):
        _, chunks, complete = self.stream("stream", {"chunks": 5, "delay_ms": 0, "bytes": 64, "fail_after": 2})
        self.assertEqual([len(chunk) for _, chunk in chunks], [64, 64])
        self.assertEqual(complete["ErrorCode"], "Unhandled")
        self.assertEqual(json.loads(complete["ErrorDetails"])["errorMessage"], "the source broke off after 2 chunks")

    def test_functions_that_do_not_stream_are_streamed_all_the_same(self):
        _, chunks, complete = self.stream("echo", {"key": "value"})
        self.assertEqual((b"".join(chunk for _, chunk in chunks), complete), (b'{"key": "value"}', {}))
        _, chunks, complete = self.stream("large", {"bytes": 200_000})
        self.assertEqual([len(chunk) for _, chunk in chunks], [65_536, 65_536, 65_536, 3_392])
        for function, kind in [("fail", "KeyError"), ("timeout", "Sandbox.Timedout"), ("memory", "Runtime.ExitError")]:
            with self.subTest(function):
                _, chunks, complete = self.stream(function)
                self.assertEqual((chunks, complete["ErrorCode"]), ([], "Unhandled"))
                self.assertEqual(json.loads(complete["ErrorDetails"])["errorType"], kind)

    def test_what_is_refused_is_refused_before_the_stream_begins(self):
        invoke = self.aws.invoke_with_response_stream
        self.refused("TooManyRequestsException", invoke, FunctionName="throttled")
        self.refused("ResourceNotFoundException", invoke, FunctionName="nope")
        self.refused("ResourceNotFoundException", invoke, FunctionName="echo", Qualifier="4")
        self.refused("InvalidRequestContentException", invoke, FunctionName="echo", Payload=b"value")
        self.refused("ValidationException", invoke, FunctionName="echo", InvocationType="Event")
        self.refused("RequestTooLargeException", invoke, FunctionName="echo", Payload=b"1" * 6_291_457)
        self.refused("InvalidParameterValueException", invoke, FunctionName="managed", LogType="Tail")
        wrong = client(self.sandbox, secret_access_key="wrong")
        self.addCleanup(wrong.close)
        self.refused("InvalidSignatureException", wrong.invoke_with_response_stream, FunctionName="echo")
        self.assertEqual(invoke(FunctionName="echo", InvocationType="DryRun")["StatusCode"], 204)
        for function in ["throttled", "echo", "managed"]:
            self.assertEqual(self.sandbox.runs(function), 0)

    def test_a_client_that_hangs_up_does_not_stop_the_function(self):
        answer = self.aws.invoke_with_response_stream(FunctionName="stream", Payload=b'{"chunks":5,"delay_ms":50}')
        next(iter(answer["EventStream"]))
        answer["EventStream"].close()
        self.assertEqual(self.sandbox.runs("stream"), 1)
        # It is still there for others, and each run is counted once.
        self.assertEqual(len(self.stream("stream", {"chunks": 2, "delay_ms": 0})[1]), 2)
        self.assertEqual(self.sandbox.runs("stream"), 2)

    def test_200_mb_arrive_whole_and_a_byte_more_is_cut(self):
        limit = 209_715_200
        for payload, code in [({"chunks": 100, "bytes": limit // 100}, None),
                              ({"chunks": 100, "bytes": limit // 100 + 1}, "Function.ResponseSizeTooLarge")]:
            with self.subTest(payload):
                answer = self.aws.invoke_with_response_stream(
                    FunctionName="stream", Payload=json.dumps(payload | {"delay_ms": 0}).encode())
                size = 0
                for event in answer["EventStream"]:
                    size += len(event["PayloadChunk"]["Payload"]) if "PayloadChunk" in event else 0
                self.assertEqual((size, event["InvokeComplete"].get("ErrorCode")), (limit, code))


class Programs(WithSandbox):
    def test_the_aws_cli_lists(self):
        self.assertEqual(len(self.told("lambda", "list-functions")["Functions"]), 14)
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
                result = self.aws_cli(*arguments, **changes)
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
