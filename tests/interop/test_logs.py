"""AWS's own clients read a function's log from the sandbox's CloudWatch Logs.

`aws logs tail` is the AWS CLI's version 2 only, which is not on PyPI; `sam logs` asks the same, and takes its place.
"""

import base64
import json
import sys
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

from sandbox import Sandbox
from with_sandbox import WithSandbox, client

TALKATIVE = "/aws/lambda/talkative"
NO_GROUP = "The specified log group does not exist."
NO_STREAM = "The specified log stream does not exist."
# How much of a log Invoke answers with, in bytes.
TAIL = 4096


class WithLogs(WithSandbox):
    # Late and in small pages, as far as a test can wait for them.
    arguments = ("--log-delay", "400", "--page-size", "7")

    def setUp(self):
        super().setUp()
        self.functions, self.logs = client(self.sandbox), client(self.sandbox, "logs")
        self.addCleanup(self.functions.close)
        self.addCleanup(self.logs.close)

    def invoke(self, function: str, payload: dict | None = None, **members) -> tuple[str, bytes]:
        """The request id, and the log's tail where there is one."""
        answer = self.functions.invoke(FunctionName=function, Payload=json.dumps(payload or {}), **members)
        return answer["ResponseMetadata"]["RequestId"], base64.b64decode(answer.get("LogResult", ""))

    def found(self, group: str, page_size: int | None = None, **members) -> list[dict]:
        """All events, through all pages."""
        pages = self.logs.get_paginator("filter_log_events").paginate(
            logGroupName=group, PaginationConfig={"PageSize": page_size}, **members)
        return [event for page in pages for event in page["events"]]

    def delivered(self, function: str, request_id: str) -> list[dict]:
        """The events of an invocation's stream, from where it begins, as soon as its end is there."""
        group, latest = f"/aws/lambda/{function}", time.monotonic() + 30
        while time.monotonic() < latest:
            of_id = self.found(group, filterPattern=f'"{request_id}"')
            if any(is_report(event["message"], request_id) for event in of_id):
                stream = self.found(group, logStreamNames=[of_id[0]["logStreamName"]])
                ids = [event["eventId"] for event in stream]
                return stream[ids.index(of_id[0]["eventId"]):]
            time.sleep(0.05)
        self.fail(f"{group} has no end of {request_id}")


def is_report(message: str, request_id: str) -> bool:
    if message.startswith("{"):
        event = json.loads(message)
        return event.get("type") == "platform.report" and event["record"]["requestId"] == request_id
    return message.startswith(f"REPORT RequestId: {request_id}\t")


def text(events: list[dict]) -> str:
    return "".join(event["message"] for event in events)


