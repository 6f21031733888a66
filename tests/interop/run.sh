#!/bin/sh
# Runs clients and servers that are not ours, in virtual environments under target/: the AWS CLI, boto3 and SAM against
# the sandbox; our command line beside the AWS CLI, flag by flag; our command line against ministack, which verifies
# signatures by itself. Called by `make interop`, which has built the programs.
set -eu
cd "$(dirname "$0")/../.."
programs=${CARGO_TARGET_DIR:-$PWD/target}/debug

# environment NAME: a virtual environment with requirements-NAME.txt in it.
environment() {
    venv=target/interop/$1
    wanted=$(cksum <"tests/interop/requirements-$1.txt")
    if [ "$(cat "$venv/installed" 2>/dev/null || true)" != "$wanted" ]; then
        python3 -m venv --clear "$venv"
        "$venv/bin/pip" install --quiet --disable-pip-version-check -r "tests/interop/requirements-$1.txt"
        echo "$wanted" >"$venv/installed"
    fi
}

environment clients
echo '== AWS CLI, boto3 and SAM as clients of the sandbox'
"$venv/bin/python" -m unittest discover -s tests/interop -p 'test_*.py'
echo '== lambdesk-cli beside the AWS CLI'
"$venv/bin/python" tests/interop/compare_cli.py --cli "$programs/lambdesk-cli"

environment ministack
echo '== lambdesk-cli against ministack'
"$venv/bin/python" tests/interop/ministack.py --cli "$programs/lambdesk-cli"
