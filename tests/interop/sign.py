"""Makes tests/fixtures/lambda-signatures.json: requests to Lambda, signed by botocore at a fixed moment.

    python sign.py >../fixtures/lambda-signatures.json

botocore builds and signs each request as it does for a real call; nothing is sent.
"""

from __future__ import annotations

import base64
import datetime
import json
import os
import sys
from unittest import mock

# botocore's own signing, whose clock can be set; the other one is AWS's C library.
os.environ["BOTO_DISABLE_CRT"] = "true"
import botocore.auth
import botocore.session
from botocore.config import Config

KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
MOMENT = datetime.datetime(2026, 11, 23, 10, 27, 9)
ARN = "arn:aws:lambda:eu-west-1:123456789012:function:orders"
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCWV1LXdlc3QtMSJHMEUCIQ+example/token=="

CASES: list[dict[str, str]] = [
    {"name": "a bare name", "function": "orders"},
    {"name": "a name with a qualifier after it", "function": "orders:live"},
    {"name": "a partial ARN", "function": "123456789012:function:orders"},
    {"name": "an ARN", "function": ARN},
    {"name": "an ARN with a qualifier", "function": ARN + ":3"},
    {"name": "$LATEST in the query", "function": "orders", "qualifier": "$LATEST"},
    {"name": "$LATEST after the name", "function": "orders:$LATEST"},
    {"name": "an alias in the query", "function": ARN, "qualifier": "live"},
    {"name": "no payload", "function": "orders", "payload": ""},
    {"name": "a payload beyond ASCII", "function": "orders", "payload": '{"name":"Zoë 世界 😀"}'},
    {"name": "a tenant", "function": "orders", "tenant_id": "blue"},
    {"name": "a tenant with spaces", "function": "orders", "tenant_id": "blue team: a/b=c+d@e"},
    {"name": "a client context", "function": "orders", "client_context": '{"custom":{"städte":"Köln"}}'},
    {"name": "a session token", "function": "orders", "session_token": TOKEN},
    {"name": "the log asked for", "function": "orders", "log_type": "Tail"},
    {"name": "an event", "function": "orders", "invocation_type": "Event"},
    {"name": "a dry run", "function": "orders", "invocation_type": "DryRun"},
    {"name": "a durable execution", "function": "orders", "durable_execution_name": "order-4711_a"},
    {"name": "an endpoint with a port", "function": ARN, "endpoint": "http://127.0.0.1:4566"},
    {"name": "an endpoint with a path", "function": ARN, "endpoint": "http://127.0.0.1:4566/lambda"},
    {"name": "everything", "function": ARN, "qualifier": "live", "tenant_id": "blue team", "log_type": "Tail",
     "client_context": "{}", "session_token": TOKEN, "payload": "[1, 2.50, 12345678901234567890]"},
]

MEMBERS = {"function": "FunctionName", "qualifier": "Qualifier", "invocation_type": "InvocationType",
           "log_type": "LogType", "tenant_id": "TenantId", "durable_execution_name": "DurableExecutionName"}


class Sent(Exception):
    """Ends a call where it would be sent."""


def signature(case: dict[str, str]) -> str:
    session = botocore.session.Session()
    session.set_credentials(KEY, SECRET, case.get("session_token"))
    client = session.create_client("lambda", "eu-west-1", endpoint_url=case["endpoint"], config=Config(retries={"total_max_attempts": 1}))
    seen: list[str] = []

    def before_send(request: object, **_: object) -> None:
        header = request.headers["Authorization"]  # type: ignore[attr-defined]
        seen.append(header if isinstance(header, str) else header.decode())
        raise Sent

    client.meta.events.register("before-send.lambda.Invoke", before_send)
    arguments = {member: case[key] for key, member in MEMBERS.items() if key in case}
    if "client_context" in case:
        arguments["ClientContext"] = base64.b64encode(case["client_context"].encode()).decode()
    if case["payload"]:
        arguments["Payload"] = case["payload"].encode()
    with mock.patch.object(botocore.auth, "get_current_datetime", lambda: MOMENT):
        try:
            client.invoke(**arguments)
        except Sent:
            pass
    return seen[0].rsplit("Signature=", 1)[1]


def main() -> None:
    cases = []
    for case in CASES:
        whole = {"region": "eu-west-1", "endpoint": "https://lambda.eu-west-1.amazonaws.com", "payload": "{}", **case}
        cases.append({**whole, "signature": signature(whole)})
    fixture = {"access_key_id": KEY, "secret_access_key": SECRET, "timestamp": MOMENT.isoformat() + "Z", "cases": cases}
    json.dump(fixture, sys.stdout, indent=2, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
