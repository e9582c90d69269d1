#!/bin/sh
# Write constraints.txt from what a fresh set-up resolves to today: make constraints.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sh tools/venv.sh "$work/venv"
"$work/venv/bin/python" -m pip install -q --upgrade pip
"$work/venv/bin/python" -m pip install -q --group dev -e .
{
    echo "# Exact versions that the tests ran with: the base package and the development group."
    echo "# Generated; do not edit. Run: make constraints"
    {
        "$work/venv/bin/python" -m pip freeze --exclude-editable
        # Not installed by the base package; pinned for the extras that pull it in, the largest download of all.
        echo "torch==2.13.0"
    } | LC_ALL=C sort -f
} >"$work/constraints.txt"
cp "$work/constraints.txt" constraints.txt
