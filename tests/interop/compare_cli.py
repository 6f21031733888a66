"""Runs `aws lambda invoke` and `lambdesk-cli invoke` with the same flags against one sandbox each of its own, and
compares standard output, the file's bytes, standard error and the exit code.

The AWS CLI on PyPI is version 1; lambdesk-cli follows version 2. What differs between the two versions alone is listed
in DIFFERENCES, with the reason; nothing else may differ.

    python compare_cli.py --cli PATH [--aws PATH]
"""

import argparse
import base64
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from sandbox import Sandbox

ACCOUNT = "123456789012"
ARN = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:echo"
QUERY_LOG = ["--log-type", "Tail", "--query", "LogResult", "--output", "text"]

# Name: arguments after `invoke`, and changes to the environment.
CASES = {
    "the guide's first example": (["--function-name", "echo", "--payload", '{ "key": "value" }', "out"], {}),
    "a payload that is not JSON": (["--function-name", "echo", "--payload", "value", "out"], {}),
    "the log, decoded": (["--function-name", "echo", "out", *QUERY_LOG], {}),
    "no payload": (["--function-name", "echo", "out"], {}),
    "an empty payload": (["--function-name", "echo", "--payload", "", "out"], {}),
    "outfile first, --opt=value": (["out", "--function-name=echo", '--payload={"a":1}'], {}),
    "exact numbers and other letters": (["--function-name", "echo", "--payload", '{"n":12345678901234567890,"c":"Köln"}', "out"], {}),
    "a response that is null": (["--function-name", "nothing", "--payload", "{}", "out"], {}),
    "payload from file://": (["--function-name", "echo", "--payload", "file://in.json", "out"], {}),
    "payload from fileb://": (["--function-name", "echo", "--payload", "fileb://in.json", "out"], {}),
    "file:// that is missing": (["--function-name", "echo", "--payload", "file://missing.json", "out"], {}),
    "function name from file://": (["--function-name", "file://name.txt", "--payload", "{}", "out"], {}),
    "a function error": (["--function-name", "fail", "--payload", "{}", "out"], {}),
    "a function error as text": (["--function-name", "fail", "--payload", "{}", "out", "--output", "text"], {}),
    "a timeout of the function": (["--function-name", "timeout", "--payload", "{}", "--query", "FunctionError", "out"], {}),
    "a process that was killed": (["--function-name", "memory", "--payload", "{}", "out"], {}),
    "a qualifier": (["--function-name", "echo", "--qualifier", "2", "out"], {}),
    "an alias": (["--function-name", "echo", "--qualifier", "live", "out"], {}),
    "an alias that is missing": (["--function-name", "echo", "--qualifier", "nope", "out"], {}),
    "a full ARN": (["--function-name", ARN, "out"], {}),
    "a full ARN with an alias": (["--function-name", f"{ARN}:live", "out"], {}),
    "a partial ARN": (["--function-name", f"{ACCOUNT}:function:echo", "out"], {}),
    "a function that is missing": (["--function-name", "nope", "out"], {}),
    "an impossible name": (["--function-name", "not a name", "out"], {}),
    "an empty name": (["--function-name", "", "out"], {}),
    "an event": (["--function-name", "echo", "--invocation-type", "Event", "--payload", "{}", "out"], {}),
    "a dry run": (["--function-name", "echo", "--invocation-type", "DryRun", "out"], {}),
    "an unknown invocation type": (["--function-name", "echo", "--invocation-type", "Sideways", "out"], {}),
    "text output": (["--function-name", "echo", "out", "--output", "text"], {}),
    "text output by the environment": (["--function-name", "echo", "out"], {"AWS_DEFAULT_OUTPUT": "text"}),
    "query: nothing there": (["--function-name", "echo", "out", "--query", "FunctionError"], {}),
    "query: nothing there, as text": (["--function-name", "echo", "out", "--query", "FunctionError", "--output", "text"], {}),
    "query: a list": (["--function-name", "echo", "out", "--query", "[StatusCode,ExecutedVersion]"], {}),
    "query: a list as text": (["--function-name", "echo", "out", "--query", "[StatusCode,ExecutedVersion,FunctionError]", "--output", "text"], {}),
    "query: an object": (["--function-name", "echo", "out", "--query", "{z:StatusCode,a:ExecutedVersion}"], {}),
    "query: an object as text": (["--function-name", "echo", "out", "--query", "{z:[StatusCode],a:ExecutedVersion}", "--output", "text"], {}),
    "query: a function": (["--function-name", "echo", "out", "--query", "keys(@)"], {}),
    "query: not an expression": (["--function-name", "echo", "out", "--query", "a["], {}),
    "throttled, then fine": (["--function-name", "throttled", "--payload", "{}", "out"], {}),
    "unavailable, then fine": (["--function-name", "unavailable", "--payload", "{}", "out"], {}),
    "throttled, and one attempt": (["--function-name", "throttled", "--payload", "{}", "out"], {"AWS_MAX_ATTEMPTS": "1"}),
    "throttled, and two attempts": (["--function-name", "throttled", "--payload", "{}", "out"], {"AWS_MAX_ATTEMPTS": "2"}),
    "5 MB of response": (["--function-name", "large", "--payload", '{"bytes":5000000}', "out"], {}),
    "more response than Lambda has": (["--function-name", "large", "--payload", '{"bytes":7000000}', "out"], {}),
    "a proxy response": (["--function-name", "api-proxy", "--payload", "{}", "out"], {}),
    "client context": (["--function-name", "echo", "--client-context", base64.b64encode(b'{"custom":{}}').decode(), "out"], {}),
    "a wrong secret": (["--function-name", "echo", "out"], {"AWS_SECRET_ACCESS_KEY": "wrong"}),
    "an unknown access key": (["--function-name", "echo", "out"], {"AWS_ACCESS_KEY_ID": "AKIAUNKNOWN000000000"}),
    "another region": (["--function-name", "echo", "out", "--region", "eu-west-1"], {}),
    "a profile": (["--function-name", "echo", "out", "--profile", "local"], {"AWS_ACCESS_KEY_ID": "other"}),
    "a profile that is missing": (["--function-name", "echo", "out", "--profile", "nope"], {}),
    "no region": (["--function-name", "echo", "out"], {"AWS_DEFAULT_REGION": None}),
    "no credentials": (["--function-name", "echo", "out"], {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}),
    "nothing listens": (["--function-name", "echo", "--qualifier", "live", "--endpoint-url", "http://127.0.0.1:1", "out"], {}),
    "no scheme in the endpoint": (["--function-name", "echo", "--endpoint-url", "nowhere", "out"], {}),
    "a folder that is missing": (["--function-name", "echo", "missing/out"], {}),
    "response to standard output": (["--function-name", "echo", "--payload", '{"a":1}', "/dev/stdout"], {}),
    "a file called -": (["--function-name", "echo", "--payload", '{"a":1}', "-"], {}),
    "too slow": (["--function-name", "slow", "--payload", '{"seconds":3}', "--cli-read-timeout", "1", "out"], {"AWS_MAX_ATTEMPTS": "1"}),
    "an unknown option": (["--function-name", "echo", "--nonsense", "out"], {}),
    "no function name": (["out"], {}),
    "no outfile": (["--function-name", "echo"], {}),
}

