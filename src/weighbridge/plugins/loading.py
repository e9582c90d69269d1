"""One plugin looked at: who it is, which API it speaks, which hooks it implements. Runs inside the guard."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from weighbridge import hookspecs
from weighbridge.errors import ApiVersionUnsupported
from weighbridge.plugins.data import DataPlugin
from weighbridge.plugins.discover import normal
from weighbridge.plugins.failures import PluginFault

PROJECT = "weighbridge"
_MARK = f"{PROJECT}_impl"

HOOK_ARGUMENTS: dict[str, tuple[str, ...]] = {
    name: tuple(inspect.signature(spec).parameters)
    for name, spec in vars(hookspecs).items()
    if hasattr(spec, f"{PROJECT}_spec")
}
"""Every hook with the names of its arguments, in the order of hookspecs."""

Kind = Literal["python", "pack"]


@dataclass(frozen=True)
class Loaded:
    """What a plugin says about itself."""

    plugin: Any
    name: str
    title: str
    version: str | None
    api_version: int
    kind: Kind
    hooks: dict[str, Callable[..., Any]]


def look_at(plugin: Any, name: str) -> Loaded:
    """Identity and hooks of a plugin object that is registered as `name`.

    Raises PluginFault, ApiVersionUnsupported, or the errors of `load_pack` for a plugin that has a pack.
    """
    if inspect.isclass(plugin):
        raise PluginFault(
            f"its entry point is the class {plugin.__name__}, not an object.",
            "Let the entry point name an instance or a module, as in plugin = data_plugin(__file__).",
        )
    if isinstance(plugin, DataPlugin):
        manifest = plugin.pack.manifest
        if normal(manifest.name) != name:
            raise PluginFault(
                f"it is registered as {name!r}, but its pack.yaml says the name is {manifest.name!r}.",
                "Give the entry point and pack.yaml the same name.",
            )
        hooks = hook_methods(plugin)
        hooks |= {hook: getattr(plugin, hook) for hook in plugin.hooks_from_pack()}
        kind: Kind = "pack" if type(plugin) is DataPlugin else "python"
        return Loaded(plugin, name, manifest.title, manifest.version, manifest.api_version, kind, hooks)
    api_version = _stated_api_version(plugin, name)
    hooks = hook_methods(plugin)
    if not hooks:
        raise PluginFault(
            f"its entry point, {_described(plugin)}, implements no hook.",
            "Mark its functions with @weighbridge.hookimpl, or let the entry point name the right object.",
        )
    title = getattr(plugin, "title", None) or inspect.getdoc(plugin) or name
    return Loaded(plugin, name, str(title).splitlines()[0], None, api_version, "python", hooks)


def hook_methods(plugin: Any) -> dict[str, Callable[..., Any]]:
    """Functions of the plugin's own that carry the hookimpl mark, by hook name.

    Raises PluginFault for a hook that does not exist, arguments that its hook does not have, or a wrapper.
    """
    found: dict[str, Callable[..., Any]] = {}
    for attribute in dir(plugin):
        if attribute.startswith("__") or (isinstance(plugin, DataPlugin) and plugin.inherits(attribute)):
            continue
        method = getattr(plugin, attribute, None)
        options = getattr(method, _MARK, None)
        if not inspect.isroutine(method) or not isinstance(options, dict):
            continue
        hook = options.get("specname") or attribute
        _check_hook(hook, method, options)
        found[hook] = method
    return found


def _check_hook(hook: str, method: Callable[..., Any], options: dict[str, Any]) -> None:
    if hook not in HOOK_ARGUMENTS:
        near = get_close_matches(hook, HOOK_ARGUMENTS, n=1, cutoff=0.5)
        hint = f"Did you mean {near[0]!r}?" if near else f"Hooks are {', '.join(HOOK_ARGUMENTS)}."
        raise PluginFault(f"there is no hook called {hook!r}.", hint)
    if options.get("wrapper") or options.get("hookwrapper"):
        raise PluginFault(
            f"{hook} is marked as a wrapper, which has nothing to wrap: plugins are called one at a time.",
            "Use @weighbridge.hookimpl without arguments and return records.",
        )
    known = HOOK_ARGUMENTS[hook]
    parameters = inspect.signature(method).parameters.values()
    wrong = [item.name for item in parameters if item.default is item.empty and item.name not in known]
    if wrong:
        takes = f"{hook}({', '.join(known)})"
        raise PluginFault(
            f"{hook} asks for {', '.join(repr(name) for name in wrong)}, which the hook does not pass.",
            f"The hook is {takes}; an implementation may leave arguments out but not add any.",
        )


def _stated_api_version(plugin: Any, name: str) -> int:
    stated = getattr(plugin, "api_version", None)
    if isinstance(stated, bool) or not isinstance(stated, int):
        said = "it states no api_version." if stated is None else f"its api_version is {stated!r}, no whole number."
        raise PluginFault(said, f"Set api_version = {hookspecs.API_VERSION} on {_described(plugin)}.")
    if stated != hookspecs.API_VERSION:
        raise ApiVersionUnsupported(f"plugin {name}", stated, hookspecs.API_VERSION)
    return stated


def _described(plugin: Any) -> str:
    if inspect.ismodule(plugin):
        return f"the module {plugin.__name__}"
    return f"an object of type {type(plugin).__name__}"
