"""A function for servers that take boto3's word for it: an archive with a handler, a version, an alias, and a user."""

from __future__ import annotations

import io
import zipfile

import boto3

from peer import REGION

HANDLER = """
def handler(event, context):
    print("invoked with", event)
    if event.get("fail"):
        raise ValueError("as asked")
    return {"got": event}
"""
ALLOW = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"lambda:*","Resource":"*"}]}'
TRUST = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
# How many calls `create` makes, for servers that let so many pass before they check keys.
CALLS = 7


def create(address: str) -> tuple[str, dict[str, str]]:
    """A function with a published version and an alias: its ARN, and the keys of a user who may invoke it."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as code:
        code.writestr("app.py", HANDLER)
    # The root's keys, for setting up: no server verifies these, so the invocations are a user's.
    session = boto3.Session("test", "test", region_name=REGION)
    iam = session.client("iam", endpoint_url=address)
    iam.create_user(UserName="developer")
    iam.put_user_policy(UserName="developer", PolicyName="invoke", PolicyDocument=ALLOW)
    key = iam.create_access_key(UserName="developer")["AccessKey"]
    role = iam.create_role(RoleName="orders", AssumeRolePolicyDocument=TRUST)
    client = session.client("lambda", endpoint_url=address)
    made = client.create_function(
        FunctionName="orders",
        Runtime="python3.12",
        Handler="app.handler",
        Role=role["Role"]["Arn"],
        Code={"ZipFile": archive.getvalue()},
    )
    version = client.publish_version(FunctionName="orders")["Version"]
    client.create_alias(FunctionName="orders", Name="live", FunctionVersion=version)
    return made["FunctionArn"], {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
