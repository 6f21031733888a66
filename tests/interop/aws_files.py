"""Asks botocore how it resolves the samples of tests/credentials/samples.toml, each in a process with a home folder and an
environment of its own, and compares with what the table says; `tests/credentials/samples.rs` does so for our own code.

botocore's session and resolver are its own, and commands really run. What would ask a network or a person is answered
here, and noted: STS, the Identity Center's portal, containers, instances, the device's code.

    python aws_files.py
"""

from __future__ import annotations

import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

SAMPLES = Path(__file__).resolve().parents[1] / "credentials" / "samples.toml"
# A region for clients where none is set.
ANY_REGION = "us-east-1"
SERVICES = {
    "lambda": "lambda_endpoint",
    "sts": "sts_endpoint",
    "sso": "sso_endpoint",
    "sso-oidc": "sso_oidc_endpoint",
    "schemas": "schemas_endpoint",
}
LATER = "2999-01-01T00:00:00Z"


def step(begin: str, **parts: object) -> str:
    """A step as the table has it."""
    return " ".join([begin, *(f"{name}={value}" for name, value in parts.items() if value is not None)])


# In the process of a sample


class Fake:
    """STS, or the Identity Center's portal."""

    def __init__(self, noted: list[str], sign_on: Mapping[str, object], region: str | None):
        self._noted, self._sign_on, self._region = noted, sign_on, region

    def assume_role(self, **members: object) -> dict[str, object]:
        if members.get("SerialNumber") is not None and members.get("TokenCode") != "123456":
            raise SystemExit("the device's code was not asked for")
        self._noted.append(step(
            f"role {members['RoleArn']}", session=self._name(members), external=members.get("ExternalId"),
            duration=members.get("DurationSeconds"), device=members.get("SerialNumber"),
        ))
        return self._issued()

    def assume_role_with_web_identity(self, **members: object) -> dict[str, object]:
        token = members["WebIdentityToken"]
        self._noted.append(step(f"web identity {token}", role=members["RoleArn"], session=self._name(members)))
        return self._issued()

    def get_role_credentials(self, **members: object) -> dict[str, object]:
        self._noted.append(step(
            f"sign-on {self._sign_on['start_url']}", region=self._region, account=members["accountId"],
            role=members["roleName"], session=self._sign_on["session"],
        ))
        keys = {"accessKeyId": "AKIDISSUED", "secretAccessKey": "issued", "sessionToken": "issued", "expiration": 32472144000000}
        return {"roleCredentials": keys}

    @staticmethod
    def _name(members: Mapping[str, object]) -> object:
        """The session's name, unless it is made up."""
        name = members.get("RoleSessionName")
        return None if str(name).startswith("botocore-session-") else name

    @staticmethod
    def _issued() -> dict[str, object]:
        keys = {"AccessKeyId": "AKIDISSUED", "SecretAccessKey": "issued", "SessionToken": "issued", "Expiration": LATER}
        return {"Credentials": keys, "AssumedRoleUser": {"Arn": "arn:aws:sts::123456789012:assumed-role/any/any"}}


def note_results(provider: type, noted: list[str], words: Callable) -> None:
    load = provider.load

    def noting(self):
        found = load(self)
        if found is not None:
            noted.append(words(found))
        return found

    provider.load = noting


def answers(noted: list[str], sign_on: dict[str, object]) -> None:
    """Puts our answers where botocore would ask a network or a person."""
    from botocore import credentials as c, utils
    from botocore.exceptions import SSOTokenLoadError

    note_results(c.EnvProvider, noted, lambda _: "environment")
    for provider in (c.SharedCredentialProvider, c.ConfigProvider):
        note_results(provider, noted, lambda it: step(
            f"keys {it.access_key}", secret=it.secret_key, token=it.token, account=it.account_id
        ))

    run = c.ProcessProvider._retrieve_credentials_using

    def ran(self, command):
        noted.append(f"process {command}")
        return run(self, command)

    c.ProcessProvider._retrieve_credentials_using = ran

    def instance(_):
        if os.environ.get("AWS_EC2_METADATA_DISABLED") == "true":
            return {}
        noted.append("instance")
        return {"role_name": "any", "access_key": "AKIDISSUED", "secret_key": "issued", "token": "issued", "expiry_time": LATER}

    utils.InstanceMetadataFetcher.retrieve_iam_role_credentials = instance

    def container(*_, **__):
        noted.append("container")
        return {"AccessKeyId": "AKIDISSUED", "SecretAccessKey": "issued", "Token": "issued", "Expiration": LATER}

    utils.ContainerMetadataFetcher.retrieve_full_uri = container

    cached = utils.SSOTokenLoader.__call__

    def token(self, start_url, session_name=None):
        try:
            return cached(self, start_url, session_name=session_name)
        except SSOTokenLoadError:
            return {"accessToken": "issued", "expiresAt": LATER}

    utils.SSOTokenLoader.__call__ = token
    ask = c.SSOCredentialFetcher._get_credentials

    def asked(self):
        sign_on.update(start_url=self._start_url, session=self._sso_session_name)
        return ask(self)

    c.SSOCredentialFetcher._get_credentials = asked
    # The token's file stands for the token, once it has been read.
    read = utils.FileWebIdentityTokenLoader.__call__
    utils.FileWebIdentityTokenLoader.__call__ = lambda self: read(self) and self._web_identity_token_path

    def login(self):
        noted.append(f"login {self._session_name}")
        return {"access_key": "AKIDISSUED", "secret_key": "issued", "token": "issued", "expiry_time": LATER, "account_id": None}

    c.EC = c.EC or object()  # Without botocore[crt] it refuses before it has looked.
    c.LoginCredentialFetcher.load_cached_credentials = login