# What may differ, case by case: the parts (stdout, file, stderr, code), and why.
USAGE = ({"stderr"}, "the usage text is each program's own")
DIFFERENCES = {
    "an unknown option": USAGE,
    "no function name": USAGE,
    "no outfile": USAGE,
    "no scheme in the endpoint": ({"stderr"}, "after the same first words, we say what an endpoint looks like"),
    "query: a function": ({"stdout"}, "the JMESPath library keeps objects sorted, and keys() has no order by its own rules"),
    "query: not an expression": ({"stderr"}, "after the same first words, each JMESPath library explains in its own"),
}

# Lines that only we print; they stand after the AWS CLI's own.
HINTS = re.compile(
    r"^(Or add --region|Or choose a profile|The function (may have run|was not invoked)|Start the local endpoint).*\n?",
    re.MULTILINE,
)


def version_2(code, stderr):
    """The exit code that version 2 of the AWS CLI has where version 1 has another."""
    if code == 2:
        return 252
    if code != 255:
        return code
    for words, other in (
        ("An error occurred (", 254),
        ("You must specify a region", 253),
        ("Unable to locate credentials", 253),
        ("Error parsing parameter", 252),
        ("Parameter validation failed", 252),
        ("Bad value for", 252),
        ("Unknown options", 252),
    ):
        if words in stderr:
            return other
    return code


