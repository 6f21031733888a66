"""Signing in at the sandbox by boto3, which we did not write: STS, sso-oidc with the pages to click through, the portal,
and botocore's own chain from a configuration file to keys. Each check is a line.

    python identity.py
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import html.parser
import json
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import boto3
import botocore
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox import Sandbox

ACCOUNT = "123456789012"
STAGING = "210987654321"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/"
DEVICE = f"arn:aws:iam::{ACCOUNT}:mfa/sandbox"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
# What a page must show as text.
NAME = "identity.py <script>alert(1)</script> & \u202eco"
BROWSER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Checks:
    """What is expected, and whether it was so."""

    def __init__(self):
        self.made, self.failed = 0, 0

    def that(self, name: str, fine: bool, found: object = "") -> None:
        self.made += 1
        print(f"{name:64} {'ok' if fine else 'FAILED'}", flush=True)
        if not fine:
            self.failed += 1
            print(f"  found: {found}", flush=True)

    def equal(self, name: str, found: object, expected: object) -> None:
        self.that(name, found == expected, f"{found!r}, expected: {expected!r}")

    def refused(self, name: str, code: str, words: str, call: Callable, /, **members) -> None:
        try:
            found = call(**members)
        except ClientError as error:
            # sso-oidc has its sentence in a member of its own.
            message = error.response["Error"]["Message"] or error.response.get("error_description", "")
            self.that(name, error.response["Error"]["Code"] == code and words in message, f"{error} {message}")
        else:
            self.that(name, False, f"it was not refused: {found}")

    def end(self) -> int:
        print(f"\n{self.made - self.failed} of {self.made} as expected")
        return 1 if self.failed else 0


class Form(html.parser.HTMLParser):
    """A page with its form: what it would send, which buttons it has, and its text."""

    def __init__(self, page: str):
        super().__init__()
        self.method, self.action, self.fields, self.buttons, self.text, self.tags = "", "", {}, {}, "", set()
        self._button = None
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.tags.add(tag)
        if tag == "form":
            self.method, self.action = found["method"], found["action"]
        elif tag == "input":
            self.fields[found["name"]] = found["value"]
        elif tag == "button":
            self._button = (found.get("name"), found.get("value"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "button":
            self._button = None

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._button:
            self.buttons[data] = self._button


def fetch(url: str, form: dict[str, str] | None = None, origin: str | None = None) -> tuple[int, dict[str, str], str]:
    """A page as a browser gets it, whatever its status."""
    body = urllib.parse.urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(url, body, {"Origin": origin} if origin else {})
    try:
        answer = BROWSER.open(request)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read().decode()


def press(sandbox: Sandbox, url: str, button: str) -> tuple[int, str]:
    """Opens a page and presses a button of its form."""
    status, _, page = fetch(url)
    form = Form(page)
    name, value = form.buttons[button]
    status, _, page = fetch(urllib.parse.urljoin(url, form.action), form.fields | {name: value}, sandbox.endpoint)
    return status, Form(page).text


def client(sandbox: Sandbox, service: str, keys: dict | None = None):
    """A boto3 client that tries once, with these keys or the sandbox's own."""
    keys = keys or {"AccessKeyId": sandbox.access_key_id, "SecretAccessKey": sandbox.secret_access_key}
    with mock.patch.dict("os.environ", sandbox.env(), clear=True):
        session = boto3.Session(
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys.get("SessionToken"),
            region_name=sandbox.region,
        )
        # What makes no sense is to reach the sandbox, which has to refuse it.
        config = Config(retries={"total_max_attempts": 1}, proxies={}, parameter_validation=False)
        return session.client(service, endpoint_url=sandbox.endpoint, config=config)


def token(**changes) -> str:
    """The token of a web identity. Nobody looks at its signature."""
    claims = {"iss": "https://sandbox.invalid", "aud": "sts.amazonaws.com", "sub": "repo:acme/shop", "exp": time.time() + 60}
    parts = [json.dumps(part).encode() for part in ({"alg": "RS256"}, claims | changes)]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (*parts, b"signature"))


