"""`weighbridge app`: starts, says where, ends on Ctrl-C, and says in one line what is wrong."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import util
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
SIGN_IN = """
[auth]
redirect_uri = "http://127.0.0.1:8501/oauth2callback"
cookie_secret = "x"
client_id = "x"
client_secret = "x"
"""


@pytest.fixture
def busy() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_it_serves_until_it_is_told_to_stop() -> None:
    command = [sys.executable, "-c", "from weighbridge.cli import main; main()", "app", "--port", "0"]
    process = subprocess.Popen(  # noqa: S603  # our own command
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("The wizard is at http://127.0.0.1:")
    address = line.split()[4]
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urlopen(f"{address}_stcore/health") as answer:  # noqa: S310  # loopback
                assert answer.read() == b"ok"
                break
        except OSError:
            time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Traceback" not in rest


def test_a_busy_port_is_one_clear_line(cli: Callable[..., Any], busy: int) -> None:
    found = cli("app", "--port", str(busy))
    assert found.code == 1
    assert found.err.startswith(f"weighbridge: Port {busy} of 127.0.0.1 cannot be used")
    assert "--port 0" in found.err
    assert len(found.err.strip().splitlines()) == 1


def test_without_the_extra_the_command_to_install_it_is_said(
    cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = util.find_spec
    monkeypatch.setattr("weighbridge.cli.app.find_spec", lambda name: None if name == "streamlit" else there(name))
    found = cli("app")
    assert found.code == 1
    assert "pip install 'weighbridge[app]'" in found.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--needs", "nowhere.yaml"], "nowhere.yaml: no such file"),
        (["--policy", "nowhere.yaml"], "nowhere.yaml: no such file"),
        (["--sign-in", "nowhere.toml"], "nowhere.toml: no such file"),
        (["--pack", str(EXAMPLES)], "is not a pack"),
        (["--needs", str(EXAMPLES / "policy.yaml")], "policy.yaml, line"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_before_anything_starts(
    cli: Callable[..., Any], options: list[str], said: str
) -> None:
    found = cli("app", *options)
    assert found.code == 1
    assert said in found.err


def test_settings_with_which_nobody_could_sign_in_are_refused(cli: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "sign-in.toml"
    path.write_text(SIGN_IN, encoding="utf-8")
    found = cli("app", "--sign-in", str(path))
    assert found.code == 1
    assert "lacks server_metadata_url" in found.err
    path.write_text("[auth", encoding="utf-8")
    assert "cannot be read" in cli("app", "--sign-in", str(path)).err
