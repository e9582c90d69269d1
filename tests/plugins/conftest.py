"""Real distributions and packs, built in a temporary folder."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from textwrap import dedent

import pytest

from weighbridge.plugins.host import PluginHost, Selection

Install = Callable[..., None]
Start = Callable[..., PluginHost]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder per test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("WEIGHBRIDGE_NO_CACHE", raising=False)
    monkeypatch.delenv("WEIGHBRIDGE_NO_PLUGINS", raising=False)
    return tmp_path / "cache"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder that plays site-packages."""
    folder = tmp_path / "site"
    folder.mkdir()
    return folder


@pytest.fixture
def install(site: Path) -> Install:
    """Install a distribution: a module with the code, and the metadata that pip would leave beside it."""

    def build(name: str, code: str = "", entries: dict[str, str] | None = None, module: str | None = None) -> None:
        module = module or f"gross_{name.replace('-', '_')}"
        (site / f"{module}.py").write_text(dedent(code))
        info = site / f"{name.replace('-', '_')}-1.2.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n")
        entries = {name: module} if entries is None else entries
        lines = "\n".join(f"{key} = {value}" for key, value in entries.items())
        (info / "entry_points.txt").write_text(f"[weighbridge]\n{lines}\n")

    return build


@pytest.fixture
def start(site: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Start a host that sees only what `install` installed, with limits short enough for a test."""
    modules = set(sys.modules)
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setattr("weighbridge.plugins.discover.distributions", lambda: metadata.distributions(path=[str(site)]))
    monkeypatch.setenv("WEIGHBRIDGE_PLUGIN_TIMEOUT", "5")

    def run(packs: tuple[Path, ...] = (), **selection: object) -> PluginHost:
        return PluginHost.start(Selection(**selection), packs)  # type: ignore[arg-type]  # the tests' own words

    yield run
    for name in set(sys.modules) - modules:
        if name.startswith("gross_"):
            del sys.modules[name]


@pytest.fixture
def pack(tmp_path: Path) -> Callable[..., Path]:
    """Write a pack from file names and texts."""

    def build(files: dict[str, str] | None = None, name: str = "acme", manifest: str | None = None) -> Path:
        folder = tmp_path / f"pack-{name}"
        folder.mkdir()
        text = f"name: {name}\ntitle: Acme\napi_version: 1\n" if manifest is None else manifest
        for path, content in {"pack.yaml": text, **(files or {})}.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(dedent(content))
        return folder

    return build


@pytest.fixture
def good_plugin() -> str:
    """Code of a plugin without faults."""
    return """
        '''Gross weights.'''
        from weighbridge import hookimpl
        from weighbridge.records import Provider

        api_version = 1

        @hookimpl
        def providers():
            return [Provider(id="gross", name="Gross", roles=("api",))]
    """
