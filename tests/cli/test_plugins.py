"""`weighbridge plugins` as a user meets it: a process of its own, with broken distributions on its path."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BROKEN = {
    "at-import": "1 / 0",
    "at-exit": "import sys; sys.exit(0)",
    "hanging": "import time; time.sleep(300)",
    "noisy": "print('noise'); from weighbridge import hookimpl; api_version = 1\n"
    "@hookimpl\ndef models(): print('noise'); return ['rubbish']",
    "misspelt": "from weighbridge import hookimpl; api_version = 1\n@hookimpl\ndef modles(): return []",
}
ACME = "providers:\n- {id: acme, name: Acme, roles: [api]}\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with one distribution per kind of fault."""
    for name, code in BROKEN.items():
        distribution(tmp_path, name, code)
    return tmp_path


def distribution(site: Path, name: str, code: str) -> None:
    """A module with its code, and the metadata that pip would leave beside it."""
    module = f"gross_{name.replace('-', '_')}"
    (site / f"{module}.py").write_text(code)
    info = site / f"{name.replace('-', '_')}-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
    (info / "entry_points.txt").write_text(f"[weighbridge]\n{name} = {module}\n")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack without faults."""
    folder = tmp_path / "acme-pack"
    folder.mkdir()
    (folder / "pack.yaml").write_text("name: acme\ntitle: Acme [bold]\napi_version: 1\n")
    (folder / "providers.yaml").write_text(ACME)
    return folder


def weighbridge(*arguments: str, path: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    places = [str(path)] if path else []
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*places, *sys.path]), **variables}
    return subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", "from weighbridge.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=environment,
    )


def only(*names: str) -> tuple[str, str]:
    return ("--only-plugins", ",".join(names))


def test_list_names_what_each_plugin_brings(pack: Path) -> None:
    done = weighbridge("plugins", "list", "--pack", str(pack), WEIGHBRIDGE_NO_PLUGINS="1")
    assert done.returncode == 0, done.stderr
    assert all(word in done.stdout for word in ("acme", "Acme [bold]", "1 provider", "a folder", "ok"))
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_the_bare_command_lists() -> None:
    bare = weighbridge("plugins", WEIGHBRIDGE_NO_PLUGINS="1")
    assert (bare.returncode, bare.stdout) == (0, weighbridge("plugins", "list", WEIGHBRIDGE_NO_PLUGINS="1").stdout)
    assert "Plugin" in bare.stdout


def test_list_works_beside_every_kind_of_broken_plugin(site: Path, pack: Path) -> None:
    arguments = ("plugins", "list", "--format", "json", "--pack", str(pack), *only(*BROKEN))
    done = weighbridge(*arguments, path=site, WEIGHBRIDGE_PLUGIN_TIMEOUT="2")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert {item["plugin"] for item in answer["failures"]} == set(BROKEN)
    acme = next(item for item in answer["plugins"] if item["name"] == "acme")
    assert (acme["brings"], acme["problems"]) == ({"providers": 1}, 0)


def test_doctor_names_every_problem_and_fails(site: Path) -> None:
    done = weighbridge("plugins", "doctor", *only(*BROKEN), path=site, WEIGHBRIDGE_PLUGIN_TIMEOUT="2")
    assert done.returncode == 1
    assert all(f"broken {name} of {name}" in done.stdout for name in BROKEN)
    assert "Did you mean 'models'?" in " ".join(done.stdout.split())
    assert "Traceback" not in done.stdout + done.stderr


FATAL = {
    "fatal-at-import": "import os; os._exit(7)",
    "fatal-in-hook": "import os; from weighbridge import hookimpl; api_version = 1\n"
    "@hookimpl\ndef models(): os._exit(0)",
    "hog": "from weighbridge import hookimpl; api_version = 1\n@hookimpl\ndef models():\n"
    "    hog = bytearray(64 << 30); hog[::4096] = b'x' * len(hog[::4096]); return []",
}


def test_doctor_survives_and_names_plugins_that_end_the_program(site: Path) -> None:
    for name, code in FATAL.items():
        distribution(site, name, code)
    done = weighbridge("plugins", "doctor", "--format", "json", *only(*FATAL), path=site)
    assert done.returncode == 1, done.stderr
    found = {item["plugin"]: item for item in json.loads(done.stdout)["findings"]}
    assert (found["fatal-at-import"]["stage"], found["fatal-in-hook"]["stage"]) == ("import", "models")
    assert "the process ended with exit code 7" in found["fatal-at-import"]["reason"]
    assert "--no-plugin fatal-in-hook" in found["fatal-in-hook"]["remedy"]
    assert "MemoryError" in found["hog"]["reason"]
    weighed = weighbridge("plugins", "list", *only("fatal-at-import"), path=site)
    assert weighed.returncode == 7, "nothing in a process can stop it, as docs/plugin-security.md says"


def test_doctor_as_json_is_clean_when_the_broken_are_left_out(site: Path) -> None:
    left_out = [word for name in BROKEN for word in ("--no-plugin", name)]
    done = weighbridge("plugins", "doctor", "--format", "json", *only("hanging"), *left_out, path=site)
    answer = json.loads(done.stdout)
    assert done.returncode == 0, answer
    assert answer["ok"] is True
    assert answer["plugins"] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--no-plugin", "hangign"), "Did you mean 'hanging'"),
        (("--pack", "nowhere"), "nowhere: is not a folder"),
    ],
)
def test_a_wrong_choice_is_one_clear_line(arguments: tuple[str, ...], words: str, site: Path) -> None:
    done = weighbridge("plugins", "list", *arguments, *only("hanging"), path=site, WEIGHBRIDGE_PLUGIN_TIMEOUT="1")
    assert done.returncode == 1
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
