"""`lambdesk-cli invoke` against `cargo lambda watch`, which runs Rust functions behind Lambda's invoke address, streaming
included. It checks no signatures.

    python cargo_lambda.py --cli PATH --place FOLDER

FOLDER is where the function is built. cargo-lambda is beside this Python.
"""

import os
import subprocess
import sys
from pathlib import Path

from peer import ORDER, PAYLOAD, Checks, Server, free_port, options, workplace

FUNCTION = Path(__file__).with_name("cargo-lambda")


def main() -> int:
    asked = options(__doc__, place=True)
    with workplace() as name:
        folder, port = Path(name), free_port()
        address = f"http://127.0.0.1:{port}"
        programs = Path(sys.executable).parent
        command = [str(programs / "cargo-lambda"), "lambda", "watch", "--invoke-address", "127.0.0.1", "--invoke-port", str(port), "--ignore-changes"]
        environment = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "CARGO_TARGET_DIR": asked.place}
        keys = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}
        # Whatever asks it for anything makes it build the function, and waits for that: it has as long as it takes before.
        subprocess.run(["cargo", "build", "--quiet"], cwd=FUNCTION, env={**os.environ, **environment}, check=True)
        with Server(command, FUNCTION, folder / "log", environment, address):
            checks = Checks(asked.cli, folder, address, keys)
            function = ["--function-name", "orders"]
            checks.check("by name", [*function, *PAYLOAD], 0, '"StatusCode": 200', ORDER[:15])
            checks.check("beyond ASCII", [*function, "--payload", '{"name":"Zoë 世界"}'], 0, '"StatusCode": 200', "Zoë 世界")
            context = ["--client-context", "eyJjdXN0b20iOnsiYSI6MX19"]
            checks.check("with a client context", [*function, *context, *PAYLOAD], 0, '"StatusCode": 200', ORDER[:15])
            checks.check("a function error", [*function, "--payload", '{"fail": 1}'], 0, '"FunctionError"', "as asked")
            return checks.end()


if __name__ == "__main__":
    sys.exit(main())
