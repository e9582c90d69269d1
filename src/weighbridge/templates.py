"""Needs and policies to start from: the files of `examples/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from weighbridge import yamlfile
from weighbridge.errors import ExamplesMissing
from weighbridge.needs import Needs
from weighbridge.policy import Policy


@dataclass(frozen=True)
class Template:
    """A file to start from."""

    id: str
    title: str
    about: str
    """What its opening comment says."""
    data: Mapping[str, Any]
    """As it was written; do not change it."""


@cache
def needs_templates() -> tuple[Template, ...]:
    """Needs files, by id. Raises ExamplesMissing, or the errors of reading a needs file."""
    return tuple(_template(path, Needs, "needs") for path in _files() if "policy" not in path.stem)


@cache
def policy_templates() -> tuple[Template, ...]:
    """Policy files, by id. Raises ExamplesMissing, or the errors of reading a policy file."""
    return tuple(_template(path, Policy, "policy") for path in _files() if "policy" in path.stem)


def _template(path: Path, shape: type[Needs | Policy], kind: str) -> Template:
    text = yamlfile.read_text(path)
    file = yamlfile.parse(text, path)
    title = yamlfile.validate(file, shape, kind).name
    comment = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        comment.append(line.lstrip("# "))
    return Template(path.stem, title, " ".join(comment), file.data)


def _files() -> list[Path]:
    """The YAML files of `examples/` in a clone or editable install, else of the copy in the wheel."""
    package = Path(yamlfile.__file__).parent
    for folder in (package / "_examples", package.parent.parent / "examples"):
        if folder.is_dir():
            return sorted(folder.glob("*.yaml"))
    raise ExamplesMissing(package)
