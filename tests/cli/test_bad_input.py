"""Whatever a user hands in: one clear line, exit 1 or 2, and never a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Process = Callable[..., Any]

DATA = Path(__file__).parents[1] / "data"
SMALL, LIGHT = DATA / "small", DATA / "light.yaml"
WORK = "workload: {queries_per_month: 1000, input_tokens: 1000, output_tokens: 200}\n"

NEEDS: dict[str, tuple[str | bytes, tuple[str, ...]]] = {
    "unknown key": (
        f"{WORK}organisation: {{country: DE}}\n",
        ("line 2", "organisation", "did you mean 'organization'"),
    ),
    "unknown key below": (
        f"{WORK}data:\n  retention_days: 30\n",
        ("line 3", "data.retention_days", "did you mean 'retention_days_max'"),
    ),
    "wrong unit": (
        "workload: {queries_per_month: 1 M, input_tokens: 1000, output_tokens: 200}\n",
        ("line 1", "workload.queries_per_month", "number", "'1 M'"),
    ),
    "percent for a share": (f"{WORK}capabilities: {{min_quality: 40}}\n", ("line 2", "min_quality", "less than", "40")),
    "wrong type": (f"{WORK}budget: 300\n", ("line 2", "budget")),
    "negative number": (
        "workload: {queries_per_month: -5, input_tokens: 1000, output_tokens: 200}\n",
        ("line 1", "workload.queries_per_month", "greater than 0", "-5"),
    ),
    "not a number": (f"{WORK}budget: {{monthly_usd_max: .nan}}\n", ("line 2", "budget.monthly_usd_max", "'.nan'")),
    "infinite": (f"{WORK}budget: {{monthly_usd_max: .inf}}\n", ("line 2", "budget.monthly_usd_max", "'.inf'")),
    "too large for a number": (f"{WORK}budget: {{monthly_usd_max: 1.0e999}}\n", ("line 2", "finite")),
    "more than there is": (
        "workload: {queries_per_month: 1.0e300, input_tokens: 1000, output_tokens: 200}\n",
        ("line 1", "workload.queries_per_month", "less than"),
    ),
    "more than a machine word": (
        f"workload: {{queries_per_month: 1, input_tokens: {10**30}, output_tokens: 200}}\n",
        ("line 1", "workload.input_tokens", "less than"),
    ),
    "endless window": (f"{WORK}capabilities: {{context_tokens: {10**30}}}\n", ("line 2", "context_tokens")),
    "endless peak": (
        f"workload: {{queries_per_month: 1, input_tokens: 1, output_tokens: 1, peak_concurrency: {10**30}}}\n",
        ("line 1", "peak_concurrency"),
    ),
    "endless ownership": (
        f"{WORK}infrastructure: {{owned_accelerators: {{anvil-80: {10**30}}}}}\n",
        ("line 2", "infrastructure.owned_accelerators"),
    ),
    "endless horizon": (f"{WORK}horizon_months: 100000\n", ("line 2", "horizon_months", "1200")),
    "missing workload": ("name: Nothing\n", ("workload", "is missing")),
    "unknown accelerator": (
        f"{WORK}infrastructure: {{owned_accelerators: {{anvl-80: 8}}}}\n",
        ("anvl-80", "Did you mean 'anvil-80'", "weighbridge accelerators"),
    ),
    "unknown framework": (f"{WORK}compliance: [stone-atc]\n", ("stone-atc", "stone-act")),
    "unknown criterion": (f"{WORK}weights: {{privcy: 1}}\n", ("weights.privcy", "Did you mean 'privacy'")),
    "unknown answer": (f"{WORK}answers: {{vendor.dpa: true}}\ncompliance: [stone-act]\n", ("vendor.dpa",)),
    "no hosting": (f"{WORK}infrastructure: {{hosting: []}}\n", ("line 2", "infrastructure.hosting", "at least 1")),
    "no input": (f"{WORK}capabilities: {{input: []}}\n", ("line 2", "capabilities.input", "at least 1")),
    "country by name": (f"{WORK}organization: {{country: Germany}}\n", ("line 2", "organization.country", "'Germany'")),
    "broken YAML": ("workload: {queries_per_month: 1\nname: x\n", ("line 2", "not valid YAML")),
    "tab": ("workload:\n\tqueries_per_month: 1\n", ("line 2", "not valid YAML")),
    "bomb": (
        "a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\nworkload: [*c, *c]\n",
        ("line 1", "anchors and aliases"),
    ),
    "deep": ("[" * 5000, ("line 1", "40 levels")),
    "deep maps": ("\n".join(f"{' ' * depth}a:" for depth in range(300)), ("40 levels",)),
    "code": ("!!python/object/apply:os.system ['touch pwned']\n", ("line 1", "not valid YAML")),
    "binary": (b"\x7fELF\x00\xff\xfe\x00" * 100, ("byte", "not UTF-8")),
    "zeros": (b"\x00" * 1000, ("line 1", "not valid YAML")),
    "empty": ("", ("key: value",)),
    "only a comment": ("# nothing\n", ("key: value",)),
    "list": ("- workload\n", ("line 1", "key: value")),
    "a word": ("workload\n", ("line 1", "key: value")),
    "number as a key": (f"{WORK}1: 2\n", ("line 2", "1")),
    "list as a key": (f"{WORK}[a, b]: 2\n", ("line",)),
    "same key twice": (f"{WORK}{WORK}", ("line 2", "stands twice")),
}


def rejected(run: Any, *said: str) -> None:
    assert run.code in (1, 2), run
    assert run.out == ""
    assert "Traceback" not in run.err
    assert "internal error" not in run.err
    for text in said:
        assert text in run.err, run.err
    lines = run.err.strip().splitlines()
    assert len(lines) == 1 if run.code == 1 else len(lines) <= 4
    assert len(run.err) < 600


def expected(name: str) -> tuple[str, ...]:
    """What must be said; the file is named wherever the file itself is at fault."""
    in_the_catalog = ("unknown accelerator", "unknown framework", "unknown criterion", "unknown answer")
    return (*NEEDS[name][1], *(() if name in in_the_catalog else ("needs.yaml",)))


def written(folder: Path, name: str) -> Path:
    content = NEEDS[name][0]
    path = folder / "needs.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("name", NEEDS)
def test_a_bad_needs_file(small_cli: Callable[..., Any], tmp_path: Path, name: str) -> None:
    rejected(small_cli("rank", written(tmp_path, name)), *expected(name))


@pytest.mark.parametrize(
    "name", ["unknown key", "unknown accelerator", "bomb", "deep", "binary", "too large for a number"]
)
def test_a_bad_needs_file_in_a_process_of_its_own(process: Process, tmp_path: Path, name: str) -> None:
    rejected(process("rank", written(tmp_path, name), "--pack", SMALL), *expected(name))


def test_a_file_of_100_megabytes_is_not_read(process: Process, tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    start = time.monotonic()
    rejected(process("rank", path), "100.0 MB", "limit", "not read")
    assert time.monotonic() - start < 10


def test_paths_that_are_no_files(process: Process, tmp_path: Path) -> None:
    rejected(process("rank", tmp_path / "none.yaml"), "none.yaml", "no such file", "examples/")
    rejected(process("rank", tmp_path), "not a file")
    rejected(process("rank", os.devnull), "not a file")
    rejected(process("rank", LIGHT, "--policy", tmp_path / "none.yaml"), "none.yaml", "no such file")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    rejected(process("rank", tmp_path / "loop.yaml"), "loop.yaml")
    rejected(process("rank", tmp_path / ("x" * 300)), "xxx")
    rejected(process("rank", LIGHT / "below.yaml"), "below.yaml")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("rank",), "NEEDS.yaml"),
        (("rnak", LIGHT), "rnak"),
        (("rank", LIGHT, "--frmat", "json"), "--format"),
        (("rank", LIGHT, "--format", "pdf"), "markdown"),
        (("rank", LIGHT, "--top", "many"), "many"),
        (("rank", LIGHT, "--as-of", "23.11.2026"), "2026-11-23"),
        (("rank", LIGHT, "--as-of", "2026-02-30"), "2026-02-30"),
        (("rank", LIGHT, "--no-plugin", "nobody"), "nobody"),
        (("explain", LIGHT), "OPTION_ID"),
    ],
)
def test_a_wrong_call_says_what_is_right(cli: Callable[..., Any], arguments: tuple[object, ...], said: str) -> None:
    run = cli(*arguments)
    assert run.code in (1, 2)
    assert said in run.err
    assert "Traceback" not in run.err


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_any_day_can_be_today(small_cli: Callable[..., Any], day: str) -> None:
    assert small_cli("rank", LIGHT, "--as-of", day).code == 0


def test_a_bad_pack(process: Process, tmp_path: Path) -> None:
    rejected(process("rank", LIGHT, "--pack", tmp_path / "none"), "none", "is not a folder")
    rejected(process("rank", LIGHT, "--pack", tmp_path), "pack.yaml")
    (tmp_path / "pack.yaml").write_text("name: ours\ntitle: Ours\napi_version: 9\n")
    rejected(process("rank", LIGHT, "--pack", tmp_path), "api_version is 9")
    (tmp_path / "pack.yaml").write_text("name: ours\ntitle: Ours\napi_version: 1\n")
    (tmp_path / "ofers.yaml").write_text("offers: []\n")
    rejected(process("rank", LIGHT, "--pack", tmp_path), "did you mean offers.yaml")


def test_a_pack_with_a_bad_row_is_left_out_by_name_and_line(process: Process, tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("name: ours\ntitle: Ours\napi_version: 1\n")
    (tmp_path / "offers.yaml").write_text("offers:\n- {id: a/b, model_id: c/d, provider_id: a, price: cheap}\n")
    run = process("rank", LIGHT, "--pack", SMALL, "--pack", tmp_path)
    assert run.code == 0
    assert "offers.yaml, line 2" in " ".join(run.err.split())
    assert "Traceback" not in run.err


def test_nothing_is_weighed_without_plugins_and_that_is_no_crash(process: Process) -> None:
    run = process("rank", LIGHT)
    assert run.code == 0
    assert "0 options of 0 models weighed" in run.out


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-c", "from weighbridge.cli import main; main()", *map(str, arguments)]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "WEIGHBRIDGE_NO_PLUGINS": "1"}


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes that can be closed early")
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_a_reader_that_goes_away_is_no_error(form: str) -> None:
    writer = subprocess.Popen(  # noqa: S603  # our own interpreter
        command("rank", LIGHT, "--pack", SMALL, "--format", form),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert writer.stdout is not None
    assert writer.stderr is not None
    writer.stdout.close()
    said = writer.stderr.read()
    writer.stderr.close()
    assert writer.wait(60) in (0, 1)
    assert said == b""


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
@pytest.mark.parametrize("after_s", [0.45, 0.9])
def test_control_c_stops_without_a_traceback(after_s: float, tmp_path: Path) -> None:
    pipe = tmp_path / "needs.yaml"
    pipe.write_text(LIGHT.read_text())
    run = subprocess.Popen(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", SLOW, "rank", str(pipe), "--pack", str(SMALL)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert run.stdout is not None
    assert run.stdout.readline() == "ready\n"
    time.sleep(after_s)
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=60)
    assert (run.returncode, out) == (130, "")
    assert err.strip() == "weighbridge: stopped."


SLOW = """
import time
from weighbridge import catalog
from weighbridge.cli import main
def load_catalog(*_, **__):
    time.sleep(60)
catalog.load_catalog = load_catalog
print("ready", flush=True)
main()
"""
"""The command line with a catalog that takes long to load."""
