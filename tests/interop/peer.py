"""What the servers have in common that others wrote: starting one on a free port, and invoking by our command line."""

from __future__ import annotations

import argparse
import json
import os
import pty
import select
import socket
import subprocess
import sys
import tempfile
import termios
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

REGION = "us-east-1"
# A whole number that a float cannot hold.
ORDER = "12345678901234567890"
# How many calls `Checks.lists` makes.
LISTS = 3
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


# Makes its standard input the terminal of its session, and becomes the program.
ENTER = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"


def in_terminal(command: Sequence[str], folder: Path, environment: Mapping[str, str], typed: Sequence[str], after: str) -> tuple[int, str]:
    """Runs a program in a terminal of its own and types a line each time it asks: its exit code, and what the terminal
    showed."""
    terminal, end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", ENTER, *command],
        cwd=folder, env=environment, stdin=end, stdout=end, stderr=end, start_new_session=True,
    )
    os.close(end)
    screen, latest, pending = "", time.monotonic() + 60, list(typed)
    while time.monotonic() < latest:
        if not select.select([terminal], [], [], 0.05)[0]:
            # What is typed before the program hides it would show.
            asked = screen.count(after) > len(typed) - len(pending)
            if pending and asked and not termios.tcgetattr(terminal)[3] & termios.ECHO:
                os.write(terminal, f"{pending.pop(0)}\n".encode())
            continue
        try:
            screen += os.read(terminal, 4096).decode(errors="replace")
        except OSError:
            break  # Linux's word for a terminal that nobody is at any more.
    else:
        process.kill()
        screen += "\n(it did not end within a minute)"
    os.close(terminal)
    return process.wait(), screen.replace("\r\n", "\n")


class Checks:
    """Invocations by our command line, each with what is expected of it."""

    def __init__(self, cli: str, folder: Path, address: str, keys: Mapping[str, str]):
        self._cli, self._folder = cli, folder
        self._environment = {"HOME": str(folder), "AWS_REGION": REGION, "AWS_ENDPOINT_URL_LAMBDA": address, **keys}
        self.made, self.failed = 0, 0

    def run(self, arguments: Sequence[str], changes: Mapping[str, str] | None = None, typed: Sequence[str] = ()) -> tuple[int, str, str]:
        """Its exit code, what it said, and the response; with codes that are `typed`, in a terminal."""
        out = self._folder / "out"
        out.unlink(missing_ok=True)
        command, environment = [self._cli, "invoke", *arguments, "out"], {**self._environment, **(changes or {})}
        if not typed:
            # Without a terminal, whichever this runs in.
            done = subprocess.run(
                command,
                cwd=self._folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=300,
                start_new_session=True,
            )
            code, said = done.returncode, done.stdout + done.stderr
        else:
            code, said = in_terminal(command, self._folder, environment, typed, "Enter MFA code for ")
        return code, said, out.read_text() if out.exists() else ""

    def ask(self, *arguments: str) -> tuple[int, str, str]:
        """What our core asks beside invoking (`ask-aws`, next to the command line): exit code, standard output and error."""
        command = [os.path.join(os.path.dirname(self._cli), "ask-aws"), *arguments]
        environment = self._environment | {"AWS_ENDPOINT_URL": self._environment["AWS_ENDPOINT_URL_LAMBDA"]}
        done = subprocess.run(command, cwd=self._folder, env=environment, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout, done.stderr

    def lists(self, function: str, alias: str) -> None:
        """The lists of functions, aliases and versions of a server that has this one, with this alias to version 1."""
        code, listed, said = self.ask("functions")
        names = [json.loads(line)["name"] for line in listed.splitlines()]
        self.that("the list of functions", code == 0 and function in names, f"{names} {said}")
        code, found, said = self.ask("qualifiers", function)
        found = json.loads(found or "{}")
        aliases = {it["name"]: [share["version"] for share in it["versions"]] for it in found.get("aliases", [])}
        self.that("the list of aliases", code == 0 and aliases.get(alias) == ["1"], f"{found} {said}")
        versions = [it["version"] for it in found.get("versions", [])]
        self.that("the list of versions", versions[-1:] == ["1"], f"{found} {said}")

    def check(
        self,
        name: str,
        arguments: Sequence[str],
        code: int,
        contains: str,
        written: str = "",
        changes: Mapping[str, str] | None = None,
        typed: Sequence[str] = (),
    ) -> None:
        ended, said, body = self.run(arguments, changes, typed)
        fine = ended == code and contains in said and written in body
        self.that(name, fine, f"exit {ended}\n  {said}\n  file: {body}")

    def that(self, name: str, fine: bool, found: object = "") -> None:
        """One line for anything else that is expected."""
        self.made += 1
        print(f"{name:48} {'ok' if fine else 'FAILED'}", flush=True)
        if not fine:
            self.failed += 1
            print(f"  {found}", flush=True)

    def end(self) -> int:
        print(f"\n{self.made - self.failed} of {self.made} as expected")
        return 1 if self.failed else 0


def options(description: str, place: bool = False, servers: Sequence[str] = ()) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--cli", required=True, type=os.path.abspath)
    if servers:
        parser.add_argument("--server", required=True, choices=servers)
    if place:
        parser.add_argument("--place", required=True, type=os.path.abspath)
    return parser.parse_args()


def workplace() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="lambdesk-interop-")
