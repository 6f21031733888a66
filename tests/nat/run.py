"""Shows that TCP keep-alive probes bring a long, silent invocation through a NAT that forgets idle flows, and that
without them its answer is lost: the failure of aws/aws-cli#5783 and boto/botocore#2916, scaled down to seconds.

Client and server live in network namespaces of their own, and this process stands between them as the NAT. The client
reaches the sandbox under 127.0.0.1, which is routed out of its namespace: the sandbox listens nowhere else and answers
to no other name. Everything is in one process namespace too, so that nothing is left over: it all ends with this script,
or within half a minute if that is killed. Nothing is written to disk.

    python3 run.py --cli PATH --sandbox PATH

Prints one line per check. Exit code 0: as expected. 1: not so. 77: skipped, and one sentence says why.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time

from nat import Nat

SKIPPED = 77
# The NAT forgets after a third of the function's time; probes come three times as often as they must.
FORGETS_AFTER, FUNCTION_TAKES, PROBE_EVERY, CLIENT_WAITS = 3, 8, 1, 15
# An end to it all if something hangs; without that it takes as long as the client waits.
LONGEST = 28


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)


class Place:
    """A network namespace, joined to this one by a virtual cable. It lasts as long as the process that holds it."""

    def __init__(self, name: str, address: str):
        self.interface, self.cable = name, f"nat-{name}"
        self._holder = subprocess.Popen(["unshare", "--net", "sh", "-c", "echo; exec sleep 60"], stdout=subprocess.PIPE)
        assert self._holder.stdout is not None
        self._holder.stdout.readline()
        ip("link", "add", "name", name, "type", "veth", "peer", "name", self.cable)
        ip("link", "set", name, "netns", str(self._holder.pid))
        ip("link", "set", self.cable, "up")
        # Without route_localnet the kernel lets no packet with a loopback address onto a cable.
        self.run("sh", "-c", f"echo 1 >/proc/sys/net/ipv4/conf/{name}/route_localnet")
        self.run("ip", "address", "add", f"{address}/24", "dev", name)
        self.run("ip", "link", "set", name, "up")

    def command(self, *command: str) -> list[str]:
        return ["nsenter", f"--net=/proc/{self._holder.pid}/ns/net", *command]

    def run(self, *command: str) -> str:
        return subprocess.run(self.command(*command), check=True, stdout=subprocess.PIPE, text=True).stdout


class Sandbox:
    """A sandbox in a place."""

    def __init__(self, program: str, place: Place):
        self._place = place
        self._process = subprocess.Popen(place.command(program), stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.ready: dict[str, str] = json.loads(self._process.stdout.readline())
        self.endpoint = self.ready["endpoint"]
        self.port = int(self.endpoint.rsplit(":", 1)[1])

    def runs(self) -> int:
        """How often `slow` really ran. Asked from beside it, not through the NAT."""
        code = f"import urllib.request; print(urllib.request.urlopen('{self.endpoint}/_sandbox/runs').read().decode())"
        return json.loads(self._place.run(sys.executable, "-c", code)).get("slow", 0)


class Invocation:
    """`lambdesk-cli` invoking `slow` in a place, from the start until it ends."""

    def __init__(self, program: str, place: Place, sandbox: Sandbox, keep_alive: int):
        self.sandbox = sandbox
        arguments = {
            "--function-name": "slow",
            "--payload": json.dumps({"seconds": FUNCTION_TAKES}),
            "--endpoint-url": sandbox.endpoint,
            "--tcp-keep-alive": str(keep_alive),
            "--cli-read-timeout": str(CLIENT_WAITS),
        }
        environment = {
            "HOME": "/nonexistent",
            "AWS_REGION": sandbox.ready["region"],
            "AWS_ACCESS_KEY_ID": sandbox.ready["access_key_id"],
            "AWS_SECRET_ACCESS_KEY": sandbox.ready["secret_access_key"],
        }
        flags = [word for flag in arguments.items() for word in flag]
        self._began = time.monotonic()
        self._process = subprocess.Popen(
            place.command(program, "invoke", *flags, "/dev/stdout"),
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def end(self) -> None:
        self.stdout, self.stderr = self._process.communicate()
        self.took = time.monotonic() - self._began
        self.code = self._process.returncode


def inside(cli: str, sandbox: str) -> int:
    """The test, in a namespace where this process may do as it likes."""
    client, server = Place("client", "192.0.2.1"), Place("server", "192.0.2.2")
    client.run("ip", "route", "add", "127.0.0.1/32", "dev", client.interface, "src", "192.0.2.1")
    server.run("ip", "link", "set", "lo", "up")
    try:
        nat = Nat(client.cable, server.cable, FORGETS_AFTER)
    except PermissionError as error:
        return skip(f"raw packets may not be read here ({error.strerror})")
    nat.start()

    # Side by side, each with a sandbox of its own, so that the packets can be told apart.
    probing = Invocation(cli, client, Sandbox(sandbox, server), PROBE_EVERY)
    silent = Invocation(cli, client, Sandbox(sandbox, server), 0)
    probing.end()
    silent.end()

    came = probing.code == 0 and '"StatusCode": 200' in probing.stdout and '"waited"' in probing.stdout
    lost = silent.code == 255 and "Read timeout on endpoint URL" in silent.stderr and silent.took >= CLIENT_WAITS
    dropped = {invocation: nat.dropped[invocation.sandbox.port] for invocation in (probing, silent)}
    checks = {
        "with probes: the answer comes": came,
        "with probes: the NAT drops nothing": dropped[probing] == 0,
        "with probes: the function ran once": probing.sandbox.runs() == 1,
        "without probes: the client waits in vain until its own timeout": lost,
        "without probes: the NAT drops the answer": dropped[silent] > 0,
        "without probes: the function ran once all the same": silent.sandbox.runs() == 1,
    }
    for what, fine in checks.items():
        print(f"{'ok' if fine else 'FAILED':7} {what}")
    for name, invocation in (("with probes", probing), ("without probes", silent)):
        passed = nat.passed[invocation.sandbox.port]
        print(f"{name}: exit {invocation.code} after {invocation.took:.1f} s, {passed} packets passed, {dropped[invocation]} dropped")
        if not all(checks.values()):
            print(f"  stdout: {invocation.stdout}\n  stderr: {invocation.stderr}")
    return 0 if all(checks.values()) else 1


def skip(why: str) -> int:
    print(f"Skipped: {why}.", flush=True)
    return SKIPPED


def outside(arguments: list[str]) -> int:
    """Enters new namespaces, if this computer has any to give."""
    if not sys.platform.startswith("linux"):
        return skip("network namespaces exist on Linux only")
    for program, package in (("ip", "iproute2"), ("unshare", "util-linux"), ("nsenter", "util-linux")):
        if shutil.which(program) is None:
            return skip(f"the program {program} is missing (package {package})")
    as_root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    isolated = ["unshare", *as_root, "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
    tried = subprocess.run(
        [*isolated, "ip", "link", "add", "type", "veth"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if tried.returncode != 0:
        return skip(f"network namespaces are not to be had here ({' '.join(tried.stdout.split())})")
    # A SIGTERM becomes an exception, at which `run` kills what it started; with it goes its whole process namespace.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    return subprocess.run([*isolated, sys.executable, __file__, "--inside", *arguments]).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cli", required=True)
    parser.add_argument("--sandbox", required=True)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    # They are often left out of the path of anyone but root.
    os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])
    cli, sandbox = os.path.abspath(options.cli), os.path.abspath(options.sandbox)
    if not options.inside:
        return outside(["--cli", cli, "--sandbox", sandbox])

    def too_long(*_: object) -> None:
        print(f"FAILED  it took more than {LONGEST} s", flush=True)
        os._exit(1)

    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(LONGEST)
    return inside(cli, sandbox)


if __name__ == "__main__":
    sys.exit(main())
