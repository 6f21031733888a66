#!/bin/sh
# Runs clients that are not ours against the sandbox, in a virtual environment under target/.
set -eu
cd "$(dirname "$0")/../.."
venv=target/interop-venv
wanted=$(cksum < tests/interop/requirements.txt)
if [ "$(cat "$venv/installed" 2>/dev/null || true)" != "$wanted" ]; then
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r tests/interop/requirements.txt
    echo "$wanted" > "$venv/installed"
fi
cargo build --quiet -p lambdesk-sandbox
exec "$venv/bin/python" -m unittest discover -s tests/interop -p 'test_*.py' "$@"
