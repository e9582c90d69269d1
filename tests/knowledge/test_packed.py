"""A packed file is what was written, or it is refused; writing leaves the old file or the new one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.errors import IndexDamaged
from weighbridge.knowledge import packed


def write(path: Path) -> bytes:
    packed.write(path, {"kind": "test"}, {"one": b"abc", "two": bytes(range(256))})
    return path.read_bytes()


def test_what_is_written_is_read_and_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a"), write(tmp_path / "b")
    file = packed.read(tmp_path / "a")
    assert first == second
    assert file.header["kind"] == "test"
    assert bytes(file.section("one")) == b"abc"
    assert list(file.numbers("two", "H"))[:2] == [0x0100, 0x0302]
    with pytest.raises(IndexDamaged, match="no section 'three'"):
        file.section("three")


@given(at=st.integers(0, 400), flip=st.integers(1, 255))
def test_any_changed_byte_is_noticed(tmp_path_factory: pytest.TempPathFactory, at: int, flip: int) -> None:
    path = tmp_path_factory.mktemp("packed") / "a"
    content = bytearray(write(path))
    content[at % len(content)] ^= flip
    path.write_bytes(content)
    with pytest.raises(IndexDamaged):
        packed.read(path)


@pytest.mark.parametrize("keep", [0, 1, 19, 20, 52, 60, 200])
def test_a_file_that_was_cut_short_is_refused_with_the_fix(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "a"
    path.write_bytes(write(path)[:keep])
    with pytest.raises(IndexDamaged, match=r"weighbridge\.knowledge\.build"):
        packed.read(path)


def test_a_missing_file_is_refused_with_the_fix(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match="cannot be opened"):
        packed.read(tmp_path / "none")


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
def test_a_build_that_is_killed_leaves_a_working_index(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "---\nid: a\ntitle: A\nkind: guide\nsources: [{grade: primary, source: s}]\nreviewed: 2026-01-01\n---\nText.\n",
        encoding="utf-8",
    )
    program = (
        "import sys; from pathlib import Path; from weighbridge.knowledge.build import build\n"
        "root = Path(sys.argv[1])\n"
        "build(root)\n"
        "print('ready', flush=True)\n"
        "while True: build(root)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    for pause in (0.0, 0.013, 0.031, 0.057):
        process = subprocess.Popen(  # noqa: S603  # our own interpreter
            [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, env=environment
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=20)
        process.stdout.close()
        assert packed.read(tmp_path / "index" / "lexical.bin").header["passages"] == 1
        assert packed.read(tmp_path / "index" / "vectors.bin").header["dimensions"] == 384