class WholeLogs(WithLogs):
    def test_a_log_arrives_whole_and_ends_with_the_tail_that_invoke_answers_with(self):
        for function, payload, lines in [
            ("echo", {}, 4),
            ("talkative", {}, 72),
            ("talkative", {"log_format": "json"}, 71),
            ("fail", {"runtime": "python"}, 10),
            ("fail", {"runtime": "java"}, 4),
            ("memory", {}, 4),
        ]:
            with self.subTest(function=function, payload=payload):
                request_id, tail = self.invoke(function, payload, LogType="Tail")
                events = self.delivered(function, request_id)
                self.assertGreaterEqual(len(events), lines)
                if "log_format" in payload:
                    self.assertEqual(json.loads(events[0]["message"])["type"], "platform.start")
                else:
                    self.assertEqual(events[0]["message"], f"START RequestId: {request_id} Version: $LATEST\n")
                    self.assertEqual(events[-2]["message"], f"END RequestId: {request_id}\n")
                self.assertTrue(is_report(events[-1]["message"], request_id), events[-1])
                for event in events:
                    self.assertEqual(event["message"].count("\n"), 1, event)
                    self.assertEqual(event["ingestionTime"], event["timestamp"] + 400)
                self.assertEqual(events, sorted(events, key=lambda event: (event["timestamp"], event["eventId"])))
                self.assertEqual(len({event["eventId"] for event in events}), len(events))
                self.assertEqual({event["logStreamName"] for event in events}, {events[0]["logStreamName"]})
                # It begins with what the environment wrote as it came up.
                whole = text(self.found(f"/aws/lambda/{function}", logStreamNames=[events[0]["logStreamName"]])).encode()
                if function == "talkative":
                    self.assertEqual(len(tail), TAIL)
                    self.assertGreater(len(text(events).encode()), TAIL)
                else:
                    self.assertLess(len(tail), TAIL)
                self.assertTrue(whole.endswith(tail), tail)

    def test_what_the_function_wrote_is_there_in_its_order(self):
        request_id, tail = self.invoke("talkative", LogType="Tail")
        self.assertNotIn(b"Regal 1:", tail)
        messages = [event["message"] for event in self.delivered("talkative", request_id)]
        shelves = [int(message.split()[2].rstrip(":")) for message in messages if "Regal" in message]
        self.assertEqual(shelves, list(range(1, 61)))
        self.assertEqual(messages[-4], "[ERROR]\tcould not reach the loyalty service, going on without it\n")

    def test_nothing_is_there_before_the_delay_and_the_group_is(self):
        sandbox = self.enterContext(Sandbox("--log-delay", "3000"))
        functions, logs = client(sandbox), client(sandbox, "logs")
        self.addCleanup(functions.close)
        self.addCleanup(logs.close)
        functions.invoke(FunctionName="echo")["Payload"].close()
        self.assertEqual(logs.filter_log_events(logGroupName="/aws/lambda/echo")["events"], [])
        latest = time.monotonic() + 30
        while not (events := logs.filter_log_events(logGroupName="/aws/lambda/echo")["events"]):
            self.assertLess(time.monotonic(), latest)
            time.sleep(0.1)
        self.assertGreaterEqual(time.time() * 1000, events[0]["timestamp"] + 3000)

    def test_a_new_environment_says_so_once(self):
        first, _ = self.invoke("echo")
        self.delivered("echo", first)
        second, _ = self.invoke("echo")
        self.delivered("echo", second)
        messages = [event["message"] for event in self.found("/aws/lambda/echo")]
        self.assertEqual([message.split()[0] for message in messages],
                         ["INIT_START", "START", "[INFO]", "END", "REPORT", "START", "[INFO]", "END", "REPORT"])

    def test_invocations_at_the_same_time_have_a_stream_each(self):
        with ThreadPoolExecutor(2) as at_once:
            first, second = at_once.map(lambda _: self.invoke("slow", {"seconds": 1})[0], range(2))
        streams = [self.delivered("slow", request_id) for request_id in (first, second)]
        self.assertNotEqual(streams[0][0]["logStreamName"], streams[1][0]["logStreamName"])
        for events, other in zip(streams, (second, first)):
            self.assertEqual(len(events), 4)
            self.assertNotIn(other, text(events))
        both = self.found("/aws/lambda/slow")
        self.assertEqual({event["logStreamName"] for event in both}, {events[0]["logStreamName"] for events in streams})
        self.assertEqual([event["timestamp"] for event in both], sorted(event["timestamp"] for event in both))

    def test_versions_and_queued_events_log_too(self):
        request_id, _ = self.invoke("echo", Qualifier="live")
        events = self.delivered("echo", request_id)
        self.assertRegex(events[0]["logStreamName"], r"^\d{4}/\d\d/\d\d/\[3\][0-9a-f]{32}$")
        self.assertEqual(events[0]["message"], f"START RequestId: {request_id} Version: 3\n")
        request_id, _ = self.invoke("echo", InvocationType="Event")
        self.assertEqual(len(self.delivered("echo", request_id)), 4)

    def test_managed_instances_say_where_the_log_is(self):
        request_id, place = self.invoke("managed", {"log_stream": True}, LogType="Tail")
        place = json.loads(place)
        self.delivered("managed", request_id)
        events = self.found(place["logGroup"], logStreamNames=[place["logStreamName"]])
        self.assertTrue(is_report(events[-1]["message"], request_id))
        streams = self.logs.describe_log_streams(logGroupName=place["logGroup"])["logStreams"]
        self.assertEqual([stream["logStreamName"] for stream in streams], [place["logStreamName"]])


