"""A pack that is hostile in every text it can hold, and what a ranking over it says."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from weighbridge.catalog import Catalog, load_catalog
from weighbridge.plugins.host import Selection
from weighbridge.plugins.kinds import RECORD_TYPES

Rows = dict[str, dict[str, Any]]

HOSTILE = (
    '=HYPERLINK("http://evil.example","x")<script>alert(1)</script><img src=x onerror=alert(1)>"\'><b onmouseover=a()> '
    "[bold red]gone[/] [link=http://evil.example]l[/link] [click](javascript:alert(1)) ![i](http://evil.example/p.png) "
    "<http://evil.example> http://evil.example/bare | cell `code` **bold** $\\LaTeX$ :red[x] {{7*7}}\n"
    "# evil heading\n\n---\n- item\n\n```\nfence\n\n<iframe src=http://evil.example>"
)
"""Active in a spreadsheet, a page, a terminal's markup, Markdown, or to the eye."""

ONE_LINE = " ".join(HOSTILE.split())

JOINED = frozenset(
    {
        *("id", "kind", "tier", "regions", "languages", "attribute", "grade", "as_of", "version", "aliases"),
        *("processing", "storage", "country", "models", "default_for", "task", "stored_precision", "unit"),
    }
)
"""Fields that others refer to by their words: changed, the facts would fall apart instead of being shown."""


def hostile(kind: str, record: dict[str, Any]) -> dict[str, Any]:
    """The record with every text that its type lets stand replaced."""
    shape, found = RECORD_TYPES[kind], copy.deepcopy(record)
    for holder, key in list(_texts(found)):
        kept, holder[key] = holder[key], ONE_LINE if key in ("name", "title") else HOSTILE
        try:
            shape.model_validate(_resolved(found))
        except ValidationError:
            holder[key] = kept
    return found


def _texts(value: Any, key: Any = None) -> Iterator[tuple[Any, Any]]:
    """(holder, key) of every text that may be replaced."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in items:
        field = name if isinstance(value, dict) else key
        if isinstance(item, str):
            if field not in JOINED and not str(field).endswith(("_id", "evidence")):
                yield value, name
        else:
            yield from _texts(item, field)


def _resolved(value: Any, key: str = "", *, top: bool = True) -> Any:
    """The record with names of sources replaced, as the types want it."""
    evidence = {"grade": "primary", "source": HOSTILE}
    if isinstance(value, str) and key.endswith("evidence"):
        return {"*": evidence} if top else evidence
    if isinstance(value, dict):
        return {name: _resolved(item, str(name), top=top and not key) for name, item in value.items()}
    return [_resolved(item, top=False) for item in value] if isinstance(value, list) else value


@pytest.fixture(scope="session")
def hostile_pack(small_rows: Callable[[], Rows], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small pack with hostile texts."""
    folder = tmp_path_factory.mktemp("hostile") / "pack"
    folder.mkdir()
    manifest = {"name": "small", "title": ONE_LINE[:190], "api_version": 1}
    rows: Rows = {"pack": manifest, **small_rows()}
    for kind, content in rows.items():
        if kind in RECORD_TYPES:
            content["sources"] = {
                name: {**source, "source": HOSTILE, "note": HOSTILE} for name, source in content["sources"].items()
            }
            content[kind] = [hostile(kind, record) for record in content[kind]]
        (folder / f"{kind}.yaml").write_text(json.dumps(content))
    return folder


@pytest.fixture(scope="session")
def hostile_catalog(hostile_pack: Path, as_of: date) -> Catalog:
    """The catalog of that pack alone."""
    found = load_catalog(as_of, packs=[hostile_pack], selection=Selection(none=True))
    assert not found.failures
    return found
