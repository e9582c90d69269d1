"""`python -m weighbridge` is the command line."""

from __future__ import annotations

import subprocess
import sys


def test_the_package_runs_as_a_module() -> None:
    for arguments, code in ((["--version"], 0), (["no-such-command"], 2)):
        command = [sys.executable, "-m", "weighbridge", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own module
        assert done.returncode == code
        assert "weighbridge" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
