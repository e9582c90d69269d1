"""A bundle: a zip file of stored files, a manifest of their hashes, and a signature of the manifest.

Files are stored, never compressed: the same input gives the same bytes with any zip library, and no file can grow when
it is read. Nothing is written before names, signature, manifest and every hash are right.
"""

from __future__ import annotations

import hashlib
import stat
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path, PurePosixPath
from struct import error as struct_error
from typing import IO, TYPE_CHECKING, Any, Literal

from pydantic import Field, ValidationError

from weighbridge.errors import (
    BundleDamaged,
    BundleUnsafe,
    BundleUntrusted,
    BundleVersion,
    FileMissing,
    FileUnreadable,
)
from weighbridge.records.base import Record
from weighbridge.trust.keys import is_signed, sign

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FORMAT = 1
MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
MAX_MANIFEST_BYTES = 20_000_000
MAX_FILES = 100_000
_SIGNATURE_BYTES = 64
_EPOCH = (1980, 1, 1, 0, 0, 0)
_BLOCK_BYTES = 1 << 20
_NOT_A_ZIP = (
    zipfile.BadZipFile,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct_error,
)
"""What the zip reader raises on bytes that are none."""
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul"] + [f"{port}{digit}" for port in ("com", "lpt") for digit in range(1, 10)]
)


class FileEntry(Record):
    """A file of a bundle."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size_bytes: int = Field(ge=0)


class PackEntry(Record):
    """A pack of a bundle; its files lie below `packs/NAME/`."""

    title: str
    version: str | None = None


class Contents(Record):
    """The manifest: what a bundle holds."""

    format: Literal[1]
    packs: dict[str, PackEntry]
    knowledge: bool
    """Whether it holds the company's documents with their index, below `knowledge/`."""
    files: dict[str, FileEntry]

    @property
    def size_bytes(self) -> int:
        """Of all files together."""
        return sum(entry.size_bytes for entry in self.files.values())


def write_bundle(file: IO[bytes], files: Mapping[str, Path], contents: Contents, key: Ed25519PrivateKey) -> None:
    """Write a bundle. `files` and `contents` name the same paths; a file that changed meanwhile is BundleDamaged."""
    manifest = contents.model_dump_json(indent=1).encode()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        archive.writestr(_info(MANIFEST), manifest)
        archive.writestr(_info(SIGNATURE), sign(key, manifest))
        for name in sorted(files):
            info = _info(name)
            info.file_size = contents.files[name].size_bytes
            with files[name].open("rb") as source, archive.open(info, "w") as target:
                if _copied(source, target.write) != contents.files[name].sha256:
                    raise BundleDamaged(files[name], "it was changed while it was packed")


@contextmanager
def verified(path: Path, key: Ed25519PublicKey) -> Iterator[tuple[Contents, Callable[[str, Path], None]]]:
    """The manifest of a bundle and a function that unpacks one file, once all of the bundle was found right.

    Raises BundleDamaged, BundleUnsafe, BundleUntrusted, BundleVersion, or the errors of reading.
    """
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(zipfile.ZipFile(stack.enter_context(path.open("rb"))))
            infos = _safe_entries(path, archive)
            contents = _signed_manifest(path, archive, infos, key)
            _check_files(path, archive, infos, contents)
        except FileNotFoundError:
            raise FileMissing(path) from None
        except IsADirectoryError:
            raise FileUnreadable(path, "it is a folder") from None
        except _NOT_A_ZIP as error:
            raise BundleDamaged(path, "its zip file cannot be read to the end") from error

        def unpack(name: str, target: Path) -> None:
            with archive.open(infos[name]) as source, target.open("xb") as out:
                if _copied(source, out.write) != contents.files[name].sha256:
                    raise BundleUntrusted(path, f"{name} changed while it was unpacked")

        yield contents, unpack


def entry_of(path: Path) -> FileEntry:
    """Hash and size of a file on disk. Raises FileUnreadable."""
    try:
        with path.open("rb") as file:
            return FileEntry(sha256=_copied(file, _nowhere), size_bytes=path.stat().st_size)
    except OSError as error:
        raise FileUnreadable(path, error.strerror or str(error)) from error


