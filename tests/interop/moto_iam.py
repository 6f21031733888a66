"""`lambdesk-cli invoke` against moto in its IAM mode, which checks keys, signatures and policies by itself. It runs
no function: what it answers is fixed, and only whether it lets an invocation through is looked at.

    python moto_iam.py --cli PATH
"""

import json
import sys
import urllib.request
from pathlib import Path

import function
from peer import LISTS, PAYLOAD, Checks, Server, free_port, options, workplace


def main() -> int:
    cli = options(__doc__).cli
    with workplace() as name:
        folder, port = Path(name), free_port()
        address = f"http://127.0.0.1:{port}"
        # So many calls pass before it begins to check.
        environment = {"INITIAL_NO_AUTH_ACTION_COUNT": str(function.CALLS + LISTS)}
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        with Server(command, folder, folder / "log", environment, f"{address}/moto-api/"):
            no_docker = json.dumps({"lambda": {"use_docker": False}}).encode()
            urllib.request.urlopen(urllib.request.Request(f"{address}/moto-api/config", no_docker, method="POST")).close()
            arn, keys = function.create(address)
            checks = Checks(cli, folder, address, keys)
            check = checks.check
            # Before it begins to check: moto takes no signature of a GET, boto3's neither.
            checks.lists("orders", "live")
            check("by name", ["--function-name", "orders", *PAYLOAD], 0, '"StatusCode": 200')
            check("by ARN", ["--function-name", arn, *PAYLOAD], 0, '"StatusCode": 200')
            check("by version", ["--function-name", "orders", "--qualifier", "1", *PAYLOAD], 0, '"StatusCode": 200')
            check("by $LATEST", ["--function-name", "orders", "--qualifier", "$LATEST", *PAYLOAD], 0, '"StatusCode": 200')
            check("beyond ASCII", ["--function-name", "orders", "--payload", '{"name":"Zoë 世界"}'], 0, '"StatusCode": 200')
            check("the log", ["--function-name", "orders", "--log-type", "Tail", *PAYLOAD], 0, '"StatusCode": 200')
            wrong = {"AWS_SECRET_ACCESS_KEY": "not-the-secret"}
            check("a wrong secret", ["--function-name", "orders", *PAYLOAD], 254, "An error occurred (", changes=wrong)
            check("a wrong secret, by ARN", ["--function-name", arn, *PAYLOAD], 254, "An error occurred (", changes=wrong)
            nobody = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE"}
            check("an unknown key", ["--function-name", "orders", *PAYLOAD], 254, "An error occurred (", changes=nobody)
            return checks.end()


if __name__ == "__main__":
    sys.exit(main())