class Reading(WithLogs):
    """One invocation of the talkative function in text, and one in JSON."""

    def setUp(self):
        super().setUp()
        self.request_id, _ = self.invoke("talkative")
        self.in_json, _ = self.invoke("talkative", {"log_format": "json"})
        self.delivered("talkative", self.in_json)
        self.all = self.found(TALKATIVE)
        self.stream = self.all[0]["logStreamName"]

    def test_patterns_find_what_they_say(self):
        def has(*words: str):
            return lambda message: all(word in message for word in words)

        for pattern, passes in [
            ("ERROR", has("ERROR")),
            ("loyalty service", has("loyalty", "service")),
            ("service loyalty", has("loyalty", "service")),
            ('"loyalty service"', has("loyalty service")),
            ('"order stored"', has("order stored")),
            ("?ERROR ?WARNING", lambda message: "ERROR" in message or "WARNING" in message),
            ('?ERROR ?"stock is low"', lambda message: "ERROR" in message or "stock is low" in message),
            ("-DEBUG", lambda message: "DEBUG" not in message),
            ("INFO -key", lambda message: "INFO" in message and "key" not in message),
            ('INFO -"order stored"', lambda message: "INFO" in message and "order stored" not in message),
            (f'"{self.request_id}"', has(self.request_id)),
            (f'"{self.in_json}"', has(self.in_json)),
        ]:
            with self.subTest(pattern):
                expected = [event for event in self.all if passes(event["message"])]
                self.assertTrue(0 < len(expected) < len(self.all))
                self.assertEqual(self.found(TALKATIVE, filterPattern=pattern), expected)
        for pattern in ["error", '"service loyalty"', "ERROR WARNING", "ERROR -loyalty"]:
            with self.subTest(pattern):
                self.assertEqual(self.found(TALKATIVE, filterPattern=pattern), [])
        self.assertEqual(self.found(TALKATIVE, filterPattern=""), self.all)

    def test_patterns_that_the_sandbox_does_not_know_are_refused_and_nothing_is_found_by_mistake(self):
        for pattern in ['{ $.level = "ERROR" }', "{ $.level = ERROR && $.requestId = * }", "[level, message]", "%ERR.R%",
                        "ERROR %w.s%", '"loyalty service', 'ERROR -"loyalty']:
            with self.subTest(pattern):
                error = self.refused("InvalidParameterException", self.logs.filter_log_events, logGroupName=TALKATIVE,
                                     filterPattern=pattern)
                self.assertIn("Invalid filter pattern", str(error))

    def test_pages_follow_each_other_without_gaps_or_repetition(self):
        self.assertEqual(len(self.all), 1 + 72 + 71)
        self.assertEqual(self.found(TALKATIVE, page_size=3), self.all)
        first = self.logs.filter_log_events(logGroupName=TALKATIVE)
        self.assertEqual(first["events"], self.all[:7])
        second = self.logs.filter_log_events(logGroupName=TALKATIVE, nextToken=first["nextToken"], limit=2)
        self.assertEqual(second["events"], self.all[7:9])
        # What is asked for beyond a page's size is not given.
        self.assertEqual(len(self.logs.filter_log_events(logGroupName=TALKATIVE, limit=10_000)["events"]), 7)

    def test_a_last_page_that_is_full_is_the_last(self):
        found = self.logs.filter_log_events(logGroupName=TALKATIVE, filterPattern=f'"{self.request_id}"', limit=3)
        self.assertEqual([event["message"].split()[0] for event in found["events"]], ["START", "END", "REPORT"])
        self.assertNotIn("nextToken", found)

    def test_times_and_streams_bound_what_is_found(self):
        times = [event["timestamp"] for event in self.all]
        begin = next(event["timestamp"] for event in self.all if self.in_json in event["message"])
        found = self.found(TALKATIVE, startTime=begin)
        self.assertEqual(found, [event for event in self.all if event["timestamp"] >= begin])
        self.assertEqual(self.found(TALKATIVE, startTime=times[-1] + 1), [])
        self.assertEqual(self.found(TALKATIVE, endTime=times[-1] + 1), self.all)
        self.assertEqual(self.found(TALKATIVE, endTime=times[0] - 1), [])
        self.assertEqual(self.found(TALKATIVE, logStreamNames=[self.stream]), self.all)
        self.assertEqual(self.found(TALKATIVE, logStreamNamePrefix=self.stream[:20]), self.all)
        self.assertEqual(self.found(TALKATIVE, logStreamNamePrefix="1999/"), [])
        arn = f"arn:aws:logs:{self.sandbox.region}:123456789012:log-group:{TALKATIVE}"
        for identifier in [TALKATIVE, arn]:
            page = self.logs.filter_log_events(logGroupIdentifier=identifier)
            self.assertEqual(page["events"], self.all[:7])

    def test_a_stream_is_read_from_its_end_and_from_its_head(self):
        place = {"logGroupName": TALKATIVE, "logStreamName": self.stream}
        messages = [event["message"] for event in self.all]
        newest = self.logs.get_log_events(**place)
        self.assertEqual([event["message"] for event in newest["events"]], messages[-7:])
        before = self.logs.get_log_events(**place, nextToken=newest["nextBackwardToken"])
        self.assertEqual([event["message"] for event in before["events"]], messages[-14:-7])
        read, members = [], {"startFromHead": True}
        while True:
            page = self.logs.get_log_events(**place, **members)
            read += [event["message"] for event in page["events"]]
            # At the end the token that came is the one that was sent.
            if page["nextForwardToken"] == members.get("nextToken"):
                break
            members["nextToken"] = page["nextForwardToken"]
        self.assertEqual(read, messages)
        self.assertEqual(page["events"], [])

    def test_groups_and_streams_are_listed(self):
        self.invoke("echo")
        groups = self.logs.get_paginator("describe_log_groups")
        names = [group["logGroupName"] for page in groups.paginate() for group in page["logGroups"]]
        self.assertEqual(names, ["/aws/lambda/echo", TALKATIVE])
        [group] = groups.paginate(logGroupNamePrefix="/aws/lambda/t").build_full_result()["logGroups"]
        arn = f"arn:aws:logs:{self.sandbox.region}:123456789012:log-group:{TALKATIVE}"
        self.assertEqual((group["arn"], group["logGroupArn"]), (f"{arn}:*", arn))
        [stream] = self.logs.get_paginator("describe_log_streams").paginate(
            logGroupName=TALKATIVE).build_full_result()["logStreams"]
        self.assertEqual(stream["logStreamName"], self.stream)
        self.assertEqual((stream["firstEventTimestamp"], stream["lastEventTimestamp"]),
                         (self.all[0]["timestamp"], self.all[-1]["timestamp"]))
        self.assertEqual(stream["lastIngestionTime"], self.all[-1]["ingestionTime"])


