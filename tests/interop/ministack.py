"""`lambdesk-cli invoke` against ministack, an independent Lambda with its signature check on and real Python functions.

    python ministack.py --cli PATH
"""

import sys
from pathlib import Path

import function
from peer import ORDER, PAYLOAD, Checks, Server, free_port, options, workplace


def main() -> int:
    cli = options(__doc__).cli
    with workplace() as name:
        folder, port = Path(name), free_port()
        address = f"http://127.0.0.1:{port}"
        environment = {
            "AUTH": "true",
            "LAMBDA_EXECUTOR": "local",
            "GATEWAY_PORT": str(port),
            "MINISTACK_HOST": "127.0.0.1",
            "HOME": name,
        }
        command = [sys.executable, "-m", "ministack"]
        with Server(command, folder, folder / "log", environment, f"{address}/_ministack/health"):
            arn, keys = function.create(address)
            checks = Checks(cli, folder, address, keys)
            check = checks.check
            check("by name", ["--function-name", "orders", *PAYLOAD], 0, '"StatusCode": 200', ORDER)
            check("by ARN", ["--function-name", arn, *PAYLOAD], 0, '"StatusCode": 200', ORDER)
            check("by version", ["--function-name", "orders", "--qualifier", "1", *PAYLOAD], 0, '"ExecutedVersion": "1"', ORDER)
            check("by alias", ["--function-name", "orders", "--qualifier", "live", *PAYLOAD], 0, '"ExecutedVersion": "1"', ORDER)
            check("by ARN with an alias", ["--function-name", f"{arn}:live", *PAYLOAD], 0, '"StatusCode": 200', ORDER)
            check("by $LATEST", ["--function-name", "orders", "--qualifier", "$LATEST", *PAYLOAD], 0, '"StatusCode": 200', ORDER)
            check("the log", ["--function-name", "orders", "--log-type", "Tail", *PAYLOAD], 0, '"LogResult"', ORDER)
            check("an event", ["--function-name", "orders", "--invocation-type", "Event", *PAYLOAD], 0, '"StatusCode": 202')
            check("a tenant with a space", ["--function-name", "orders", "--tenant-id", "blue team", *PAYLOAD], 0, '"StatusCode": 200', ORDER)
            check("a function error", ["--function-name", "orders", "--payload", '{"fail": 1}'], 0, '"FunctionError": "Unhandled"', "as asked")
            check("a function that is missing", ["--function-name", "nope"], 254, "(ResourceNotFoundException)")
            checks.lists("orders", "live")
            wrong = {"AWS_SECRET_ACCESS_KEY": "not-the-secret"}
            check("a wrong secret", ["--function-name", "orders", *PAYLOAD], 254, "An error occurred (", changes=wrong)
            check("a wrong secret, by ARN", ["--function-name", arn, *PAYLOAD], 254, "An error occurred (", changes=wrong)
            return checks.end()


if __name__ == "__main__":
    sys.exit(main())
