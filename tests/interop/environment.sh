#!/bin/sh
# Makes the virtual environment target/interop/NAME with what requirements-NAME.txt lists, unless it is there already, and
# prints its folder: tests/interop/environment.sh NAME
set -eu
cd "$(dirname "$0")/../.."
venv=target/interop/$1
wanted=$(cksum <"tests/interop/requirements-$1.txt")
if [ "$(cat "$venv/installed" 2>/dev/null || true)" != "$wanted" ]; then
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "tests/interop/requirements-$1.txt"
    echo "$wanted" >"$venv/installed"
fi
echo "$venv"
