"""Plugin code in the guard: whatever it does, the caller gets a value or a fault in time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from weighbridge.errors import InvalidSetting
from weighbridge.plugins.failures import PluginFault
from weighbridge.plugins.guard import Guard


def raising(error: BaseException) -> object:
    raise error


class MuteError(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValueError("two\nlines"), r"ValueError: two lines \(plugins/test_guard\.py, line \d+\)"),
        (SystemExit(3), r"called sys\.exit\(3\)"),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
        (ModuleNotFoundError("x", name="nowhere.at_all"), "package 'nowhere'"),
        (MuteError(), "cannot be shown"),
        (ValueError("x" * 100_000), r"x \.\.\."),
    ],
)
def test_what_plugin_code_raises_becomes_a_fault(error: BaseException, words: str) -> None:
    with pytest.raises(PluginFault, match=words) as caught:
        Guard().call(lambda: raising(error), 5)
    assert caught.value.remedy
    assert len(caught.value.reason) < 1000


def test_a_hang_ends_in_time_and_the_next_call_works() -> None:
    guard, release = Guard(), threading.Event()
    before = time.monotonic()
    with pytest.raises(PluginFault, match=r"did not return within 0\.05 s") as caught:
        guard.call(lambda: release.wait(60), 0.05)
    assert caught.value.hung
    assert guard.call(lambda: 7, 5) == 7
    assert time.monotonic() - before < 5
    release.set()


def test_what_plugin_code_prints_stays_off_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    Guard().call(lambda: print("noise"), 5)  # noqa: T201  # the noise
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "noise\n")


def test_one_thread_serves_many_calls() -> None:
    guard = Guard()
    assert len({guard.call(threading.get_ident, 5) for _ in range(50)}) == 1


@pytest.mark.parametrize("stated", ["soon", "0", "-1", "nan", "inf"])
def test_a_wrong_limit_is_refused(stated: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIGHBRIDGE_PLUGIN_TIMEOUT", stated)
    with pytest.raises(InvalidSetting, match="positive number of seconds"):
        Guard.from_environment()


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_ctrl_c_of_the_user_still_works() -> None:
    code = (
        "import time\nfrom weighbridge.plugins.guard import Guard\n"
        "print('ready', flush=True)\nGuard().call(lambda: time.sleep(60), 60)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=10)
    assert "KeyboardInterrupt" in errors
