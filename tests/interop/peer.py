"""What the servers have in common that others wrote: starting one on a free port, and invoking by our command line."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

REGION = "us-east-1"
# A whole number that a float cannot hold.
ORDER = "12345678901234567890"
PAYLOAD = ["--payload", f'{{"order": {ORDER}}}']


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """A server in a process of its own, until the end of the block."""

    def __init__(self, command: Sequence[str], folder: Path, log: Path, environment: Mapping[str, str], ready: str, within: float = 60):
        self._log = log.open("wb")
        self._ready, self._within = ready, within
        self._process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **environment}, stdout=self._log, stderr=subprocess.STDOUT, start_new_session=True
        )

    def __enter__(self) -> None:
        end = time.monotonic() + self._within
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(self._ready, timeout=2).close()
                return
            except urllib.error.HTTPError:
                return  # It answers; what, does not matter.
            except OSError:
                if self._process.poll() is not None:
                    raise SystemExit(f"The server ended with {self._process.returncode}; see {self._log.name}") from None
                time.sleep(0.2)
        self.__exit__()
        raise SystemExit(f"The server did not answer within {self._within} s; see {self._log.name}")

    def __exit__(self, *_: object) -> None:
        os.killpg(self._process.pid, 15)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, 9)
            self._process.wait()
        self._log.close()


class Checks:
    """Invocations by our command line, each with what is expected of it."""

    def __init__(self, cli: str, folder: Path, address: str, keys: Mapping[str, str]):
        self._cli, self._folder = cli, folder
        self._environment = {"HOME": str(folder), "AWS_REGION": REGION, "AWS_ENDPOINT_URL_LAMBDA": address, **keys}
        self.made, self.failed = 0, 0

    def check(
        self,
        name: str,
        arguments: Sequence[str],
        code: int,
        contains: str,
        written: str = "",
        changes: Mapping[str, str] | None = None,
    ) -> None:
        out = self._folder / "out"
        out.unlink(missing_ok=True)
        done = subprocess.run(
            [self._cli, "invoke", *arguments, "out"],
            cwd=self._folder,
            env={**self._environment, **(changes or {})},
            capture_output=True,
            text=True,
            timeout=300,
        )
        body = out.read_text() if out.exists() else ""
        fine = done.returncode == code and contains in done.stdout + done.stderr and written in body
        self.made += 1
        print(f"{name:32} {'ok' if fine else 'FAILED'}", flush=True)
        if not fine:
            self.failed += 1
            print(f"  exit {done.returncode}\n  {done.stdout}\n  {done.stderr}\n  file: {body}")

    def end(self) -> int:
        print(f"\n{self.made - self.failed} of {self.made} as expected")
        return 1 if self.failed else 0


def options(description: str, place: bool = False) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--cli", required=True, type=os.path.abspath)
    if place:
        parser.add_argument("--place", required=True, type=os.path.abspath)
    return parser.parse_args()


def workplace() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="lambdesk-interop-")
