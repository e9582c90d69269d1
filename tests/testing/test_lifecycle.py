"""Plugins as their users meet them: written, installed, tested, ranked, asked about, shown, uninstalled.

One environment is layered over the running one, so nothing is fetched from anywhere.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
ACME = ROOT / "examples" / "weighbridge-acme"
NEEDS = ROOT / "examples" / "claims-assistant.yaml"
Shell = Callable[..., str]

QUESTIONS = {
    "provider": "What does Gross Provider 1 cost for 1 million queries a month of 1000 input and 200 output tokens?",
    "licenses": "Which obligations does the license gross-licenses-1.0 have?",
    "documents": "Who approves a new model at Gross Documents?",
    "pack": "What does Gross Pack 1 cost for 1 million queries a month of 1000 input and 200 output tokens?",
}
"""Kind to what only the plugin can answer."""


@pytest.fixture(scope="module")
def venv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kit") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)  # noqa: S603  # our own
    (packages,) = (folder / "lib").glob("python*/site-packages")
    below = [place for place in sys.path if place and Path(place).is_dir() and "site-packages" in place]
    (packages / "below.pth").write_text("\n".join([*below, str(ROOT / "src"), str(ROOT / "plugins")]))
    return folder


@pytest.fixture
def shell(venv: Path, tmp_path: Path) -> Shell:
    """Run a Python module of that environment; gives what it prints."""

    def run(*arguments: object, ends_with: int = 0) -> str:
        environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")}
        done = subprocess.run(  # noqa: S603  # our own interpreter
            [str(venv / "bin" / "python"), *map(str, arguments)],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == ends_with, done.stdout + done.stderr
        return done.stdout

    return run


def pip(venv: Path, *arguments: object) -> None:
    command = [sys.executable, "-m", "pip", "--python", str(venv / "bin" / "python"), *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # our own interpreter


def install(venv: Path, folder: Path) -> None:
    options = ("--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--disable-pip-version-check")
    pip(venv, "install", *options, folder)


def weighbridge(shell: Shell, *arguments: object, ends_with: int = 0) -> Any:
    text = shell("-m", "weighbridge", *arguments, "--format", "json", ends_with=ends_with)
    return json.loads(text)


def listed(shell: Shell) -> set[str]:
    return {row["name"] for row in weighbridge(shell, "plugins", "list")["plugins"]}


@pytest.mark.parametrize("kind", ["provider", "licenses", "criterion", "documents", "pack"])
def test_a_new_plugin_lives(kind: str, venv: Path, shell: Shell, tmp_path: Path) -> None:
    name = f"gross-{kind}"
    made = weighbridge(shell, "plugins", "new", name, "--kind", kind, "--out", tmp_path)
    folder = Path(made["folder"])
    packs = ("--pack", folder) if kind == "pack" else ()
    if kind == "pack":
        assert weighbridge(shell, "plugins", "check", folder)["ok"]
    else:
        install(venv, folder)
        said = shell("-m", "pytest", "-q", "-p", "no:cacheprovider", folder)
        assert " passed" in said
        assert "failed" not in said

    needs = tmp_path / "needs.yaml"
    weights = "weights: {cost: 50, weighbridge_gross_criterion_small: 50}\n" if kind == "criterion" else ""
    needs.write_text(weights + NEEDS.read_text().partition("\nweights:")[0] + "\n" if weights else NEEDS.read_text())
    ranked = weighbridge(shell, "rank", needs, *packs)
    assert name in {plugin["name"] for plugin in ranked["snapshot"]["plugins"]}
    assert [item for item in ranked["failures"] if item["plugin"] == name] == []
    if kind in ("provider", "pack"):
        judged = {item["id"] for item in (*ranked["options"], *ranked["excluded"])}
        assert any(item.startswith(f"{name}/{name}-1@") for item in judged)
    if kind == "criterion":
        finding = ranked["options"][0]["criteria"]["weighbridge_gross_criterion_small"]
        assert finding["reason"]
        assert finding["weight"] == pytest.approx(0.5)
    if kind in QUESTIONS:
        answer = weighbridge(shell, "ask", QUESTIONS[kind], *packs)
        assert answer["status"] == "answered", answer
        assert name in json.dumps(answer)
    if kind != "pack":
        pip(venv, "uninstall", "--yes", "--quiet", f"weighbridge-{name}")
        assert name not in listed(shell)


def test_the_example_distribution_lives(venv: Path, shell: Shell, tmp_path: Path) -> None:
    copy = tmp_path / "weighbridge-acme"
    copy.mkdir()
    for path in ACME.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            (copy / path.relative_to(ACME)).parent.mkdir(parents=True, exist_ok=True)
            (copy / path.relative_to(ACME)).write_bytes(path.read_bytes())
    install(venv, copy)
    said = shell("-m", "pytest", "-q", "-p", "no:cacheprovider", copy)
    assert " passed" in said
    needs = tmp_path / "needs.yaml"
    needs.write_text(NEEDS.read_text().partition("\nweights:")[0] + "\nweights: {cost: 50, acme_energy: 50}\n")
    option = weighbridge(shell, "explain", needs, "acme/claims-8b@on_premises")
    assert "Wh per 1,000 requests" in json.dumps(option)
    assert "Acme standard 7" in json.dumps(option)
    answer = weighbridge(
        shell, "ask", "Who approves a new model after legal and security have signed the decision record?"
    )
    assert answer["status"] == "answered"
    assert "acme-model-policy" in json.dumps(answer["citations"])
    assert "acme" in listed(shell)
    pip(venv, "uninstall", "--yes", "--quiet", "weighbridge-acme")
    assert "acme" not in listed(shell)


def test_the_tutorial_works_word_for_word(venv: Path, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "tutorial-plugin.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
    assert len(blocks) == 8
    python = venv / "bin" / "python"
    options = "--no-deps --no-index --no-build-isolation --disable-pip-version-check"
    for name, line in {
        "pip": f'verb=$1; shift; exec {sys.executable} -m pip --python {python} "$verb" {options} "$@"',
        "weighbridge": f'exec {python} -m weighbridge "$@"',
    }.items():
        script = venv / "bin" / name
        script.write_text(f"#!/bin/sh\n{line}\n")
        script.chmod(0o755)
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")}
    environment["PATH"] = f"{venv / 'bin'}{os.pathsep}{environment['PATH']}"
    try:
        done = subprocess.run(  # noqa: S603  # the page's own commands
            ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],  # noqa: S607  # bash is looked up
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=500,
            check=False,
        )
    finally:
        pip(venv, "uninstall", "--yes", "--quiet", "weighbridge-acme-cloud")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    said = " ".join(done.stdout.split())
    assert "price: 4e-07 USD per million tokens cannot be right." in said
    assert "as expected" in said
    assert "Zephyr 2" in said
    assert " passed" in said
