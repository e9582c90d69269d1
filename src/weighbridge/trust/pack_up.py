"""Make a bundle of packs and of the company's documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from weighbridge.errors import BundleConflict, BundleEmpty, NotWritable
from weighbridge.knowledge.license_texts import STORE
from weighbridge.knowledge.store import FOLDER
from weighbridge.plugins.discover import normal
from weighbridge.plugins.packs import Pack, load_pack
from weighbridge.trust.bundle import Contents, PackEntry, entry_of, write_bundle
from weighbridge.trust.contents import files_below, pack_files

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def create(out: Path, key: Ed25519PrivateKey, packs: Iterable[Path] = (), documents: Path | None = None) -> Contents:
    """Write a bundle whole or not at all; the same input gives the same bytes.

    `documents` is the folder of the company's documents. Every record of the packs is read first, so no broken pack is
    sent. Raises BundleEmpty, BundleConflict, NotWritable, and the errors of packs.
    """
    held = [_whole(folder) for folder in packs]
    names = [normal(pack.manifest.name) for pack in held]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BundleConflict(f"two packs are called {twice[0]}", "Give one of them another name.")
    files = {
        f"packs/{name}/{inner}": path
        for name, pack in zip(names, held, strict=True)
        for inner, path in pack_files(pack).items()
    }
    with _documents(documents) as found:
        files.update(found)
        if not files:
            raise BundleEmpty
        contents = Contents(
            format=1,
            packs={
                name: PackEntry(title=pack.manifest.title, version=pack.manifest.version)
                for name, pack in sorted(zip(names, held, strict=True), key=lambda item: item[0])
            },
            knowledge=bool(found),
            files={name: entry_of(path) for name, path in sorted(files.items())},
        )
        draft = out.with_name(f".{out.name}.part")
        try:
            with draft.open("wb") as file:
                write_bundle(file, files, contents, key)
            draft.replace(out)
        except OSError as error:
            raise NotWritable(out, error.strerror or str(error)) from error
        finally:
            draft.unlink(missing_ok=True)
    return contents


def _whole(folder: Path) -> Pack:
    pack = load_pack(folder)
    for kind in pack.kinds:
        pack.items(kind)
    return pack


@contextmanager
def _documents(folder: Path | None) -> Iterator[dict[str, Path]]:
    """The files of the company's documents by their path in the bundle, while nobody writes to them."""
    if folder is None:
        yield {}
        return
    from weighbridge.knowledge.store import EmbeddedStore

    texts = folder / STORE
    found = {f"knowledge/{STORE.as_posix()}": texts} if texts.is_file() else {}
    if not (folder / FOLDER).is_dir():
        if not found:
            raise BundleConflict(
                f"{folder} holds no documents of yours", "Add some with: weighbridge knowledge add PATH"
            )
        yield found
        return
    store = EmbeddedStore((folder / FOLDER).resolve())
    with store.alone():
        yield found | {f"knowledge/{FOLDER}/{name}": path for name, path in files_below(folder / FOLDER).items()}
