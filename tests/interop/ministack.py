"""`lambdesk-cli invoke` against ministack, an independent Lambda with its signature check on and real Python functions.

    python ministack.py --cli PATH
"""

import argparse
import io
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from pathlib import Path

import boto3

# The root's keys, for setting up. ministack (1.5 or newer) does not verify these, so the invocations are a user's.
ROOT = ("test", "test")
REGION = "us-east-1"
HANDLER = """
def handler(event, context):
    print("invoked with", event)
    if event.get("fail"):
        raise ValueError("as asked")
    return {"got": event}
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Ministack:
    """A running ministack; its address."""

    def __init__(self, folder):
        self.port = free_port()
        self.log = open(Path(folder) / "ministack.log", "wb")
        environment = {
            **os.environ,
            "AUTH": "true",
            "LAMBDA_EXECUTOR": "local",
            "GATEWAY_PORT": str(self.port),
            "MINISTACK_HOST": "127.0.0.1",
            "HOME": str(folder),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ministack"], cwd=folder, env=environment, stdout=self.log, stderr=subprocess.STDOUT
        )

    def __enter__(self):
        address = f"http://127.0.0.1:{self.port}"
        for _ in range(150):
            try:
                urllib.request.urlopen(f"{address}/_ministack/health", timeout=2).close()
                return address
            except OSError:
                if self.process.poll() is not None:
                    raise SystemExit(f"ministack ended with {self.process.returncode}; see {self.log.name}")
                time.sleep(0.2)
        self.__exit__()
        raise SystemExit("ministack did not answer within 30 s")

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


def create_function(address):
    """A function with a published version and an alias; its ARN, and the keys of a user who may invoke it."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as code:
        code.writestr("app.py", HANDLER)
    session = boto3.Session(*ROOT, region_name=REGION)
    trust = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
    iam = session.client("iam", endpoint_url=address)
    iam.create_user(UserName="developer")
    allow = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"lambda:*","Resource":"*"}]}'
    iam.put_user_policy(UserName="developer", PolicyName="invoke", PolicyDocument=allow)
    key = iam.create_access_key(UserName="developer")["AccessKey"]
    role = iam.create_role(RoleName="orders", AssumeRolePolicyDocument=trust)
    client = session.client("lambda", endpoint_url=address)
    made = client.create_function(
        FunctionName="orders",
        Runtime="python3.12",
        Handler="app.handler",
        Role=role["Role"]["Arn"],
        Code={"ZipFile": archive.getvalue()},
    )
    version = client.publish_version(FunctionName="orders")["Version"]
    client.create_alias(FunctionName="orders", Name="live", FunctionVersion=version)
    return made["FunctionArn"], {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cli", required=True)
    cli = parser.parse_args().cli
    failed = []
    with tempfile.TemporaryDirectory() as folder, Ministack(folder) as address:
        arn, keys = create_function(address)

        def check(name, arguments, code, contains, written=None, changes=None):
            out = Path(folder) / "out"
            out.unlink(missing_ok=True)
            environment = {"HOME": folder, "AWS_REGION": REGION, "AWS_ENDPOINT_URL_LAMBDA": address, **keys, **(changes or {})}
            done = subprocess.run(
                [cli, "invoke", *arguments, "out"], cwd=folder, env=environment, capture_output=True, text=True, timeout=60
            )
            body = out.read_text() if out.exists() else None
            fine = done.returncode == code and contains in done.stdout + done.stderr and (written is None or written in (body or ""))
            print(f"{name:32} {'ok' if fine else 'FAILED'}", flush=True)
            if not fine:
                failed.append(name)
                print(f"  exit {done.returncode}\n  {done.stdout}\n  {done.stderr}\n  file: {body}")

        payload = ["--payload", '{"order": 12345678901234567890}']
        answer = "12345678901234567890"
        check("by name", ["--function-name", "orders", *payload], 0, '"StatusCode": 200', answer)
        check("by ARN", ["--function-name", arn, *payload], 0, '"StatusCode": 200', answer)
        check("by version", ["--function-name", "orders", "--qualifier", "1", *payload], 0, '"ExecutedVersion": "1"', answer)
        check("by alias", ["--function-name", "orders", "--qualifier", "live", *payload], 0, '"ExecutedVersion": "1"', answer)
        check("by ARN with an alias", ["--function-name", f"{arn}:live", *payload], 0, '"StatusCode": 200', answer)
        check("by $LATEST", ["--function-name", "orders", "--qualifier", "$LATEST", *payload], 0, '"StatusCode": 200', answer)
        check("the log", ["--function-name", "orders", "--log-type", "Tail", *payload], 0, '"LogResult"', answer)
        check("a function error", ["--function-name", "orders", "--payload", '{"fail": 1}'], 0, '"FunctionError": "Unhandled"', "as asked")
        check("a function that is missing", ["--function-name", "nope"], 254, "(ResourceNotFoundException)")
        wrong = {"AWS_SECRET_ACCESS_KEY": "not-the-secret"}
        check("a wrong secret", ["--function-name", "orders", *payload], 254, "An error occurred (", changes=wrong)
        check("a wrong secret, by ARN", ["--function-name", arn, *payload], 254, "An error occurred (", changes=wrong)
    print(f"\n{11 - len(failed)} of 11 as expected")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
