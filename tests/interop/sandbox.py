"""The sandbox as a process, for clients that are not ours. Nothing here reads or touches a real AWS configuration."""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def binary() -> Path:
    """The program, where cargo puts it."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return (target if target.is_absolute() else ROOT / target) / "debug" / "lambdesk-sandbox"


class Sandbox:
    """A running sandbox: `with Sandbox() as sandbox: …`. Further arguments go to the program."""

    def __init__(self, *arguments: str):
        self.arguments = arguments
        self.session_token: str | None = None

    def __enter__(self) -> "Sandbox":
        self._home = tempfile.TemporaryDirectory(prefix="lambdesk-interop-")
        self._process = subprocess.Popen(
            [binary(), "--port", "0", *self.arguments], stdout=subprocess.PIPE, text=True
        )
        line = self._process.stdout.readline()
        if not line:
            self.__exit__()
            raise RuntimeError("the sandbox ended before it was ready")
        ready = json.loads(line)
        self.endpoint: str = ready["endpoint"]
        self.region: str = ready["region"]
        self.access_key_id: str = ready["access_key_id"]
        self.secret_access_key: str = ready["secret_access_key"]
        self.session_token = ready.get("session_token")
        return self

    def __exit__(self, *_exception) -> None:
        self._process.terminate()
        self._process.wait(10)
        self._process.stdout.close()
        self._home.cleanup()

    @property
    def home(self) -> Path:
        """A home directory of its own, empty at the start."""
        return Path(self._home.name)

    def env(self, **changes: str) -> dict[str, str]:
        """The environment of a client: the sandbox's keys and endpoint, and nothing of the machine's AWS set-up."""
        env = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SAM_"))}
        env |= {
            "HOME": str(self.home),
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), env.get("PATH", "")]),
            "AWS_CONFIG_FILE": str(self.home / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(self.home / "credentials"),
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ACCESS_KEY_ID": self.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret_access_key,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_REGION": self.region,
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_PAGER": "",
            "SAM_CLI_TELEMETRY": "0",
            "NO_PROXY": "127.0.0.1,localhost",
        }
        if self.session_token:
            env["AWS_SESSION_TOKEN"] = self.session_token
        return env | changes

    def runs(self, function: str) -> int:
        """How often a function really ran."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"{self.endpoint}/_sandbox/runs") as answer:
            return json.load(answer).get(function, 0)
