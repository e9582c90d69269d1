#!/bin/sh
# Make a virtual environment: sh tools/venv.sh FOLDER. A bare Debian lacks the venv package; root can add it.
set -eu
folder=$1
python=${PYTHON:-python3}
if [ -x "$folder/bin/python" ] && "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    exit 0
fi
if "$python" -m venv --clear "$folder" >/dev/null 2>&1; then
    exit 0
fi
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq </dev/null
    apt-get install -y -qq --no-install-recommends python3-venv </dev/null >/dev/null
fi
"$python" -m venv --clear "$folder"
