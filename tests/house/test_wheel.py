"""The wheel holds everything: installed elsewhere, it shows the same catalog and the same ranking, byte for byte."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

COMMANDS = (
    ("models", "--format", "json", "--as-of", "2026-11-23"),
    ("rank", "{examples}/claims-assistant.yaml", "--format", "json", "--as-of", "2026-11-23"),
)


def run(*command: str | Path, cwd: Path) -> bytes:
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")}
    done = subprocess.run(  # noqa: S603  # our own interpreters
        list(map(str, command)), cwd=cwd, env=environment, capture_output=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture(scope="module")
def installed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Interpreter of a fresh environment with the wheel; other packages come from the running one. Needs no network."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=root)
    (wheel,) = folder.glob("*.whl")
    venv = folder / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", venv, cwd=folder)
    python = venv / "bin" / "python"
    install = ("install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check")
    run(sys.executable, "-m", "pip", "--python", python, *install, wheel, cwd=folder)
    (packages,) = (venv / "lib").glob("python*/site-packages")
    (packages / "others.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python


def test_the_wheel_is_what_runs(installed: Path, tmp_path: Path) -> None:
    shown = run(installed, "-c", "import weighbridge; print(weighbridge.__file__)", cwd=tmp_path).decode()
    assert Path(shown.strip()).is_relative_to(installed.parents[1])


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_the_wheel_gives_the_same_bytes(command: tuple[str, ...], installed: Path, root: Path, tmp_path: Path) -> None:
    arguments = [part.format(examples=root / "examples") for part in command]
    here = run(Path(sys.executable).with_name("weighbridge"), *arguments, cwd=root)
    there = run(installed.with_name("weighbridge"), *arguments, cwd=tmp_path)
    assert len(here) > 1000
    assert there == here
