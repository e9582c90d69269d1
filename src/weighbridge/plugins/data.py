"""The plugin object of a folder of YAML inside a Python package, for `data_plugin(__file__)`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from weighbridge.hookspecs import hookimpl

if TYPE_CHECKING:
    from weighbridge.plugins.packs import Pack
    from weighbridge.records import (
        Accelerator,
        Benchmark,
        Claim,
        Document,
        FineTuningService,
        Framework,
        License,
        Model,
        Offer,
        Provider,
    )


class DataPlugin:
    """Answers every data hook from the pack in `folder`. Subclass it to compute some records or to add hooks.

    An override of a hook carries `@hookimpl` again; `self.pack.records("offers")` gives what the files hold.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def pack(self) -> Pack:
        """The pack, opened on first use. Raises the errors of `load_pack`."""
        from weighbridge.plugins.packs import load_pack

        return load_pack(self.folder)

    def inherits(self, attribute: str) -> bool:
        """Whether an attribute is as defined here, rather than by a subclass or on the object."""
        return attribute in vars(DataPlugin) and getattr(type(self), attribute) is vars(DataPlugin)[attribute]

    def hooks_from_pack(self) -> tuple[str, ...]:
        """Data hooks that the YAML answers, sorted: those with a file in the pack and no code of a subclass."""
        return tuple(hook for hook in self.pack.kinds if self.inherits(hook))

    @hookimpl
    def models(self) -> Iterable[Model]:
        """Models in the pack, with their architectures."""
        return self.pack.items("models")

    @hookimpl
    def providers(self) -> Iterable[Provider]:
        """Providers in the pack."""
        return self.pack.items("providers")

    @hookimpl
    def offers(self, as_of: date) -> Iterable[Offer]:
        """Offers in the pack; their prices hold whatever the day."""
        return self.pack.items("offers")

    @hookimpl
    def licenses(self) -> Iterable[License]:
        """License sheets in the pack."""
        return self.pack.items("licenses")

    @hookimpl
    def accelerators(self) -> Iterable[Accelerator]:
        """Accelerators in the pack."""
        return self.pack.items("accelerators")

    @hookimpl
    def frameworks(self) -> Iterable[Framework]:
        """Compliance frameworks in the pack."""
        return self.pack.items("frameworks")

    @hookimpl
    def documents(self) -> Iterable[Document]:
        """Documents in the pack: documents.yaml and documents/*.md."""
        return self.pack.items("documents")

    @hookimpl
    def fine_tuning_services(self) -> Iterable[FineTuningService]:
        """Fine-tuning services in the pack."""
        return self.pack.items("fine_tuning_services")

    @hookimpl
    def benchmarks(self) -> Iterable[Benchmark]:
        """Benchmarks in the pack."""
        return self.pack.items("benchmarks")

    @hookimpl
    def claims(self) -> Iterable[Claim]:
        """Claims in the pack."""
        return self.pack.items("claims")


def data_plugin(module_file: str) -> DataPlugin:
    """The plugin of the folder that `module_file` lies in; call it as `data_plugin(__file__)`."""
    return DataPlugin(Path(module_file).parent)