def account_of_key(key: str) -> str:
    """The account that a key says it belongs to: base32, without the first bit and the last seven."""
    return f"{(int.from_bytes(base64.b32decode(key[4:])[:6]) & 0x7FFFFFFFFF80) >> 7:012}"


def roles(checks: Checks, sandbox: Sandbox) -> None:
    sts, refused = client(sandbox, "sts"), checks.refused
    me = sts.get_caller_identity()
    checks.equal("the user is told", (me["Account"], me["Arn"]), (ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/sandbox"))
    wrong = client(sandbox, "sts", {"AccessKeyId": sandbox.access_key_id, "SecretAccessKey": "wrong"})
    refused("a wrong secret", "SignatureDoesNotMatch", "does not match", wrong.get_caller_identity)
    nobody = client(sandbox, "sts", {"AccessKeyId": "AKIAWRONG", "SecretAccessKey": "wrong"})
    refused("an unknown key", "InvalidClientTokenId", "is invalid", nobody.get_caller_identity)

    def assume(name: str, by=sts, **members):
        return by.assume_role(RoleArn=ROLE + name, RoleSessionName="jane@example.com", **members)

    told = assume("Developer")
    developer = told["Credentials"]
    arn = f"arn:aws:sts::{ACCOUNT}:assumed-role/Developer/jane@example.com"
    checks.equal("a role is assumed", told["AssumedRoleUser"]["Arn"], arn)
    checks.equal("its key says its account", account_of_key(developer["AccessKeyId"]), ACCOUNT)
    left = developer["Expiration"] - datetime.datetime.now(datetime.UTC)
    checks.that("it lasts an hour", 3500 < left.total_seconds() <= 3600, left)
    as_developer = client(sandbox, "sts", developer)
    me = as_developer.get_caller_identity()
    checks.equal("the role is told", (me["Arn"], me["UserId"]), (arn, told["AssumedRoleUser"]["AssumedRoleId"]))
    answer = client(sandbox, "lambda", developer).invoke(FunctionName=f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:echo")
    checks.equal("the role invokes", answer["Payload"].read(), b"{}")
    for name, change in {"no token": None, "another's token": "wrong"}.items():
        broken = client(sandbox, "lambda", developer | {"SessionToken": change})
        refused(f"the role's keys with {name}", "UnrecognizedClientException", "is invalid", broken.list_functions)
        broken = client(sandbox, "sts", developer | {"SessionToken": change})
        refused(f"the same at STS with {name}", "InvalidClientTokenId", "is invalid", broken.get_caller_identity)

    read_only = client(sandbox, "lambda", assume("ReadOnly")["Credentials"])
    checks.equal("ReadOnly lists", len(read_only.list_functions()["Functions"]), 14)
    words = f"User: arn:aws:sts::{ACCOUNT}:assumed-role/ReadOnly/jane@example.com is not authorized to perform: lambda:InvokeFunction"
    refused("ReadOnly does not invoke", "AccessDeniedException", words, read_only.invoke, FunctionName="echo")

    def denied(name: str, role: str, by=sts, **members) -> None:
        who = arn if by is as_developer else f"arn:aws:iam::{ACCOUNT}:user/sandbox"
        words = f"User: {who} is not authorized to perform: sts:AssumeRole on resource: {ROLE}{role}"
        refused(name, "AccessDenied", words, assume, name=role, by=by, **members)

    denied("a role that does not exist", "Nobody")
    denied("Partner without an external id", "Partner")
    denied("Partner with another's external id", "Partner", ExternalId="other")
    checks.that("Partner with its external id", bool(assume("Partner", ExternalId="lambdesk-partner")))
    denied("Operator without a second factor", "Operator")
    checks.that("Operator with a second factor", bool(assume("Operator", SerialNumber=DEVICE, TokenCode="123456")))
    refused("Operator with a wrong code", "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code.",
            assume, name="Operator", SerialNumber=DEVICE, TokenCode="654321")
    refused("Operator with another's device", "AccessDenied", "unable to validate MFA code", assume, name="Operator",
            SerialNumber=DEVICE.replace("sandbox", "other"), TokenCode="123456")
    denied("Deployer by the user", "Deployer")
    deployer = assume("Deployer", by=as_developer)
    checks.equal("Deployer by Developer", deployer["AssumedRoleUser"]["Arn"].split("/")[1], "Deployer")
    denied("Pipeline without a web identity", "Pipeline")

    checks.that("Developer for twelve hours", bool(assume("Developer", DurationSeconds=43_200)))
    for name, words, members in [
        ("a duration too short", "Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900", {"name": "Developer", "DurationSeconds": 899}),
        ("a duration too long", "Member must have value less than or equal to 43200", {"name": "Developer", "DurationSeconds": 43_201}),
        ("more than the role's own", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.", {"name": "ReadOnly", "DurationSeconds": 3601}),
        ("more than chaining leaves", "exceeds the 1 hour session limit for roles assumed by role chaining", {"name": "Deployer", "by": as_developer, "DurationSeconds": 3601}),
    ]:
        refused(name, "ValidationError", words, assume, **members)
    refused("a session's name with a space", "ValidationError", r"[\w+=,.@-]*", sts.assume_role, RoleArn=ROLE + "Developer",
            RoleSessionName="jane doe")
    refused("an ARN that is no role's", "ValidationError", "is invalid", sts.assume_role,
            RoleArn=f"arn:aws:iam::{ACCOUNT}:user/jane", RoleSessionName="jane")


def sessions_and_tokens(checks: Checks, sandbox: Sandbox) -> None:
    sts, refused = client(sandbox, "sts"), checks.refused
    plain = client(sandbox, "sts", sts.get_session_token()["Credentials"])
    checks.equal("a session is the user's", plain.get_caller_identity()["Arn"], f"arn:aws:iam::{ACCOUNT}:user/sandbox")
    refused("a session begets no other", "AccessDenied", "Cannot call GetSessionToken with session credentials",
            plain.get_session_token)
    with_mfa = client(sandbox, "sts", sts.get_session_token(SerialNumber=DEVICE, TokenCode="123456")["Credentials"])
    operator = {"RoleArn": ROLE + "Operator", "RoleSessionName": "jane"}
    refused("a session without a second factor is no Operator", "AccessDenied", "sts:AssumeRole", plain.assume_role, **operator)
    checks.that("a session with one is", bool(with_mfa.assume_role(**operator)))
    refused("half a second factor", "AccessDenied", "must provide both", sts.get_session_token, TokenCode="123456")

    # No keys are needed: a client without any does not sign.
    with mock.patch.dict("os.environ", sandbox.env(), clear=True):
        config = Config(retries={"total_max_attempts": 1}, proxies={}, signature_version=botocore.UNSIGNED)
        unsigned = boto3.Session(region_name=sandbox.region).client("sts", endpoint_url=sandbox.endpoint, config=config)

    def by_token(token: str, role: str = "Pipeline"):
        return unsigned.assume_role_with_web_identity(RoleArn=ROLE + role, RoleSessionName="build-17", WebIdentityToken=token)

    told = by_token(token())
    checks.equal("a web identity", (told["SubjectFromWebIdentityToken"], told["Provider"]), ("repo:acme/shop", "https://sandbox.invalid"))
    me = client(sandbox, "sts", told["Credentials"]).get_caller_identity()
    checks.equal("is Pipeline", me["Arn"], f"arn:aws:sts::{ACCOUNT}:assumed-role/Pipeline/build-17")
    refused("and no other role", "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", by_token,
            token=token(), role="Developer")
    refused("an expired token", "ExpiredTokenException", "must be before the expiration date/time", by_token, token=token(exp=1))
    for name, bad in {"no token at all": "text", "another's issuer": token(iss="https://example.com"),
                      "another's audience": token(aud="other"), "nobody's token": token(sub=None)}.items():
        refused(name, "InvalidIdentityToken", "", by_token, token=bad)

    with Sandbox("--deny", "sts:AssumeRole", "--deny", "sts:GetCallerIdentity", "--mfa-code", "000001") as closed:
        sts = client(closed, "sts")
        checks.equal("who one is cannot be denied", sts.get_caller_identity()["Account"], ACCOUNT)
        refused("assuming a role can", "AccessDenied", "sts:AssumeRole", sts.assume_role, RoleArn=ROLE + "Developer", RoleSessionName="jane")
        checks.that("another code", bool(sts.get_session_token(SerialNumber=DEVICE, TokenCode="000001")))
    with Sandbox("--role-seconds", "2") as brief:
        keys = client(brief, "sts").assume_role(RoleArn=ROLE + "Developer", RoleSessionName="jane")["Credentials"]
        checks.that("short-lived keys work", bool(client(brief, "lambda", keys).list_functions()))
        time.sleep(2.1)
        refused("and expire", "ExpiredTokenException", "is expired", client(brief, "lambda", keys).list_functions)
        refused("and do so at STS", "ExpiredToken", "is expired", client(brief, "sts", keys).get_caller_identity)


class SignIn:
    """A client of sso-oidc that has registered."""

    def __init__(self, sandbox: Sandbox, *scopes: str):
        self.oidc = client(sandbox, "sso-oidc")
        told = self.oidc.register_client(clientName=NAME, clientType="public", scopes=list(scopes))
        self.registered = told
        self.keys = {"clientId": told["clientId"], "clientSecret": told["clientSecret"]}
        self.start_url = f"{sandbox.endpoint}/start"

    def start(self) -> dict:
        return self.oidc.start_device_authorization(**self.keys, startUrl=self.start_url)

    def poll(self, device_code: str) -> dict:
        return self.oidc.create_token(**self.keys, grantType=DEVICE_GRANT, deviceCode=device_code)

    def refresh(self, refresh_token: str) -> dict:
        return self.oidc.create_token(**self.keys, grantType="refresh_token", refreshToken=refresh_token)


def device_codes(checks: Checks, sandbox: Sandbox) -> dict:
    """Signs in, and gives back the client and its tokens."""
    refused = checks.refused
    one = SignIn(sandbox, "sso:account:access")
    days = (one.registered["clientSecretExpiresAt"] - one.registered["clientIdIssuedAt"]) / 86_400
    checks.equal("a client registers for 90 days", days, 90)
    wrong = one.keys | {"clientSecret": "wrong"}
    refused("a wrong secret of a client", "InvalidClientException", "", one.oidc.start_device_authorization, **wrong,
            startUrl=one.start_url)
    refused("another portal's address", "InvalidRequestException", "start URL", one.oidc.start_device_authorization,
            **one.keys, startUrl="https://example.awsapps.com/start")
    started = one.start()
    code = started["userCode"]
    checks.that("codes look like AWS's", len(code) == 9 and code[4] == "-" and not set(code) & set("AEIOU"), code)
    checks.equal("times are AWS's", (started["expiresIn"], started["interval"]), (600, 1))
    refused("nobody has decided", "AuthorizationPendingException", "", one.poll, device_code=started["deviceCode"])
    refused("asking again at once", "SlowDownException", "", one.poll, device_code=started["deviceCode"])
    refused("an invented code", "InvalidGrantException", "", one.poll, device_code="invented")
    refused("an unknown grant", "UnsupportedGrantTypeException", "", one.oidc.create_token, **one.keys, grantType="password")
    refused("a missing member", "InvalidRequestException", "deviceCode", one.oidc.create_token, **one.keys, grantType=DEVICE_GRANT)

    status, headers, page = fetch(started["verificationUriComplete"])
    form = Form(page)
    checks.that("the page shows code and name", status == 200 and code in form.text and NAME in form.text, form.text)
    checks.that("the name is text", "script" not in form.tags, form.tags)
    policy = headers["content-security-policy"]
    checks.that("the page has a policy", "default-src 'none'" in policy and "script-src" not in policy, policy)
    style = page.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    checks.that("which lets its style in", f"'sha256-{digest}'" in policy, policy)
    checks.equal("and two buttons", set(form.buttons), {"Allow", "Deny"})
    page = Form(fetch(started["verificationUri"])[2])
    checks.equal("the other address asks for the code", (page.method, list(page.fields)), ("get", ["user_code"]))
    status, _, page = fetch(started["verificationUri"], form.fields | {"decision": "allow"}, "https://example.com")
    checks.equal("another site's form decides nothing", status, 403)
    status, text = press(sandbox, started["verificationUriComplete"], "Allow")
    checks.that("Allow is pressed", status == 200 and "can now act for you" in text, text)
    text = Form(fetch(started["verificationUriComplete"])[2]).text
    checks.that("a used code is said to be one", "This code was used already." in text, text)
    text = Form(fetch(f"{started['verificationUri']}?user_code=BBBB-BBBB")[2]).text
    checks.that("and so is a wrong one", "There is no such code." in text, text)

    time.sleep(1)
    first = one.poll(started["deviceCode"])
    checks.equal("tokens", (first["tokenType"], first["expiresIn"]), ("Bearer", 3600))
    time.sleep(1)
    refused("the code is good once", "InvalidGrantException", "", one.poll, device_code=started["deviceCode"])
    second = one.refresh(first["refreshToken"])
    new = second["accessToken"] != first["accessToken"] and second["refreshToken"] != first["refreshToken"]
    checks.that("refreshing gives two new tokens", new)
    refused("the old refresh token", "InvalidGrantException", "", one.refresh, refresh_token=first["refreshToken"])
    other = SignIn(sandbox, "sso:account:access")
    refused("another client's refresh token", "InvalidGrantException", "", other.refresh, refresh_token=second["refreshToken"])
    third = one.refresh(second["refreshToken"])

    started = one.start()
    status, text = press(sandbox, started["verificationUriComplete"], "Deny")
    checks.that("Deny is pressed", status == 200 and "was told that you said no" in text, text)
    refused("and the client is told", "AccessDeniedException", "", one.poll, device_code=started["deviceCode"])
    plain = SignIn(sandbox)
    started = plain.start()
    press(sandbox, started["verificationUriComplete"], "Allow")
    checks.that("no refresh token without its scope", "refreshToken" not in plain.poll(started["deviceCode"]))
    return {"client": one, "tokens": third}


def short_lifetimes(checks: Checks) -> None:
    refused = checks.refused
    with Sandbox("--device-seconds", "2", "--client-seconds", "4") as brief:
        one = SignIn(brief, "sso:account:access")
        started = one.start()
        checks.equal("a short device code says so", started["expiresIn"], 2)
        time.sleep(2.1)
        refused("an expired device code", "ExpiredTokenException", "", one.poll, device_code=started["deviceCode"])
        text = Form(fetch(started["verificationUriComplete"])[2]).text
        checks.that("on the page too", "This code has expired." in text, text)
        time.sleep(2)
        refused("an expired client", "InvalidClientException", "", one.start)
    with Sandbox("--token-seconds", "2", "--session-seconds", "5") as brief:
        one, portal = SignIn(brief, "sso:account:access"), client(brief, "sso")
        started = one.start()
        press(brief, started["verificationUriComplete"], "Allow")
        tokens = one.poll(started["deviceCode"])
        time.sleep(2.1)
        refused("an expired access token", "UnauthorizedException", "Session token not found or invalid", portal.list_accounts,
                accessToken=tokens["accessToken"])
        tokens = one.refresh(tokens["refreshToken"])
        checks.that("is replaced by a refresh", bool(portal.list_accounts(accessToken=tokens["accessToken"])))
        time.sleep(3)
        refused("until the session is over", "InvalidGrantException", "", one.refresh, refresh_token=tokens["refreshToken"])


def portal(checks: Checks, sandbox: Sandbox, tokens: dict) -> None:
    sso, refused = client(sandbox, "sso"), checks.refused
    access = {"accessToken": tokens["accessToken"]}
    pages = list(sso.get_paginator("list_accounts").paginate(**access))
    accounts = [account for page in pages for account in page["accountList"]]
    checks.equal("accounts come in pages", [len(page["accountList"]) for page in pages], [10, 10, 7])
    checks.equal("the sandbox's own is first", (accounts[0]["accountId"], accounts[0]["accountName"]), (ACCOUNT, "Acme Development"))
    checks.that("each with an address", all(account["emailAddress"].endswith("@example.com") for account in accounts), accounts)
    checks.that("one has a very long name", max(len(account["accountName"]) for account in accounts) > 100)
    checks.equal("larger pages can be asked for", len(sso.list_accounts(**access, maxResults=100)["accountList"]), 27)
    refused("but not that large", "InvalidRequestException", "", sso.list_accounts, **access, maxResults=101)
    found = {
        account["accountName"]: [role["roleName"] for role in sso.list_account_roles(**access, accountId=account["accountId"])["roleList"]]
        for account in accounts
    }
    checks.equal("roles of the first", found["Acme Development"], ["Admin", "Developer", "ReadOnly"])
    checks.equal("roles of another", found["Website"], ["Developer", "ReadOnly"])
    checks.equal("one account has none", [name for name, roles in found.items() if not roles], ["Decommissioned"])
    pages = sso.get_paginator("list_account_roles").paginate(**access, accountId=STAGING, PaginationConfig={"PageSize": 2})
    checks.equal("roles come in pages too", [len(page["roleList"]) for page in pages], [2, 1])
    refused("roles of an unknown account", "ResourceNotFoundException", "", sso.list_account_roles, **access, accountId="999999999999")

    def keys(account: str, role: str) -> dict:
        told = sso.get_role_credentials(**access, accountId=account, roleName=role)["roleCredentials"]
        left = told["expiration"] / 1000 - time.time()
        assert 3500 < left <= 3600, left
        return {"AccessKeyId": told["accessKeyId"], "SecretAccessKey": told["secretAccessKey"], "SessionToken": told["sessionToken"]}

    staging = keys(STAGING, "Developer")
    checks.equal("keys say their account", account_of_key(staging["AccessKeyId"]), STAGING)
    me = client(sandbox, "sts", staging).get_caller_identity()["Arn"].split("/")
    checks.equal("they are the person's", (me[0], me[1][:25], len(me[1]), me[2]),
                 (f"arn:aws:sts::{STAGING}:assumed-role", "AWSReservedSSO_Developer_", 41, "jane.doe@example.com"))
    functions = client(sandbox, "lambda", staging)
    arn = functions.get_function_configuration(FunctionName="echo")["FunctionArn"]
    checks.equal("functions are the account's", arn, f"arn:aws:lambda:{sandbox.region}:{STAGING}:function:echo")
    checks.equal("and run", functions.invoke(FunctionName=arn, Payload=b"[1]")["Payload"].read(), b"[1]")
    refused("another account's do not", "AccessDeniedException", "AWSReservedSSO_Developer_", functions.invoke,
            FunctionName=arn.replace(STAGING, ACCOUNT))
    read_only = client(sandbox, "lambda", keys(STAGING, "ReadOnly"))
    refused("ReadOnly does not invoke here either", "AccessDeniedException", "lambda:InvokeFunction", read_only.invoke, FunctionName="echo")
    assumed = client(sandbox, "sts", staging).assume_role(RoleArn=f"arn:aws:iam::{STAGING}:role/Developer", RoleSessionName="jane")
    checks.that("a role can be assumed from there", STAGING in assumed["AssumedRoleUser"]["Arn"], assumed)
    for account, role in [(STAGING, "Nobody"), ("999999999999", "Developer")]:
        refused(f"no access: {account} {role}", "ForbiddenException", "No access", sso.get_role_credentials, **access,
                accountId=account, roleName=role)
    sso.logout(**access)
    refused("logged out", "UnauthorizedException", "Session token not found or invalid", sso.list_accounts, **access)
    checks.that("the keys stay good", bool(functions.list_functions()))


# What a program of somebody's does: everything is in the configuration. The code is what a person would type.
PROGRAM = """
import json, sys, boto3
session = boto3.Session(profile_name=sys.argv[1])
session._session.get_component("credential_provider").get_provider("assume-role")._prompter = lambda text: sys.argv[2]
identity = session.client("sts").get_caller_identity()
answer = session.client("lambda").invoke(FunctionName="echo", Payload=b"[1]")
print(json.dumps([identity["Arn"], answer["Payload"].read().decode()]))
"""


def botocores_chain(checks: Checks, sandbox: Sandbox, one: SignIn, tokens: dict) -> None:
    home, start_url = sandbox.home, f"{sandbox.endpoint}/start"
    (home / "credentials").write_text(
        f"[user]\naws_access_key_id = {sandbox.access_key_id}\naws_secret_access_key = {sandbox.secret_access_key}\n")
    (home / "web-token").write_text(token())
    (home / "config").write_text(f"""
[sso-session acme]
sso_start_url = {start_url}
sso_region = {sandbox.region}
sso_registration_scopes = sso:account:access
[profile sso]
sso_session = acme
sso_account_id = {STAGING}
sso_role_name = Developer
[profile from-sso]
role_arn = arn:aws:iam::{STAGING}:role/Developer
source_profile = sso
role_session_name = jane
[profile partner]
role_arn = {ROLE}Partner
source_profile = user
external_id = lambdesk-partner
mfa_serial = {DEVICE}
role_session_name = jane
[profile operator]
role_arn = {ROLE}Operator
source_profile = user
mfa_serial = {DEVICE}
role_session_name = jane
duration_seconds = 14400
[profile developer]
role_arn = {ROLE}Developer
source_profile = user
role_session_name = jane
[profile deployer]
role_arn = {ROLE}Deployer
source_profile = developer
role_session_name = jane
[profile pipeline]
role_arn = {ROLE}Pipeline
web_identity_token_file = {home}/web-token
role_session_name = jane
""")
    cached = home / ".aws/sso/cache" / f"{hashlib.sha1(b'acme').hexdigest()}.json"
    cached.parent.mkdir(parents=True)

    def cache(tokens: dict, seconds: int) -> None:
        expires = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=seconds)
        registered = datetime.datetime.fromtimestamp(one.registered["clientSecretExpiresAt"], datetime.UTC)
        cached.write_text(json.dumps({
            "startUrl": start_url, "region": sandbox.region, "accessToken": tokens["accessToken"],
            "refreshToken": tokens["refreshToken"], "expiresAt": expires.strftime("%Y-%m-%dT%H:%M:%SZ"), **one.keys,
            "registrationExpiresAt": registered.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }))

    def run(profile: str, code: str = "123456") -> tuple[str, str]:
        done = subprocess.run([sys.executable, "-c", PROGRAM, profile, code], env=sandbox.env(), cwd=home, capture_output=True, text=True, timeout=60)
        return done.stdout, done.stderr

    def works(name: str, profile: str, arn: str) -> None:
        out, error = run(profile)
        checks.that(name, out.startswith(f'["arn:aws:sts::{arn}') and out.endswith(', "[1]"]\n'), out + error)

    cache(tokens, 3600)
    works("an sso-session with a cached token", "sso", f"{STAGING}:assumed-role/AWSReservedSSO_Developer_")
    works("a role from there", "from-sso", f"{STAGING}:assumed-role/Developer/jane")
    cache(tokens, -1)
    works("an sso-session whose token botocore refreshes", "sso", f"{STAGING}:assumed-role/AWSReservedSSO_Developer_")
    kept = json.loads(cached.read_text())
    checks.that("and whose new refresh token it keeps", kept["refreshToken"] != tokens["refreshToken"])
    cache(kept, -1)
    works("so that it can refresh again", "sso", f"{STAGING}:assumed-role/AWSReservedSSO_Developer_")
    cache(tokens, -1)
    out, error = run("sso")
    checks.that("which one that forgot it cannot", not out and "refresh failed" in error, out + error)
    works("role_arn, external_id and mfa_serial", "partner", f"{ACCOUNT}:assumed-role/Partner/jane")
    works("role_arn and mfa_serial for four hours", "operator", f"{ACCOUNT}:assumed-role/Operator/jane")
    out, error = run("operator", "654321")
    checks.that("a wrong code is said to be one", not out and "invalid MFA one time pass code" in error, out + error)
    works("a role by a role", "deployer", f"{ACCOUNT}:assumed-role/Deployer/jane")
    works("a token file", "pipeline", f"{ACCOUNT}:assumed-role/Pipeline/jane")


def main() -> int:
    checks = Checks()
    with Sandbox() as sandbox:
        roles(checks, sandbox)
        sessions_and_tokens(checks, sandbox)
        signed_in = device_codes(checks, sandbox)
        portal(checks, sandbox, signed_in["tokens"])
    short_lifetimes(checks)
    with Sandbox() as sandbox:
        one = SignIn(sandbox, "sso:account:access")
        started = one.start()
        press(sandbox, started["verificationUriComplete"], "Allow")
        botocores_chain(checks, sandbox, one, one.poll(started["deviceCode"]))
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
