"""Invokes once for each line it reads, and prints how many microseconds that took: the measure's other client."""

import sys
import time
from pathlib import Path

import boto3
from botocore.config import Config

endpoint, region, key, secret, payload = sys.argv[1:]
client = boto3.client(
    "lambda",
    endpoint_url=endpoint,
    region_name=region,
    aws_access_key_id=key,
    aws_secret_access_key=secret,
    config=Config(retries={"total_max_attempts": 1}),
)
body = Path(payload).read_bytes()
for _ in sys.stdin:
    began = time.perf_counter()
    client.invoke(FunctionName="echo", Payload=body)["Payload"].read()
    print((time.perf_counter() - began) * 1e6, flush=True)
