"""Plugins and packs that mean harm: the program goes on, shows them as text, or says what ended its helper."""

from __future__ import annotations

import builtins
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from weighbridge import errors
from weighbridge.catalog import load_catalog
from weighbridge.plugins.host import PluginHost
from weighbridge.testing.process import check_apart

AS_OF = date(2026, 11, 23)
ENTRY = '[project]\nname = "weighbridge-evil"\nversion = "1"\n[project.entry-points.weighbridge]\nevil = "gross_evil"\n'
HOOK = "from weighbridge import hookimpl\napi_version = 1\n@hookimpl\ndef models():\n    "


def folder_of(code: str, at: Path) -> Path:
    (at / "pyproject.toml").write_text(ENTRY)
    (at / "gross_evil.py").write_text(code)
    return at


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import os\nos._exit(7)\n", "the process ended with exit code 7"),
        (f"import os\n{HOOK}os._exit(0)\n", "the process ended with exit code 0"),
        (f"{HOOK}hog = bytearray(64 << 30); hog[::4096] = b'x' * len(hog[::4096]); return []\n", "MemoryError"),
    ],
    ids=["at import", "when called", "memory"],
)
def test_what_ends_a_process_ends_only_that_of_the_check(code: str, words: str, tmp_path: Path) -> None:
    (report,) = check_apart(str(folder_of(code, tmp_path)), AS_OF)
    assert not report.ok
    assert words in " ".join(map(str, report.findings))


def test_a_check_that_never_ends_is_ended(tmp_path: Path) -> None:
    code = "import signal, os\nos.kill(os.getpid(), signal.SIGSTOP)\n"
    (report,) = check_apart(str(folder_of(code, tmp_path)), AS_OF, seconds=20)
    assert "did not finish within 20 s" in str(report.findings[0])


def test_the_rescue_works_without_importing(
    install: Callable[..., None], start: Callable[..., PluginHost], good_plugin: str
) -> None:
    install("good", good_plugin)
    install("evil", "import os\nos._exit(7)\n")
    assert [item.name for item in start(without=frozenset({"evil"})).plugins] == ["good"]


def test_replaced_functions_are_put_back_before_the_next_plugin(
    install: Callable[..., None], start: Callable[..., PluginHost], good_plugin: str
) -> None:
    install("good", good_plugin)
    install(
        "a-thief",
        "import builtins\nfrom weighbridge import errors\nbuiltins.sum = lambda items: 0\n"
        "errors.FileMissing.__init__ = lambda *words: None\ndel errors.NotAFile\n",
    )
    total, init, kept = builtins.sum, errors.FileMissing.__init__, errors.NotAFile
    host = start()
    assert (builtins.sum, errors.FileMissing.__init__, errors.NotAFile) == (total, init, kept)
    (failure,) = host.failures
    assert failure.plugin == "a-thief"
    assert "builtins.sum" in failure.reason
    assert "weighbridge.errors.NotAFile" in failure.reason
    assert [item.name for item in host.plugins] == ["good"]


NASTY = "\x1b]0;owned\x07\x1b[2J"


def test_terminal_codes_never_reach_a_terminal(pack: Callable[..., Path], cli: Callable[..., object]) -> None:
    provider = {"id": "evil", "name": f"Evil {NASTY}", "roles": ["api"]}
    manifest = json.dumps({"name": "evil", "title": f"Evil {NASTY}", "api_version": 1})
    folder = pack({"providers.yaml": json.dumps({"providers": [provider]})}, "evil", manifest)
    catalog = load_catalog(AS_OF, host=PluginHost.start(packs=(folder,)))
    assert "evil" not in catalog.providers
    assert all(text.isprintable() for item in catalog.failures for text in (item.reason, item.remedy))
    for command in (("plugins", "list"), ("plugins", "doctor")):
        done = cli(*command, "--only-plugins", "licenses", "--pack", folder)
        assert "\x1b" not in done.out + done.err  # type: ignore[attr-defined]  # a Run of conftest


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &a [x, x]\nb: &b [*a, *a]\nmodels: [*b, *b]\n", "anchor"),
        ("models: !!python/object/apply:os.system ['true']\n", "tag"),
        ("models: " + "[" * 100_000, "deep"),
        ("x" * 17_000_000, "over the limit"),
    ],
    ids=["bomb", "object", "depth", "size"],
)
def test_yaml_that_means_harm_is_refused(text: str, words: str, pack: Callable[..., Path]) -> None:
    host = PluginHost.start(packs=(pack({"models.yaml": text}),))
    host.collect("models")
    (failure,) = [item for item in host.failures if item.plugin == "acme"]
    assert words in failure.reason


def test_a_link_out_of_a_pack_is_refused(pack: Callable[..., Path], tmp_path: Path) -> None:
    folder = pack()
    (tmp_path / "secret.yaml").write_text("models: []\n")
    (folder / "models.yaml").symlink_to(tmp_path / "secret.yaml")
    with pytest.raises(errors.OutsidePack):
        PluginHost.start(packs=(folder,))