def resolved(session, noted: list[str], sign_on: dict[str, object]) -> list[str]:
    """How the session comes to credentials."""
    from botocore.exceptions import NoCredentialsError

    create = session.create_client

    def fake(service, config=None, **_):
        if service not in ("sts", "sso"):
            raise SystemExit(f"a client of {service} was asked for")
        return Fake(noted, sign_on, getattr(config, "region_name", None))

    session.create_client = fake
    resolver = session.get_component("credential_provider")
    resolver.get_provider("assume-role")._prompter = lambda _: "123456"
    found = resolver.load_credentials()
    if found is None:
        raise NoCredentialsError
    found.get_frozen_credentials()  # Only now the calls are made.
    session.create_client = create
    return noted


def settings(session) -> dict[str, object]:
    """What stands over the session's calls, as far as it differs from nothing."""
    names = ("region", "ca_bundle", "max_attempts", "output")
    found = {name: session.get_config_variable(name) for name in names}
    for service, name in SERVICES.items():
        region = found["region"] or ANY_REGION
        client = session.create_client(
            service, region, aws_access_key_id="AKIDANY", aws_secret_access_key="any", verify=False
        )
        host = urlsplit(client.meta.endpoint_url).hostname
        own = host.endswith((".amazonaws.com", ".api.aws", ".on.aws"))
        found[name] = None if own else client.meta.endpoint_url
        if service == "lambda":
            found["fips"] = client.meta.config.use_fips_endpoint or None
            found["dual_stack"] = client.meta.config.use_dualstack_endpoint or None
            if own and (bool(found["fips"]) != ("-fips" in host) or bool(found["dual_stack"]) != host.endswith(".api.aws")):
                raise SystemExit(f"the special endpoint is {host}")
    return {name: value for name, value in found.items() if value is not None}


def answer() -> None:
    """Answers for the profile on standard input, by the home folder and the environment of this process."""
    import botocore.session
    from botocore.exceptions import BotoCoreError

    profile = json.load(sys.stdin)
    noted: list[str] = []
    sign_on: dict[str, object] = {}
    answers(noted, sign_on)
    try:
        # As the AWS CLI adds it.
        extra = {"output": ("output", "AWS_DEFAULT_OUTPUT", None, None)}
        session = botocore.session.Session(session_vars=extra, profile=profile)
        found = {"expect": resolved(session, noted, sign_on), "settings": settings(session)}
    # Its own refusals, and Python's of a text that is no number. Anything else is a mistake here.
    except (BotoCoreError, ValueError) as error:
        found = {"error": f"{type(error).__name__}: {error}"}
    json.dump(found, sys.stdout)


# In the process that compares


def ask(sample: Mapping[str, object]) -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="lambdesk-interop-") as home:
        files = dict(sample.get("files", {}))
        files |= {f".aws/{name}": sample[name] for name in ("config", "credentials") if name in sample}
        for name, text in files.items():
            path = Path(home, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.replace("{home}", home).encode(sample.get("encoding", "utf-8")))
        environment = {name: value.replace("{home}", home) for name, value in sample.get("env", {}).items()}
        done = subprocess.run(
            [sys.executable, "-X", "utf8", __file__, "--answer"],
            cwd=home, env={"HOME": home, "PATH": os.environ["PATH"], **environment},
            input=json.dumps(sample.get("profile")), capture_output=True, text=True, timeout=120,
        )
        if done.returncode:
            return {"broken": done.stderr.strip()}
        return json.loads(done.stdout.replace(home, "{home}"))


def compare(sample: Mapping[str, object], found: Mapping[str, object]) -> str | None:
    """What differs."""
    if "broken" in found:
        return found["broken"]
    if "error" in sample:
        return None if "error" in found else f"it resolves to {found['expect']}"
    if "error" in found:
        return found["error"]
    differs = []
    for name, nothing in (("expect", []), ("settings", {})):
        wanted = sample.get(name, nothing)
        if found[name] != wanted:
            differs.append(f"{found[name]} in place of {wanted}")
    return "; ".join(differs) or None


def main() -> int:
    samples = tomllib.loads(SAMPLES.read_text(encoding="utf-8"))["sample"]
    counts = {"equal": 0, "explained": 0, "DIFFERENT": 0}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for sample, found in zip(samples, pool.map(ask, samples)):
            differs, reason = compare(sample, found), sample.get("botocore")
            if differs is None and reason is None:
                kind, more = "equal", found.get("error", "")
            elif differs is None:
                kind, more = "DIFFERENT", f"the explanation is not needed: {reason}"
            elif reason is None or "broken" in found:
                kind, more = "DIFFERENT", differs
            else:
                kind, more = "explained", f"{reason} ({differs})"
            counts[kind] += 1
            print(f"{kind:10}{sample['name']}{': ' if more else ''}{' '.join(more.split())}", flush=True)
    print(f"\n{len(samples)} samples: " + ", ".join(f"{number} {kind}" for kind, number in counts.items()))
    return 1 if counts["DIFFERENT"] else 0


if __name__ == "__main__":
    sys.exit(answer() if "--answer" in sys.argv else main())