def _safe_entries(path: Path, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Entries by name, each a plain stored file with a path that stays where it is unpacked. Raises BundleUnsafe."""
    infos = archive.infolist()
    if len(infos) > MAX_FILES:
        raise BundleUnsafe(path, f"it holds {len(infos):,} files, more than {MAX_FILES:,}")
    found: dict[str, zipfile.ZipInfo] = {}
    folded: set[str] = set()
    for info in infos:
        name = info.orig_filename
        if _leaves(name):
            raise BundleUnsafe(path, f"the path {name[:200]!r} could be written outside of its place")
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            raise BundleUnsafe(path, f"{name} is a link or a device, not a file")
        if info.compress_type != zipfile.ZIP_STORED or info.file_size != info.compress_size or info.flag_bits & 1:
            raise BundleUnsafe(path, f"{name} is compressed or encrypted, which no bundle is")
        if name.casefold() in folded:
            raise BundleUnsafe(path, f"the path {name} stands in it twice")
        folded.add(name.casefold())
        found[name] = info
    if sum(info.file_size for info in infos) > path.stat().st_size:
        raise BundleUnsafe(path, "its files overlap, so that they would grow when unpacked")
    return found


def _leaves(name: str) -> bool:
    """Whether a path is absolute, goes up, or means something else on another system."""
    if not name or len(name) > 400 or any(ord(mark) < 32 or mark in '\\:*?"<>|' for mark in name):
        return True
    parts = name.split("/")
    return any(
        part in ("", ".", "..") or part != part.rstrip(". ") or part.split(".")[0].casefold() in _RESERVED
        for part in parts
    )


def _signed_manifest(
    path: Path, archive: zipfile.ZipFile, infos: Mapping[str, zipfile.ZipInfo], key: Ed25519PublicKey
) -> Contents:
    """The manifest, whose bytes are looked into only after the signature was found right."""
    for name, limit in ((MANIFEST, MAX_MANIFEST_BYTES), (SIGNATURE, _SIGNATURE_BYTES)):
        if name not in infos:
            raise BundleDamaged(path, f"it has no {name}")
        if infos[name].file_size > limit:
            raise BundleUnsafe(path, f"its {name} is larger than {limit:,} bytes")
    manifest = archive.read(infos[MANIFEST])
    if not is_signed(key, archive.read(infos[SIGNATURE]), manifest):
        raise BundleUntrusted(path, "its manifest was not signed with this key, or was changed afterwards")
    return _contents(path, manifest)


def _contents(path: Path, manifest: bytes) -> Contents:
    import json

    try:
        data: Any = json.loads(manifest)
        stated = data.get("format") if isinstance(data, dict) else None
        if stated != FORMAT:
            raise BundleVersion(path, stated, FORMAT)
        return Contents.model_validate(data)
    except (ValueError, RecursionError, ValidationError) as error:
        raise BundleDamaged(path, "its manifest cannot be read") from error


def _check_files(
    path: Path, archive: zipfile.ZipFile, infos: Mapping[str, zipfile.ZipInfo], contents: Contents
) -> None:
    """Every file of the manifest is there as it was signed, and no other is."""
    held = {name for name in infos if name not in (MANIFEST, SIGNATURE)}
    for reason, names in (("lacks", contents.files.keys() - held), ("was given", held - contents.files.keys())):
        if names:
            raise BundleUntrusted(path, f"it {reason} {_some(names)}, against its manifest")
    for pack in contents.packs:
        if f"packs/{pack}/pack.yaml" not in contents.files:
            raise BundleDamaged(path, f"its pack {pack} has no pack.yaml")
    for name in contents.files:
        place = PurePosixPath(name).parts
        if not (place[0] == "packs" and len(place) > 2 and place[1] in contents.packs) and not (
            place[0] == "knowledge" and contents.knowledge
        ):
            raise BundleDamaged(path, f"{name} belongs to no pack of its manifest")
    for name, entry in sorted(contents.files.items()):
        if infos[name].file_size != entry.size_bytes:
            raise BundleUntrusted(path, f"{name} was changed after it was signed")
        with suppress(zipfile.BadZipFile), archive.open(infos[name]) as source:  # a wrong checksum
            if _copied(source, _nowhere) == entry.sha256:
                continue
        raise BundleUntrusted(path, f"{name} was changed after it was signed")


def _some(names: set[str]) -> str:
    first = sorted(names)[:3]
    return ", ".join(first) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _copied(source: IO[bytes], write: Callable[[bytes], Any]) -> str:
    digest = hashlib.sha256()
    while block := source.read(_BLOCK_BYTES):
        digest.update(block)
        write(block)
    return digest.hexdigest()


def _nowhere(_block: bytes) -> None:
    """For a file that is only hashed."""


def _info(name: str) -> zipfile.ZipInfo:
    """An entry whose bytes depend on nothing but its name."""
    info = zipfile.ZipInfo(name, _EPOCH)
    info.create_system = 3
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    return info
