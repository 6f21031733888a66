"""`lambdesk-cli invoke` in roles that it assumes at an STS which we did not write. Both servers let an invocation through
only when it is signed with a role's keys: the user may assume roles, and nothing else. What was asked of STS is taken
from the server's own record.

ministack looks at trust policies with their conditions; moto's record has every request whole, and says to which role a
key belongs.

    python sts.py --cli PATH --server ministack|moto
"""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import datetime
import json
import logging
import math
import os
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

import boto3

import function
from peer import ORDER, PAYLOAD, REGION, Checks, Server, free_port, options, workplace

INVOKE = ["--function-name", "orders", *PAYLOAD]
# Each has what a form has to encode.
EXTERNAL_ID = "acme=42,blue:team/9@x+y"
SESSION = "jane.doe+test@example.com"
DEVICE_NAME = "jane@phone"
CODE = "031415"
# moto calls the action by the operation's name.
INVOKING = ["lambda:InvokeFunction", "lambda:Invoke"]
ISSUER = "token.actions.example.com"


@dataclasses.dataclass
class Call:
    """A call as the server noted it."""

    # `AssumeRole`, `AssumeRoleWithWebIdentity` or `Invoke`.
    name: str
    # The access key ID that it was signed with; ministack has one for unsigned requests, too.
    key: str | None
    # The session token that came with it, where the server notes that.
    token: str | None
    # The members of a form.
    members: dict[str, str]


class Ministack:
    """With signatures, policies and trust policies in force. Its CloudTrail is the record."""

    def __init__(self, folder: Path, address: str):
        self._folder, self._address = folder, address

    def run(self) -> contextlib.AbstractContextManager[None]:
        """Until the end of the block."""
        environment = {
            "AUTH": "true",
            "CLOUDTRAIL_RECORDING": "1",
            "LAMBDA_EXECUTOR": "local",
            "GATEWAY_PORT": str(urllib.parse.urlsplit(self._address).port),
            "MINISTACK_HOST": "127.0.0.1",
            "HOME": str(self._folder),
        }
        command, log = [sys.executable, "-m", "ministack"], self._folder / "log"
        return Server(command, self._folder, log, environment, f"{self._address}/_ministack/health")

    def enforce(self, _: bool) -> None:
        """It always does."""

    def calls(self) -> list[Call]:
        """All until now, in their order."""
        calls = []
        for page in client(self._address, "cloudtrail").get_paginator("lookup_events").paginate():
            for event in page["Events"]:
                told = json.loads(event["CloudTrailEvent"])
                members = dict(told["requestParameters"])
                name = members.pop("Action", told["eventName"])
                members.pop("Version", None)
                calls.append(Call(name, told["userIdentity"]["accessKeyId"], None, members))
        return [call for call in reversed(calls) if call.name in NOTED]


