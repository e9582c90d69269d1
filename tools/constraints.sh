#!/bin/sh
# Write constraints.txt from what a fresh set-up resolves to today: make constraints.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sh tools/venv.sh "$work/venv"
"$work/venv/bin/python" -m pip install -q --upgrade pip
# Torch is pinned before anything asks for it: left to the resolver it brings gigabytes of CUDA packages.
echo "torch==2.13.0" >"$work/torch.txt"
"$work/venv/bin/python" -m pip install -q -c "$work/torch.txt" --group dev -e ".[all,measured]"
{
    echo "# Exact versions that the tests ran with: the package with all extras and the development group."
    echo "# Generated; do not edit. Run: make constraints"
    "$work/venv/bin/python" -m pip freeze --exclude-editable | sed 's/^torch @ .*/torch==2.13.0/; s/^torch==2.13.0.*/torch==2.13.0/' |
        LC_ALL=C sort -f
} >"$work/constraints.txt"
cp "$work/constraints.txt" constraints.txt
