#!/bin/sh
# Runs clients and servers that are not ours, in folders of their own under target/: the AWS CLI, boto3 and SAM against
# the sandbox; our command line beside the AWS CLI, flag by flag; our command line against ministack and moto, which
# verify signatures by themselves, also in roles of their STS, and against serverless-offline and cargo-lambda. Called by
# `make interop`, which has built the programs.
set -eu
cd "$(dirname "$0")/../.."
programs=${CARGO_TARGET_DIR:-$PWD/target}/debug

venv=$(tests/interop/environment.sh clients)
echo '== AWS CLI, boto3 and SAM as clients of the sandbox'
"$venv/bin/python" -m unittest discover -s tests/interop -p 'test_*.py'
echo '== boto3 signs in at the sandbox'
"$venv/bin/python" tests/interop/identity.py
echo '== Our reading of the AWS files beside botocore'
"$venv/bin/python" tests/interop/aws_files.py
echo '== lambdesk-cli beside the AWS CLI'
"$venv/bin/python" tests/interop/compare_cli.py --cli "$programs/lambdesk-cli"

venv=$(tests/interop/environment.sh ministack)
echo '== lambdesk-cli against ministack'
"$venv/bin/python" tests/interop/ministack.py --cli "$programs/lambdesk-cli"
echo '== lambdesk-cli in roles of the STS of ministack'
"$venv/bin/python" tests/interop/sts.py --server ministack --cli "$programs/lambdesk-cli"
echo '== Full logs out of ministack'
"$venv/bin/python" tests/interop/full_log.py --server ministack --cli "$programs/lambdesk-cli"

venv=$(tests/interop/environment.sh moto)
echo '== lambdesk-cli against moto in its IAM mode'
"$venv/bin/python" tests/interop/moto_iam.py --cli "$programs/lambdesk-cli"
echo '== lambdesk-cli in roles of the STS of moto'
"$venv/bin/python" tests/interop/sts.py --server moto --cli "$programs/lambdesk-cli"
echo '== Full logs out of moto'
"$venv/bin/python" tests/interop/full_log.py --server moto --cli "$programs/lambdesk-cli"

place=target/interop/serverless-offline
mkdir -p "$place"
cp tests/interop/serverless-offline/* tests/interop/serverless-offline/.npmrc "$place"
(cd "$place" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error)
echo '== lambdesk-cli against serverless-offline'
python3 tests/interop/serverless_offline.py --cli "$programs/lambdesk-cli" --place "$place"

venv=$(tests/interop/environment.sh cargo-lambda)
echo '== lambdesk-cli against cargo-lambda'
"$venv/bin/python" tests/interop/cargo_lambda.py --cli "$programs/lambdesk-cli" --place target/interop/cargo-lambda-build
