"""`lambdesk-cli invoke` against serverless-offline, which runs Node functions behind Lambda's invoke address. It checks no
signatures, and knows no versions.

    python serverless_offline.py --cli PATH --place FOLDER

FOLDER holds serverless-offline/ with its packages installed.
"""

import sys
from pathlib import Path

from peer import ORDER, PAYLOAD, Checks, Server, free_port, options, workplace


def main() -> int:
    asked = options(__doc__, place=True)
    with workplace() as name:
        folder, port = Path(name), free_port()
        address = f"http://127.0.0.1:{port}"
        ports = {"httpPort": free_port(), "lambdaPort": port, "albPort": free_port(), "websocketPort": free_port()}
        flags = [word for flag, value in ports.items() for word in (f"--{flag}", str(value))]
        command = ["node", "node_modules/.bin/osls", "offline", "start", "--host", "127.0.0.1", *flags]
        environment = {"SLS_TELEMETRY_DISABLED": "1", "SLS_NOTIFICATIONS_MODE": "off", "HOME": name}
        keys = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}
        with Server(command, Path(asked.place), folder / "log", environment, address):
            checks = Checks(asked.cli, folder, address, keys)
            function = ["--function-name", "orders-dev-answer"]
            checks.check("by name", [*function, *PAYLOAD], 0, '"StatusCode": 200', '"got":{"order":')
            checks.check("beyond ASCII", [*function, "--payload", '{"name":"Zoë 世界"}'], 0, '"StatusCode": 200', "Zoë 世界")
            context = ["--client-context", "eyJjdXN0b20iOnsiYSI6MX19"]
            checks.check("with a client context", [*function, *context, *PAYLOAD], 0, '"StatusCode": 200', ORDER[:15])
            checks.check("an event", [*function, "--invocation-type", "Event", *PAYLOAD], 0, '"StatusCode": 202')
            checks.check("a function error", [*function, "--payload", '{"fail": 1}'], 0, '"FunctionError": "Unhandled"', "as asked")
            checks.check("a function that is missing", ["--function-name", "nope"], 254, "(ResourceNotFoundException)")
            return checks.end()


if __name__ == "__main__":
    sys.exit(main())