def normal(text):
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "REQUEST-ID", text)
    text = re.sub(r"[0-9]{8}T[0-9]{6}Z", "TIME", text)
    text = re.sub(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z", "TIME", text)
    # What should have been signed names the address, and the hash of all of it.
    text = re.sub(r"(\bhost:127\.0\.0\.1):[0-9]+", r"\1:PORT", text)
    text = re.sub(r"(/aws4_request(?:\\n|\n))[0-9a-f]{64}", r"\1HASH", text)
    return re.sub(r"(Duration|Memory Size|Max Memory Used): [0-9.]+", r"\1: N", text)


def normal_out(text):
    """A log is compared decoded: it holds request ids and times."""
    try:
        log = base64.b64decode(text.strip(), validate=True).decode("utf-8", "replace")
    except ValueError:
        return normal(text)
    return normal(log) if "START RequestId" in log else normal(text)


def run(program, arguments, environment, changes):
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "in.json").write_bytes('{"id": 12345678901234567890, "city": "Köln"}\n'.encode())
        (home / "name.txt").write_text("echo")
        (home / ".aws").mkdir()
        (home / ".aws/credentials").write_text(
            "[local]\naws_access_key_id = {AWS_ACCESS_KEY_ID}\naws_secret_access_key = {AWS_SECRET_ACCESS_KEY}\n".format(**environment)
        )
        (home / ".aws/config").write_text("[profile local]\nregion = us-east-1\n")
        env = {**environment, "HOME": folder, **{key: value for key, value in changes.items() if value is not None}}
        for key, value in changes.items():
            if value is None:
                env.pop(key, None)
        done = subprocess.run([*program, "invoke", *arguments], cwd=folder, env=env, capture_output=True, timeout=60)
        written = next((home / name for name in ("out", "-") if (home / name).exists()), None)
        stderr = done.stderr.decode()
        return {
            "stdout": normal_out(done.stdout.decode()),
            "file": None if written is None else normal(written.read_bytes().decode()),
            "stderr": normal(stderr).strip(),
            "code": done.returncode,
        }


def bare(sandbox):
    """No more of an environment than the keys and the endpoint: what a case adds or takes away is then all there is."""
    return {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "AWS_ACCESS_KEY_ID": sandbox.access_key_id,
        "AWS_SECRET_ACCESS_KEY": sandbox.secret_access_key,
        "AWS_DEFAULT_REGION": sandbox.region,
        "AWS_ENDPOINT_URL_LAMBDA": sandbox.endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def neutral(text, environment):
    return text.replace(environment["AWS_ENDPOINT_URL_LAMBDA"], "ENDPOINT").replace(environment["AWS_ACCESS_KEY_ID"], "KEY")


def compare(name, aws, ours):
    arguments, changes = CASES[name]
    results = []
    for program in (aws, ours):
        # A fresh one each: some functions remember how often they were called.
        with Sandbox() as sandbox:
            environment = bare(sandbox)
            result = run(program, arguments, environment, changes)
            result["stderr"] = neutral(result["stderr"], environment)
            results.append(result)
    theirs, mine = results
    theirs["code"] = version_2(theirs["code"], theirs["stderr"])
    mine["stderr"] = HINTS.sub("", mine["stderr"]).strip()
    return theirs, mine, {part for part in theirs if theirs[part] != mine[part]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cli", required=True, type=os.path.abspath)
    parser.add_argument("--aws", default=str(Path(sys.executable).parent / "aws"))
    options = parser.parse_args()
    equal = explained = 0
    wrong = []
    for name in CASES:
        theirs, mine, different = compare(name, [options.aws, "lambda"], [options.cli])
        allowed, why = DIFFERENCES.get(name, (set(), ""))
        if different - allowed:
            verdict = "DIFFERS"
            wrong.append(name)
        elif different:
            verdict = f"equal but for {', '.join(sorted(different))}: {why}"
            explained += 1
        else:
            verdict = "equal"
            equal += 1
        print(f"{name:36} {mine['code']:>4}  {verdict}", flush=True)
        for part in sorted(different - allowed):
            print(f"    {part}\n      aws:  {str(theirs[part])[:600]!r}\n      ours: {str(mine[part])[:600]!r}")
    print(f"\n{len(CASES)} cases: {equal} equal, {explained} equal but for what is explained, {len(wrong)} different")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