class Refusals(WithLogs):
    def setUp(self):
        super().setUp()
        self.invoke("echo")
        self.group = "/aws/lambda/echo"

    def test_what_is_not_there_is_said_in_the_services_words(self):
        code, missing = "ResourceNotFoundException", "/aws/lambda/none"
        stream = {"logGroupName": self.group, "logStreamName": "none"}
        for call, members, words in [
            (self.logs.filter_log_events, {"logGroupName": missing}, NO_GROUP),
            (self.logs.get_log_events, stream | {"logGroupName": missing}, NO_GROUP),
            (self.logs.describe_log_streams, {"logGroupName": missing}, NO_GROUP),
            (self.logs.filter_log_events, {"logGroupName": self.group, "logStreamNames": ["none"]}, NO_STREAM),
            (self.logs.get_log_events, stream, NO_STREAM),
        ]:
            with self.subTest(members):
                error = self.refused(code, call, **members)
                self.assertIsInstance(error, self.logs.exceptions.ResourceNotFoundException)
                self.assertEqual(error.response["Error"]["Message"], words)
                self.assertEqual(error.response["ResponseMetadata"]["HTTPStatusCode"], 400)
        self.assertEqual(self.logs.describe_log_groups(logGroupNamePrefix=missing)["logGroups"], [])

    def test_members_that_make_no_sense_are_refused(self):
        free = client(self.sandbox, "logs", validate=False)
        self.addCleanup(free.close)
        for code, members in [
            ("InvalidParameterException", {"logGroupName": self.group, "nextToken": "?"}),
            ("InvalidParameterException",
             {"logGroupName": self.group, "logStreamNames": ["a"], "logStreamNamePrefix": "a"}),
            ("InvalidParameterException", {}),
            ("SerializationException", {"logGroupName": self.group, "startTime": "yesterday"}),
            ("SerializationException", {"logGroupName": self.group, "filterPattern": 5}),
        ]:
            with self.subTest(members):
                self.refused(code, free.filter_log_events, **members)

    def test_operations_beside_reading_are_unknown(self):
        self.refused("UnknownOperationException", self.logs.start_query, logGroupName=self.group, startTime=0, endTime=1,
                     queryString="fields @message")
        self.refused("UnknownOperationException", self.logs.delete_log_group, logGroupName=self.group)

    def test_wrong_keys_are_refused(self):
        for code, changes in [("InvalidSignatureException", {"secret_access_key": "wrong"}),
                              ("UnrecognizedClientException", {"access_key_id": "AKIAWRONG"}),
                              ("UnrecognizedClientException", {"session_token": "unknown"}),
                              ("InvalidSignatureException", {"region": "eu-west-1"})]:
            with self.subTest(changes):
                wrong = client(self.sandbox, "logs", **changes)
                self.addCleanup(wrong.close)
                self.refused(code, wrong.filter_log_events, logGroupName=self.group)

    def test_what_changes_after_signing_is_refused(self):
        def other_body(request, **_):
            request.body = request.body.replace(b"echo", b"fail")

        def other_operation(request, **_):
            request.headers["X-Amz-Target"] = "Logs_20140328.GetLogEvents"

        for change in [other_body, other_operation]:
            with self.subTest(change.__name__):
                aws = client(self.sandbox, "logs")
                self.addCleanup(aws.close)
                aws.meta.events.register("before-send.cloudwatch-logs.FilterLogEvents", change)
                error = self.refused("InvalidSignatureException", aws.filter_log_events, logGroupName=self.group)
                self.assertIn("does not match the signature you provided", str(error))

    def test_a_signature_for_another_service_is_refused(self):
        aws = client(self.sandbox, "logs")
        self.addCleanup(aws.close)
        # botocore takes the signing name from here.
        aws.meta.events.register("choose-signer.cloudwatch-logs", lambda context, **_: context.setdefault(
            "signing", {}).update(signing_name="lambda"))
        error = self.refused("InvalidSignatureException", aws.filter_log_events, logGroupName=self.group)
        self.assertIn("Credential should be scoped to correct service: 'logs'", str(error))

    def test_a_permission_that_is_missing_is_named_and_the_others_hold(self):
        sandbox = self.enterContext(Sandbox("--deny", "logs:FilterLogEvents"))
        functions, logs = client(sandbox), client(sandbox, "logs")
        self.addCleanup(functions.close)
        self.addCleanup(logs.close)
        functions.invoke(FunctionName="echo")["Payload"].close()
        # Whether it exists is not told either.
        for group in [self.group, "/aws/lambda/none"]:
            error = self.refused("AccessDeniedException", logs.filter_log_events, logGroupName=group)
            self.assertIn("is not authorized to perform: logs:FilterLogEvents on resource: "
                          f"arn:aws:logs:{sandbox.region}:123456789012:log-group:{group}:log-stream:", str(error))
        self.assertEqual(len(logs.describe_log_streams(logGroupName=self.group)["logStreams"]), 1)


