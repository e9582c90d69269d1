"""The plugin host: loads each plugin alone, calls each alone, and turns what fails into values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pluggy

from weighbridge import hookspecs
from weighbridge.plugins.data import DataPlugin
from weighbridge.plugins.discover import Candidate, discover, normal, shared_name
from weighbridge.plugins.failures import PluginFailure, PluginFault
from weighbridge.plugins.guard import Guard
from weighbridge.plugins.loading import HOOK_ARGUMENTS, PROJECT, Kind, Loaded, look_at
from weighbridge.plugins.selection import Selection
from weighbridge.plugins.tamper import Fingerprint
from weighbridge.plugins.validate import checked_triples, items_of, plain, refuse_misleading, validate_again

__all__ = ["PluginHost", "PluginInfo", "Selection"]

Result = TypeVar("Result")
Note = Callable[[str, str], None]

LONGEST_TITLE = 200

_NOTHING_INSTALLED = PluginFailure(
    plugin="weighbridge",
    distribution="weighbridge",
    stage="discover",
    reason="no installed plugin was found, so there is nothing to weigh.",
    remedy="Install the product with its plugins: pip install -e . in a clone, or pip install weighbridge.",
)


@dataclass(frozen=True)
class PluginInfo:
    """A plugin that is loaded."""

    name: str
    title: str
    distribution: str | None
    """Distribution that installed it; None for a pack given by path."""
    version: str | None
    api_version: int
    kind: Kind
    """`pack` for a folder of YAML, `python` for a plugin with code of its own."""
    first_party: bool
    other_files: tuple[str, ...] = ()
    """YAML files beside those of records; the host does not read them."""
    sha256: str | None = None
    """Over all its files, when it was compared with a lock file; None when it was not."""

    @property
    def from_folder(self) -> bool:
        """Whether it is a pack that was given by path rather than installed."""
        return self.distribution is None


class _Hooks:
    """The hook functions of one plugin and nothing else, for pluggy to register."""

    def __init__(self, functions: dict[str, Callable[..., Any]]) -> None:
        vars(self).update(functions)

    def __dir__(self) -> Iterable[str]:
        return vars(self)


class PluginHost:
    """Plugins loaded one by one; `failures` holds every problem met so far, in the order of loading and calling."""

    def __init__(self, guard: Guard, note: Note | None = None) -> None:
        self._guard = guard
        self._note: Note = note or (lambda _plugin, _stage: None)
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._infos: dict[str, PluginInfo] = {}
        self._objects: dict[str, Any] = {}
        self._failures: list[PluginFailure] = []
        self._hung: set[str] = set()

    @classmethod
    def start(
        cls,
        selection: Selection | None = None,
        packs: Iterable[Path] = (),
        others: Iterable[Candidate] = (),
        note: Note | None = None,
    ) -> PluginHost:
        """Load the installed plugins that `selection` wants, then the packs in the folders given.

        `others` are plugins that are not installed; each takes the place of an installed one of its name. `note` is
        told the plugin and the stage before code of a plugin runs. Raises
        UnknownId for a plugin name that does not exist, InvalidSetting for a wrong environment variable, and the errors
        of `load_pack` for a folder that is no pack; everything else becomes a failure.
        """
        selection = selection or Selection()
        host = cls(Guard.from_environment(), note)
        folders = {folder.resolve(): DataPlugin(folder) for folder in packs}
        given = [plugin.pack.manifest.name for plugin in folders.values()]
        candidates, failures = discover()
        taken = {item.name: item for item in others}
        candidates = [*(item for item in candidates if item.name not in taken), *taken.values()]
        selection.check([*(item.name for item in candidates), *(item.plugin for item in failures), *given])
        if not selection.nothing_installed:
            host._failures += [item for item in failures if not selection.leaves_out(item.plugin)]
            host._failures += [] if candidates or failures else [_NOTHING_INSTALLED]
        wanted = [item for item in candidates if selection.wants(item.name)]
        for candidate in wanted:
            host._load_installed(candidate)
        owners = {item.name: item.distribution for item in wanted}
        for folder, plugin in folders.items():
            name = plugin.pack.manifest.name
            if selection.leaves_out(name):
                continue
            same = [path for path, item in folders.items() if item.pack.manifest.name == name]
            sharing = [str(path) for path in same if path != folder]
            sharing += [owners[name]] if name in owners else []
            if sharing:
                host._failures.append(shared_name(name, None, sorted(sharing)))
            else:
                host._register(plugin, name, None)
        return host

    @property
    def plugins(self) -> tuple[PluginInfo, ...]:
        """Loaded plugins: first-party by name, other installed ones by name, packs in the order given."""
        return tuple(self._infos.values())

    @property
    def failures(self) -> tuple[PluginFailure, ...]:
        """Every problem so far: of finding, of loading, then of calls in the order they were made."""
        return tuple(self._failures)

    def hooks_of(self, plugin: str) -> tuple[str, ...]:
        """The hooks that a loaded plugin implements, in the order of hookspecs."""
        return tuple(hook for hook in HOOK_ARGUMENTS if any(name == plugin for name, _ in self._implementations(hook)))

    def collect(self, hook: str, **arguments: Any) -> list[tuple[str, Any]]:
        """What all plugins return for a hook, as (plugin name, item), plugin by plugin in the order of `plugins`.

        A plugin that raises, hangs or returns something else gives nothing and becomes a failure; one that hung is not
        called again.
        """
        found: list[tuple[str, Any]] = []
        for name, implementation in self._implementations(hook):
            found += [(name, item) for item in self._collected(name, hook, implementation, arguments)]
        return found

    def collect_from(self, plugin: str, hook: str, **arguments: Any) -> Sequence[Any]:
        """What one plugin returns for a hook; nothing when it does not implement it. Failures as in `collect`."""
        found = dict(self._implementations(hook)).get(plugin)
        return () if found is None else self._collected(plugin, hook, found, arguments)

    def _collected(
        self, name: str, hook: str, implementation: pluggy.HookImpl, arguments: Mapping[str, Any]
    ) -> Sequence[Any]:
        given = [arguments[argument] for argument in implementation.argnames]
        items = self._guarded(name, hook, partial(_call_hook, hook, implementation.function, given))
        return self._valid(name, hook, items)

    def unmatched_offers(self, as_of: date) -> list[tuple[str, str, str]]:
        """(provider, model name, reason) of priced models that no catalog model corresponds to, sorted.

        Asked of every plugin with code that has a function `unmatched_offers(as_of)`.
        """
        rows: set[tuple[str, str, str]] = set()
        for name, plugin in self._objects.items():
            if self._infos[name].kind == "python":
                rows.update(self._guarded(name, "unmatched_offers", partial(_call_unmatched, plugin, as_of)))
        return sorted(rows)

    def _load_installed(self, candidate: Candidate) -> None:
        before = None if candidate.first_party else Fingerprint.take()
        self._note(candidate.name, "import")
        try:
            plugin = self._guard.call(candidate.entry_point.load, self._guard.load_seconds)
            _refuse_tampering(before)
        except PluginFault as fault:
            self._fail(candidate.name, candidate.distribution, "import", fault)
        else:
            self._register(plugin, candidate.name, candidate)

    def _register(self, plugin: Any, name: str, candidate: Candidate | None) -> None:
        """Look at the plugin in the guard, then register its hooks; a failure leaves nothing of it behind."""
        distribution = candidate.distribution if candidate else None
        self._note(name, "register")
        try:
            loaded: Loaded = self._guard.call(partial(look_at, plugin, normal(name)), self._guard.load_seconds)
            self._manager.register(_Hooks(loaded.hooks), name)
        except PluginFault as fault:
            self._fail(name, distribution, "register", fault)
        except pluggy.PluginValidationError as error:
            self._manager.unregister(name=name)
            reason = " ".join(str(error).split())
            self._fail(name, distribution, "register", PluginFault(reason, "Compare the function with docs/hooks.md."))
        except Warning as warning:  # where warnings are errors, as in the tests of a plugin
            self._manager.unregister(name=name)
            self._fail(name, distribution, "register", PluginFault(str(warning), "See docs/plugin-api.md."))
        else:
            self._objects[name] = plugin
            self._infos[name] = PluginInfo(
                name=name,
                title=plain(loaded.title)[:LONGEST_TITLE],
                distribution=distribution,
                version=loaded.version or (candidate.version if candidate else None),
                api_version=loaded.api_version,
                kind=loaded.kind,
                first_party=candidate is not None and candidate.first_party,
                other_files=plugin.pack.other_files if isinstance(plugin, DataPlugin) else (),
            )

    def _implementations(self, hook: str) -> list[tuple[str, pluggy.HookImpl]]:
        caller: pluggy.HookCaller = getattr(self._manager.hook, hook)
        found = {item.plugin_name: item for item in caller.get_hookimpls()}
        return [(name, found[name]) for name in self._infos if name in found]

    def _checked_before(self, name: str, hook: str) -> bool:
        """Whether the records come validated: from the YAML of a pack, or from the product's own code."""
        return self._infos[name].first_party or self._reads_alone(name, hook)

    def _reads_alone(self, name: str, hook: str) -> bool:
        """Whether the hook is our own code that reads the files of a pack."""
        plugin = self._objects[name]
        return isinstance(plugin, DataPlugin) and plugin.inherits(hook)

    def _valid(self, name: str, hook: str, items: Sequence[Any]) -> Sequence[Any]:
        try:
            if not self._checked_before(name, hook):
                validate_again(items)
            if not self._infos[name].first_party:
                refuse_misleading(items)
        except PluginFault as fault:
            self._fail(name, self._infos[name].distribution, hook, fault)
            return ()
        return items

    def _guarded(self, name: str, stage: str, function: Callable[[], Sequence[Result]]) -> Sequence[Result]:
        if name in self._hung:
            return ()
        self._note(name, stage)
        before = None if self._infos[name].first_party or self._infos[name].kind == "pack" else Fingerprint.take()
        try:
            limit = self._guard.read_seconds if self._reads_alone(name, stage) else self._guard.call_seconds
            found = self._guard.call(function, limit)
            _refuse_tampering(before)
            return found  # noqa: TRY300  # an else would read no better
        except PluginFault as fault:
            if fault.hung:
                self._hung.add(name)
            self._fail(name, self._infos[name].distribution, stage, fault)
            return ()

    def _fail(self, name: str, distribution: str | None, stage: str, fault: PluginFault) -> None:
        self._failures.append(PluginFailure(name, distribution, stage, fault.reason, fault.remedy))


def _refuse_tampering(before: Fingerprint | None) -> None:
    """Undo what a plugin changed in the program. Raises PluginFault when it did."""
    changed = [] if before is None else before.restore()
    if changed:
        names = ", ".join(changed[:5]) + (f" and {len(changed) - 5} more" if len(changed) > 5 else "")
        raise PluginFault(
            f"it replaced {names}, which belongs to others; that was undone.",
            "A plugin adds through hooks only. Uninstall it unless its author can say why it does this.",
        )


def _call_hook(hook: str, function: Callable[..., Any], arguments: list[Any]) -> list[Any]:
    return items_of(hook, function(*arguments))


def _call_unmatched(plugin: Any, as_of: date) -> list[tuple[str, str, str]]:
    method = getattr(plugin, "unmatched_offers", None)
    return checked_triples(method(as_of)) if callable(method) else []
