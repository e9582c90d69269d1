"""Every hook is documented, typed and answered by a pack or by code."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from weighbridge import extensions, hookspecs
from weighbridge.plugins.data import DataPlugin
from weighbridge.plugins.host import PluginHost, Selection
from weighbridge.plugins.kinds import RECORD_TYPES
from weighbridge.plugins.loading import HOOK_ARGUMENTS
from weighbridge.plugins.validate import item_type

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
EXTENSIONS = sorted(set(HOOK_ARGUMENTS) - set(RECORD_TYPES))

ROWS = {
    "models": "{id: acme/m, name: M, maker: acme, open_weights: true}",
    "providers": "{id: acme, name: Acme, roles: [api]}",
    "offers": "{id: acme/m, model_id: acme/m, provider_id: acme}",
    "accelerators": "{id: a1, name: A1, vendor: Acme, setting: edge, memory_gb: 8}",
    "documents": "{id: acme/doc, title: Doc, kind: guide, text: Words.}",
    "fine_tuning_services": "{id: acme/tune, name: Tune}",
    "benchmarks": "{id: acme-bench, name: Bench, metric: share, zero_at: 0, one_at: 1}",
    "claims": "{id: acme/claim, topic: market, statement: We lead.}",
}


def arguments(hook: str) -> dict[str, Any]:
    return {"as_of": date(2026, 11, 23)} if "as_of" in HOOK_ARGUMENTS[hook] else {}


def test_every_function_of_hookspecs_is_a_hook_with_words() -> None:
    functions = {name for name, item in vars(hookspecs).items() if inspect.isfunction(item)}
    assert functions == set(HOOK_ARGUMENTS)
    assert all(inspect.getdoc(getattr(hookspecs, name)) for name in functions)


@pytest.mark.parametrize("hook", HOOK_ARGUMENTS)
def test_every_hook_has_a_heading_with_its_arguments(hook: str) -> None:
    page = (DOCS / "hooks.md").read_text(encoding="utf-8")
    assert f"## {hook}({', '.join(HOOK_ARGUMENTS[hook])})\n" in page


@pytest.mark.parametrize("hook", RECORD_TYPES)
def test_every_data_hook_is_answered_by_a_data_plugin(hook: str) -> None:
    method = getattr(DataPlugin, hook)
    assert tuple(inspect.signature(method).parameters)[1:] == HOOK_ARGUMENTS[hook]
    assert getattr(hookspecs, hook).__annotations__["return"] == method.__annotations__["return"]


def pack_file(hook: str) -> dict[str, str]:
    """A file of that hook; for records with many needed fields, one of the product's own."""
    if hook in ROWS:
        return {f"{hook}.yaml": f"{hook}:\n- {ROWS[hook]}\n"}
    path = next((ROOT / "plugins" / f"weighbridge_{hook}").glob(f"*{hook}.yaml"))
    return {path.name: path.read_text(encoding="utf-8")}


@pytest.mark.parametrize("hook", RECORD_TYPES)
def test_every_data_hook_reads_its_file_of_a_pack(hook: str, pack: Callable[..., Path]) -> None:
    host = PluginHost.start(Selection(none=True), (pack(pack_file(hook)),))
    rows = host.collect(hook, **arguments(hook))
    assert host.failures == ()
    assert {(name, type(record)) for name, record in rows} == {("acme", RECORD_TYPES[hook])}
    assert host.hooks_of("acme") == (hook,)


@pytest.mark.parametrize("hook", EXTENSIONS)
def test_every_extension_hook_takes_its_type_and_no_other(
    hook: str, install: Callable[..., None], start: Callable[..., PluginHost]
) -> None:
    name = item_type(hook).__name__
    assert getattr(extensions, name) is item_type(hook)
    empty = f"object.__new__({name})"
    code = f"""
        from weighbridge import hookimpl
        from weighbridge.extensions import {name}
        api_version = 1
        @hookimpl
        def {hook}(): return [{{}}]
    """
    install("right", code.replace("{}", empty).replace("[{", "[").replace("}]", "]"))
    install("wrong", code)
    host = start()
    assert [name for name, _ in host.collect(hook)] == ["right"]
    assert [(item.plugin, item.stage) for item in host.failures] == [("wrong", hook)]