class Programs(WithLogs):
    def setUp(self):
        super().setUp()
        self.request_id, _ = self.invoke("talkative")
        self.events = self.delivered("talkative", self.request_id)
        self.filter = ["logs", "filter-log-events", "--log-group-name", TALKATIVE]

    def test_the_aws_cli_finds_a_request(self):
        of_id = ["--filter-pattern", f'"{self.request_id}"']
        told = self.told(*self.filter, *of_id, "--start-time", str(self.events[0]["timestamp"]))
        self.assertEqual([event["message"].split()[0] for event in told["events"]], ["START", "END", "REPORT"])
        self.assertEqual(self.told(*self.filter, *of_id, "--page-size", "1")["events"], told["events"])
        later = str(self.events[-1]["timestamp"] + 1)
        self.assertEqual(self.told(*self.filter, *of_id, "--start-time", later)["events"], [])

    def test_the_aws_cli_reads_all_pages(self):
        self.assertEqual(self.told(*self.filter)["events"][1:], self.events)
        page = self.told(*self.filter, "--no-paginate")
        self.assertEqual((len(page["events"]), "nextToken" in page), (7, True))
        some = self.told(*self.filter, "--max-items", "10")
        rest = self.told(*self.filter, "--starting-token", some["NextToken"])
        self.assertEqual((some["events"] + rest["events"])[1:], self.events)
        self.assertEqual(len(some["events"]), 10)

    def test_the_aws_cli_reads_a_stream(self):
        told = self.told("logs", "describe-log-groups", "--log-group-name-prefix", "/aws/lambda/")
        self.assertEqual([group["logGroupName"] for group in told["logGroups"]], [TALKATIVE])
        [stream] = self.told("logs", "describe-log-streams", "--log-group-name", TALKATIVE)["logStreams"]
        read = ["logs", "get-log-events", "--log-group-name", TALKATIVE, "--log-stream-name", stream["logStreamName"]]
        newest = self.told(*read, "--limit", "3")["events"]
        self.assertEqual([event["message"] for event in newest], [event["message"] for event in self.events[-3:]])
        head = self.told(*read, "--start-from-head", "--limit", "2")["events"]
        self.assertEqual(head[1]["message"], self.events[0]["message"])

    def test_the_aws_cli_is_refused(self):
        missing = ["logs", "filter-log-events", "--log-group-name", "/aws/lambda/none"]
        for arguments, changes, words in [
            (missing, {}, f"(ResourceNotFoundException) when calling the FilterLogEvents operation: {NO_GROUP}"),
            ([*self.filter, "--filter-pattern", "[a, b]"], {}, "(InvalidParameterException)"),
            (self.filter, {"AWS_SECRET_ACCESS_KEY": "wrong"}, "(InvalidSignatureException)"),
            (self.filter, {"AWS_ACCESS_KEY_ID": "AKIAWRONG"}, "(UnrecognizedClientException)"),
        ]:
            with self.subTest(words):
                result = self.aws_cli(*arguments, **changes)
                self.assertNotEqual(result.returncode, 0)
                self.assertIn(words, result.stderr)

    def test_sam_logs(self):
        logs = ["logs", "--region", self.sandbox.region, "--cw-log-group"]
        result = self.run_program("sam", *logs, TALKATIVE, "--output", "json")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual([json.loads(line) for line in result.stdout.splitlines() if line][1:], self.events)
        result = self.run_program("sam", *logs, TALKATIVE, "--filter", "ERROR", "--start-time", "1 hour ago")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("[ERROR]\tcould not reach the loyalty service", result.stdout)
        self.assertNotIn("Regal", result.stdout)
        result = self.run_program("sam", *logs, "/aws/lambda/none")
        self.assertIn("does not exist", result.stderr)


if __name__ == "__main__":
    sys.exit(unittest.main())
