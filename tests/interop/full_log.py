"""Full logs as our core reads them (`ask-aws log`, next to the command line) from servers of CloudWatch Logs that others
wrote. What a function would have logged is put there by boto3: its own lines and those of another invocation, all of the same
millisecond, so that only the server's order tells which comes first.

    python full_log.py --cli PATH --server ministack|moto
"""

import json
import sys
import time
from pathlib import Path

import boto3

from peer import REGION, Checks, Server, free_port, options, workplace

GROUP, STREAM = "/aws/lambda/orders", "2026/11/27/[3]aa"
OURS, THEIRS = "57f231fb-1730-4395-85cb-4f71bd2b87b8", "00000000-1730-4395-85cb-4f71bd2b87b8"
KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
SERVERS = {
    "moto": (lambda port: ["moto.server", "-H", "127.0.0.1", "-p", str(port)], "/moto-api/"),
    "ministack": (lambda port: ["ministack"], "/_ministack/health"),
}


def run_of(request_id: str, count: int) -> list[str]:
    return [
        f"START RequestId: {request_id} Version: 3",
        *[f"line {number} of {count}" for number in range(count)],
        f"END RequestId: {request_id}",
        f"REPORT RequestId: {request_id}\tDuration: 1.00 ms",
    ]


def main() -> int:
    chosen = options(__doc__, servers=list(SERVERS))
    module, ready = SERVERS[chosen.server]
    with workplace() as name:
        folder, port = Path(name), free_port()
        address = f"http://127.0.0.1:{port}"
        environment = {"GATEWAY_PORT": str(port), "MINISTACK_HOST": "127.0.0.1", "HOME": name}
        with Server([sys.executable, "-m", *module(port)], folder, folder / "log", environment, f"{address}{ready}"):
            logs = boto3.Session("test", "test", region_name=REGION).client("logs", endpoint_url=address)
            checks = Checks(chosen.cli, folder, address, KEYS)
            now = int(time.time() * 1000)

            def ask(group: str, request_id: str) -> tuple[int, dict, str]:
                code, out, said = checks.ask("log", group, request_id, str(now), str(now + 1000))
                return code, json.loads(out or "{}"), said

            code, none, said = ask(GROUP, OURS)
            remark = next(iter(none.get("remarks", [])), "")
            checks.that("a group that is not there", code == 0 and "There is no log group" in remark, f"{none} {said}")

            logs.create_log_group(logGroupName=GROUP)
            before, after = run_of(THEIRS, 30), run_of(OURS, 250)
            for stream, lines in [(STREAM, [*before, *after]), ("2026/11/27/[3]bb", run_of(THEIRS, 3))]:
                logs.create_log_stream(logGroupName=GROUP, logStreamName=stream)
                events = [{"timestamp": now, "message": line} for line in lines]
                logs.put_log_events(logGroupName=GROUP, logStreamName=stream, logEvents=events)
            code, found, said = ask(GROUP, OURS)
            lines = [line["text"] for line in found.get("log", {}).get("lines", [])]
            checks.that("all of its lines, in order, and no other's", code == 0 and lines == after, f"{lines} {said}")
            checks.that("it is whole", found.get("whole") is True and found.get("streams") == [STREAM], f"{found} {said}")
            code, other, said = ask(GROUP, "11111111-1730-4395-85cb-4f71bd2b87b8")
            checks.that("an id that nobody has", code == 0 and other.get("streams") == [], f"{other} {said}")
            return checks.end()


if __name__ == "__main__":
    sys.exit(main())