class Moto:
    """With keys, signatures and policies in force. Its recorder is the record, and its own list of sessions says whose a
    key is: for that it runs in this process, in a thread."""

    def __init__(self, folder: Path, address: str):
        self._address = address
        # Looked at when moto is first imported.
        os.environ.update(MOTO_ENABLE_RECORDING="1", MOTO_RECORDER_FILEPATH=str(folder / "record"))

    @contextlib.contextmanager
    def run(self) -> Iterator[None]:
        """Until the end of the block."""
        from moto.server import ThreadedMotoServer

        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        server = ThreadedMotoServer("127.0.0.1", urllib.parse.urlsplit(self._address).port, verbose=False)
        server.start()
        self._post("config", json.dumps({"lambda": {"use_docker": False}}))
        try:
            yield
        finally:
            server.stop()

    def _post(self, path: str, body: str) -> None:
        headers = {"Content-Type": "application/octet-stream"}
        request = urllib.request.Request(f"{self._address}/moto-api/{path}", body.encode(), headers, method="POST")
        urllib.request.urlopen(request).close()

    def enforce(self, on: bool) -> None:
        """From now on, or not for now."""
        self._post("reset-auth", "0" if on else "inf")

    def calls(self) -> list[Call]:
        """All until now, in their order."""
        with urllib.request.urlopen(f"{self._address}/moto-api/recorder/download-recording") as answer:
            lines = answer.read().decode().splitlines()
        return [call for call in map(self._call, lines) if call.name in NOTED]

    @staticmethod
    def _call(line: str) -> Call:
        noted = json.loads(line)
        headers = {name.lower(): value for name, value in noted["headers"].items()}
        _, _, credential = headers.get("authorization", "").partition("Credential=")
        key, token = credential.partition("/")[0] or None, headers.get("x-amz-security-token")
        if urllib.parse.urlsplit(noted["url"]).path.endswith("/invocations"):
            return Call("Invoke", key, token, {})
        body = base64.b64decode(noted["body"]) if noted["body_encoded"] else noted["body"].encode()
        members = dict(urllib.parse.parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
        members.pop("Version", None)
        return Call(members.pop("Action", ""), key, token, members)

    @staticmethod
    def session(account: str, key: str | None) -> object | None:
        """The session that a key was issued to, as moto keeps it."""
        from moto.sts.models import sts_backends

        return sts_backends[account]["aws"].get_assumed_role_from_access_key(key or "")


SERVERS = {"ministack": Ministack, "moto": Moto}
NOTED = ("AssumeRole", "AssumeRoleWithWebIdentity", "Invoke")


def client(address: str, service: str):
    """With the root's keys, for setting up and looking on."""
    return boto3.Session("test", "test", region_name=REGION).client(service, endpoint_url=address)


def policy(**statement: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


def token() -> str:
    """A token as an identity provider signs it. Nobody here checks that."""
    encode = lambda part: base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
    claims = {"iss": f"https://{ISSUER}", "sub": "repo:acme/orders", "aud": "sts.amazonaws.com", "exp": 4102444800}
    return ".".join([encode({"alg": "RS256", "typ": "JWT"}), encode(claims), "c2lnbmF0dXJl"])


def create(address: str, folder: Path) -> tuple[str, str]:
    """A user who may assume roles alone, the roles, and the AWS files that lead to them: the account, the user's key."""
    function.create(address)
    account = client(address, "sts").get_caller_identity()["Account"]
    iam = client(address, "iam")
    iam.create_user(UserName="visitor")
    iam.put_user_policy(UserName="visitor", PolicyName="roles", PolicyDocument=policy(Action="sts:AssumeRole", Resource="*"))
    key = iam.create_access_key(UserName="visitor")["AccessKey"]
    user = {"AWS": f"arn:aws:iam::{account}:user/visitor"}
    invoke = policy(Action=INVOKING, Resource="*")

    def role(name: str, allowed: str, principal: dict[str, str] = user, action: str = "sts:AssumeRole", **trust: object) -> None:
        document = policy(Principal=principal, Action=action, **trust)
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=document, MaxSessionDuration=43200)
        iam.put_role_policy(RoleName=name, PolicyName="allowed", PolicyDocument=allowed)

    role("Invoker", invoke)
    role("Nobody", policy(Action="lambda:ListFunctions", Resource="*"))
    role("Partner", invoke, Condition={"StringEquals": {"sts:ExternalId": EXTERNAL_ID}})
    role("Named", policy(Action=INVOKING, Resource="*", Condition={"StringLike": {"aws:userid": f"*:{SESSION}"}}),
         Condition={"StringEquals": {"sts:RoleSessionName": SESSION}})
    role("Base", policy(Action="sts:AssumeRole", Resource="*"))
    role("Chained", invoke, {"AWS": f"arn:aws:sts::{account}:assumed-role/Base/lambdesk"})
    role("Pipeline", invoke, {"Federated": f"arn:aws:iam::{account}:oidc-provider/{ISSUER}"}, "sts:AssumeRoleWithWebIdentity",
         Condition={"StringEquals": {f"{ISSUER}:sub": "repo:acme/orders"}})
    (folder / "credentials").write_text(
        f"[visitor]\naws_access_key_id = {key['AccessKeyId']}\naws_secret_access_key = {key['SecretAccessKey']}\n"
        f"[forger]\naws_access_key_id = {key['AccessKeyId']}\naws_secret_access_key = not-the-secret\n"
    )
    (folder / "token").write_text(f"{token()}\n")
    profiles = {
        "visitor": {},
        "invoker": {"role_arn": "Invoker", "source_profile": "visitor"},
        "forged": {"role_arn": "Invoker", "source_profile": "forger"},
        "nobody": {"role_arn": "Nobody", "source_profile": "visitor"},
        "gone": {"role_arn": "Gone", "source_profile": "visitor"},
        "partner": {"role_arn": "Partner", "source_profile": "visitor", "external_id": EXTERNAL_ID},
        "stranger": {"role_arn": "Partner", "source_profile": "visitor", "external_id": "someone-else"},
        "without": {"role_arn": "Partner", "source_profile": "visitor"},
        "named": {"role_arn": "Named", "source_profile": "visitor", "role_session_name": SESSION, "duration_seconds": "5400"},
        "misnamed": {"role_arn": "Named", "source_profile": "visitor", "role_session_name": "john"},
        "base": {"role_arn": "Base", "source_profile": "visitor"},
        "chained": {"role_arn": "Chained", "source_profile": "base", "duration_seconds": "900"},
        "unchained": {"role_arn": "Chained", "source_profile": "visitor"},
        "pipeline": {"role_arn": "Pipeline", "web_identity_token_file": f"{folder}/token", "role_session_name": "build-7"},
        "device": {"role_arn": "Invoker", "source_profile": "visitor", "mfa_serial": f"arn:aws:iam::{account}:mfa/{DEVICE_NAME}"},
        "keyed": {"role_arn": "Base", "source_profile": "visitor", "mfa_serial": f"arn:aws:iam::{account}:mfa/{DEVICE_NAME}"},
        "devices": {"role_arn": "Chained", "source_profile": "keyed", "mfa_serial": f"arn:aws:iam::{account}:mfa/key"},
        "environment": {"role_arn": "Invoker", "credential_source": "Environment"},
    }
    lines = [f"[services peer]\nlambda =\n  endpoint_url = {address}\nsts =\n  endpoint_url = {address}\n"]
    for name, settings in profiles.items():
        lines.append(f"[profile {name}]\nservices = peer\n")
        for setting, value in settings.items():
            value = f"arn:aws:iam::{account}:role/{value}" if setting == "role_arn" else value
            lines.append(f"{setting} = {value}\n")
    # Its own section sends it elsewhere, unless the environment says otherwise.
    lines.append("[services nowhere]\nlambda =\n  endpoint_url = http://127.0.0.1:1\nsts =\n  endpoint_url = http://127.0.0.1:1\n")
    lines.append(f"[profile elsewhere]\nservices = nowhere\nrole_arn = arn:aws:iam::{account}:role/Invoker\nsource_profile = visitor\n")
    (folder / "config").write_text("".join(lines))
    return account, key["AccessKeyId"]


class Roles:
    """Invocations in roles, and what the server noted of each."""

    def __init__(self, checks: Checks, server: Ministack | Moto, account: str, user: str):
        self._checks, self._server, self._account, self._user = checks, server, account, user
        self._seen = len(server.calls())

    def arn(self, role: str) -> str:
        return f"arn:aws:iam::{self._account}:role/{role}"

    def _calls(self) -> list[Call]:
        """Those since the last look."""
        calls = self._server.calls()
        new, self._seen = calls[self._seen:], len(calls)
        return new

    def works(self, name: str, profile: str, *steps: dict[str, str], first: str = "AssumeRole",
              changes: dict[str, str] | None = None, typed: Sequence[str] = ()) -> None:
        """An invocation that runs, by calls with exactly these members."""
        checks, runs = self._checks, isinstance(self._server, Ministack)
        checks.check(name, ["--profile", profile, *INVOKE], 0, '"StatusCode": 200', ORDER if runs else "", changes, typed)
        calls = self._calls()
        names = [first, *["AssumeRole"] * (len(steps) - 1), "Invoke"]
        checks.that("  by these calls and no others", [call.name for call in calls] == names, calls)
        checks.that("  asked for as written", [call.members for call in calls[:-1]] == list(steps), calls)
        keys = [call.key for call in calls]
        signed = keys[1:] if first != "AssumeRole" else keys
        begins = first != "AssumeRole" or keys[:1] == [self._user]
        fresh = len(set(keys)) == len(keys) and self._user not in keys[1:] and all(key and key.startswith("ASIA") for key in keys[1:])
        checks.that("  each signed with what the one before gave", len(keys) == len(names) and begins and fresh, signed)
        if isinstance(self._server, Moto):
            wanted = [
                (step["RoleArn"], step["RoleSessionName"], step.get("ExternalId"), int(step.get("DurationSeconds", 3600)), call.token)
                for step, call in zip(steps, calls[1:])
            ]
            found = [self._session(call.key) for call in calls[1:]]
            checks.that("  whose sessions are as asked for", found == wanted, f"{found}\n  {wanted}")
            if first != "AssumeRole":
                checks.that("  the first of them not signed", [(call.key, call.token) for call in calls[:1]] == [(None, None)], calls)

    def _session(self, key: str | None) -> tuple[object, ...] | None:
        """Role, session, external id, seconds, and session token of a key; moto keeps the end, which is a moment ago."""
        found = Moto.session(self._account, key)
        if found is None:
            return None
        left = (found.expiration - datetime.datetime.now(found.expiration.tzinfo)).total_seconds()
        return found.role_arn, found.session_name, found.external_id, math.ceil(left / 60) * 60, found.session_token

    def refused(self, name: str, profile: str, code: int, words: str, *calls: str, changes: dict[str, str] | None = None) -> None:
        """An invocation that does not run, after these calls."""
        self._checks.check(name, ["--profile", profile, *INVOKE], code, words, changes=changes)
        names = [call.name for call in self._calls()]
        self._checks.that("  and nothing else is called", names == list(calls), names)


def members(role: str, session: str = "lambdesk", **more: str) -> dict[str, str]:
    return {"RoleArn": role, "RoleSessionName": session, **more}


def check(server: Ministack | Moto, checks: Checks, roles: Roles, address: str, secrets: Sequence[str]) -> None:
    strict, arn = isinstance(server, Ministack), roles.arn
    # moto has the reason in a form that neither service has, and that botocore reads no more than the SDK does.
    denied = lambda role: f"sts:AssumeRole on {arn(role)} was denied" if strict else "AssumeRole was refused (HTTP status 403)"
    forbidden = lambda who: who if strict else "An error occurred (403)"
    # ministack writes down what a handler saw; what its gate refuses before that it does not.
    invoke = () if strict else ("Invoke",)
    roles.refused("the user alone may not invoke", "visitor", 254, forbidden("user/visitor is not authorized"), *invoke)
    roles.works("a role by source_profile", "invoker", members(arn("Invoker")))
    roles.refused("a role that may not invoke", "nobody", 254, forbidden("assumed-role/Nobody/lambdesk is not authorized"), "AssumeRole", *invoke)
    wrong = "The secret access key does not belong to the access key ID." if strict else "AssumeRole was refused (HTTP status 403)"
    roles.refused("a source with a wrong secret", "forged", 255, wrong, *(() if strict else ("AssumeRole",)))
    roles.works("external_id", "partner", members(arn("Partner"), ExternalId=EXTERNAL_ID))
    roles.refused("a wrong external_id", "stranger", 255, denied("Partner"), "AssumeRole")
    if strict:
        # moto takes an id that is missing for any, and a role that is missing for one that may do nothing.
        roles.refused("no external_id", "without", 255, denied("Partner"), "AssumeRole")
        roles.refused("a role that is not there", "gone", 255, denied("Gone"), "AssumeRole")
        roles.refused("another role_session_name", "misnamed", 255, denied("Named"), "AssumeRole")
    roles.works("role_session_name and duration_seconds", "named", members(arn("Named"), SESSION, DurationSeconds="5400"))
    roles.works("a role upon a role", "chained", members(arn("Base")), members(arn("Chained"), DurationSeconds="900"))
    roles.refused("which the user may not assume", "unchained", 255, denied("Chained"), "AssumeRole")
    device = arn("Invoker").replace("role/Invoker", f"mfa/{DEVICE_NAME}")
    roles.works("mfa_serial, and a code that is typed", "device", members(arn("Invoker"), SerialNumber=device, TokenCode=CODE), typed=[CODE])
    second = device.replace(DEVICE_NAME, "key")
    roles.works("a device for each of two roles", "devices", members(arn("Base"), SerialNumber=device, TokenCode=CODE),
                members(arn("Chained"), SerialNumber=second, TokenCode="271828"), typed=[CODE, "271828"])
    roles.refused("mfa_serial without a terminal", "device", 255, "there is no terminal to ask for it")
    # moto's IAM mode cannot answer a request that is not signed.
    server.enforce(False)
    pipeline = members(arn("Pipeline"), "build-7", WebIdentityToken=token())
    roles.works("web_identity_token_file", "pipeline", pipeline, first="AssumeRoleWithWebIdentity")
    server.enforce(True)
    there = {"AWS_ENDPOINT_URL_STS": address, "AWS_ENDPOINT_URL_LAMBDA": address}
    roles.works("endpoints by the environment", "elsewhere", members(arn("Invoker")), changes=there)
    roles.refused("without which it is not reached", "elsewhere", 255, "STS could not be reached")

    id, secret = secrets
    given = {"AWS_ACCESS_KEY_ID": id, "AWS_SECRET_ACCESS_KEY": secret}
    roles.works("credential_source = Environment", "environment", members(arn("Invoker")), changes=given)
    session = boto3.Session(id, secret, region_name=REGION).client("sts", endpoint_url=address)
    issued = session.assume_role(RoleArn=arn("Invoker"), RoleSessionName="old")["Credentials"]
    given = {"AWS_ACCESS_KEY_ID": issued["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": issued["SecretAccessKey"], "AWS_ENDPOINT_URL": address}
    token_of_old = {**given, "AWS_SECURITY_TOKEN": issued["SessionToken"]}
    checks.check("the environment's AWS_SECURITY_TOKEN", INVOKE, 0, '"StatusCode": 200', changes=token_of_old)
    first = {**token_of_old, "AWS_SESSION_TOKEN": "another"}
    checks.check("which goes before AWS_SESSION_TOKEN", INVOKE, 0, '"StatusCode": 200', changes=first)
    checks.check("without which the key is none", INVOKE, 254, "An error occurred (", changes=given)


def main() -> int:
    chosen = options(__doc__, servers=list(SERVERS))
    with workplace() as name:
        folder = Path(name)
        address = f"http://127.0.0.1:{free_port()}"
        server = SERVERS[chosen.server](folder, address)
        with server.run():
            server.enforce(False)
            account, user = create(address, folder)
            server.enforce(True)
            files = {"AWS_CONFIG_FILE": str(folder / "config"), "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials")}
            checks = Checks(chosen.cli, folder, address, files)
            roles = Roles(checks, server, account, user)
            secret = (folder / "credentials").read_text().splitlines()[2].partition(" = ")[2]
            check(server, checks, roles, address, (user, secret))
            return checks.end()


if __name__ == "__main__":
    sys.exit(main())
