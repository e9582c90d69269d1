"""The full catalog, loaded once; small catalogs built in memory; the command line in this process and in its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import settings

from weighbridge import yamlfile
from weighbridge.advisor import Advisor
from weighbridge.catalog import Catalog, load_catalog
from weighbridge.cli import main
from weighbridge.needs import Needs, load_needs
from weighbridge.plugins.host import Selection
from weighbridge.policy import Policy, load_policy
from weighbridge.ranking.recommendation import Recommendation

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", derandomize=False, deadline=None)
settings.load_profile("same")  # a run repeats; `pytest --hypothesis-profile search` looks further

AS_OF = date(2026, 11, 23)
EXAMPLES = Path(__file__).parents[1] / "examples"
SMALL = Path(__file__).parent / "data" / "small"

Rows = dict[str, dict[str, Any]]
"""File stem of a pack to the content of that file."""


@dataclass(frozen=True)
class Run:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


def pytest_configure(config: pytest.Config) -> None:
    """Parsed YAML is kept in a folder of this run's own; modules that load data when imported find it in place."""
    folder = tempfile.mkdtemp(prefix="weighbridge-tests-")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ["XDG_CACHE_HOME"] = folder
    for name in ("WEIGHBRIDGE_NO_CACHE", "WEIGHBRIDGE_NO_PLUGINS", "WEIGHBRIDGE_DEBUG"):
        os.environ.pop(name, None)


@pytest.fixture(scope="session")
def as_of() -> date:
    """The day that counts as today."""
    return AS_OF


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The full catalog."""
    return load_catalog(AS_OF)


@pytest.fixture(scope="session")
def advisor(catalog: Catalog) -> Advisor:
    """An advisor over the full catalog."""
    return Advisor(catalog)


@pytest.fixture(scope="session")
def example(advisor: Advisor) -> Callable[..., Recommendation]:
    """The full catalog ranked for an example, under the example policy if asked; each is ranked once."""

    @cache
    def run(name: str, *, policy: bool = False) -> Recommendation:
        rules = load_policy(EXAMPLES / "policy.yaml") if policy else None
        return advisor.rank(load_needs(EXAMPLES / f"{name}.yaml"), rules)

    return run


@pytest.fixture(scope="session")
def small_rows() -> Callable[[], Rows]:
    """A fresh copy of the small pack's files, to be changed at will."""

    def read() -> Rows:
        return {path.stem: yamlfile.read(path).data for path in SMALL.glob("*.yaml") if path.stem != "pack"}

    return read


@pytest.fixture(scope="session")
def write_pack(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Write the files of a pack to a new folder; JSON is YAML."""
    root, numbers = tmp_path_factory.mktemp("packs"), count()

    def write(rows: Mapping[str, Any], name: str = "small") -> Path:
        folder = root / f"{next(numbers)}-{name}"
        folder.mkdir()
        manifest = {"name": name, "title": name, "api_version": 1}
        for stem, content in {"pack": manifest, **rows}.items():
            (folder / f"{stem}.yaml").write_text(json.dumps(content))
        return folder

    return write


@pytest.fixture(scope="session")
def build(write_pack: Callable[..., Path]) -> Callable[..., Catalog]:
    """A catalog of nothing but the packs given as rows."""

    def load(*packs: Mapping[str, Any], on: date = AS_OF) -> Catalog:
        names = ("small", *(f"more-{number}" for number in range(1, len(packs))))
        folders = [write_pack(rows, name) for rows, name in zip(packs, names, strict=True)]
        return load_catalog(on, packs=folders, selection=Selection(none=True))

    return load


@pytest.fixture(scope="session")
def small(build: Callable[..., Catalog], small_rows: Callable[[], Rows]) -> Catalog:
    """The small catalog as it is."""
    return build(small_rows())


@pytest.fixture(scope="session")
def needs_of() -> Callable[..., Needs]:
    """Needs with a light workload; each keyword replaces a section, or is merged into it when both are maps."""

    def make(**sections: Any) -> Needs:
        stated: dict[str, Any] = {
            "workload": {"queries_per_month": 100_000, "input_tokens": 1000, "output_tokens": 200},
            "organization": {"country": "DE", "monthly_active_users": 1000, "monthly_active_users_at_release": 1000},
            "infrastructure": {"hosting": ["cloud_api", "self_hosted_cloud", "on_premises", "edge"]},
        }
        for name, value in sections.items():
            known = stated.get(name)
            stated[name] = {**known, **value} if isinstance(known, dict) and isinstance(value, dict) else value
        return Needs.model_validate(stated)

    return make


@pytest.fixture(scope="session")
def weigh(small: Catalog, needs_of: Callable[..., Needs]) -> Callable[..., Recommendation]:
    """Rank a catalog, the small one unless another is given, under needs and a policy given as maps."""
    standard = Advisor(small)
    known: dict[str, Recommendation] = {}

    def run(
        needs: Mapping[str, Any] | None = None,
        policy: Mapping[str, Any] | None = None,
        catalog: Catalog | None = None,
    ) -> Recommendation:
        stated, rules = needs_of(**(needs or {})), Policy.model_validate(policy or {})
        if catalog is not None:
            return Advisor(catalog).rank(stated, rules)
        key = json.dumps([needs, policy], sort_keys=True)
        if key not in known:
            known[key] = standard.rank(stated, rules)
        return known[key]

    return run


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    """Run the command line in this process, its last line of defense included."""

    def run(*arguments: object) -> Run:
        monkeypatch.setattr(sys, "argv", ["weighbridge", *map(str, arguments)])
        with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err, pytest.raises(SystemExit) as stop:
            main()
        return Run(int(stop.value.code or 0), out.getvalue(), err.getvalue())

    return run


@pytest.fixture
def small_cli(cli: Callable[..., Run]) -> Callable[..., Run]:
    """Run `rank` or `explain` on the small catalog alone, in this process."""

    def run(command: str, *arguments: object) -> Run:
        with patch.dict(os.environ, {"WEIGHBRIDGE_NO_PLUGINS": "1"}):
            return cli(command, "--pack", SMALL, "--as-of", AS_OF.isoformat(), *arguments)

    return run


@pytest.fixture(scope="session")
def process() -> Callable[..., Run]:
    """Run the command line as a process of its own on the small catalog alone."""

    def run(*arguments: object, plugins: bool = False, timeout: float = 60, **environment: str) -> Run:
        done = subprocess.run(  # noqa: S603  # our own interpreter
            [*COMMAND, *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            env=environment_of(plugins=plugins) | environment,
        )
        return Run(done.returncode, done.stdout, done.stderr)

    return run


COMMAND = (sys.executable, "-c", "from weighbridge.cli import main; main()")


def environment_of(*, plugins: bool) -> dict[str, str]:
    """The environment of a process that imports what this one imports."""
    chosen = {} if plugins else {"WEIGHBRIDGE_NO_PLUGINS": "1"}
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **chosen}
