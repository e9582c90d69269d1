"""Verbatim license texts that the user brings: matched to sheets, kept in the user's data folder, cited by clause.

No text comes with the product. A text is matched by its hash (the words alone, so that line breaks and case do not
matter), by the key that ScanCode gives it, or by its file name.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from weighbridge.errors import FileMissing, FileUnreadable, NoLicenseTexts, NotWritable
from weighbridge.knowledge.clauses import Clause, clauses, pointed_at
from weighbridge.knowledge.passage import Passage
from weighbridge.records.license import License

MAX_TEXT_BYTES = 2_000_000
STORE = Path("licenses") / "texts.jsonl"
SCANCODE_FOLDER = "licensedcode/data/licenses"
_AGAIN = "move the file away and run `weighbridge knowledge import-licenses` again"
_SUFFIXES = (".license", ".txt", ".md", ".rst")
_DATA = (".py", ".yml", ".yaml", ".json")
_NAMES = re.compile(r"licen[cs]e|copying|terms|notice", re.IGNORECASE)

By = Literal["hash", "key", "name"]


@dataclass(frozen=True, slots=True)
class LicenseText:
    """One text with what it was matched to."""

    key: str
    """ScanCode's key, else the file's name in lower case."""
    name: str
    text: str
    sha256: str
    """Of the normalized words."""
    origin: str
    """File that it was read from."""
    license_id: str | None = None
    """Sheet that it is the text of; None when no sheet fits, which does not keep it from being cited."""
    matched_by: By | None = None

    @property
    def document_id(self) -> str:
        """What answers cite it as: the sheet, or the text itself."""
        return self.license_id or f"license-text:{self.key}"


def normalized_hash(text: str) -> str:
    """SHA-256 over the words of a text in lower case."""
    return hashlib.sha256(" ".join(re.findall(r"[^\W_]+", text.casefold())).encode()).hexdigest()


def read_source(path: Path) -> Iterator[LicenseText]:
    """Texts of a ScanCode wheel (`.whl` or `.zip`), of a folder that holds its data, or of any folder of license files.

    Raises FileMissing, FileUnreadable, or NoLicenseTexts when there is none.
    """
    if not path.exists():
        raise FileMissing(path)
    found = list(_of_archive(path) if path.is_file() else _of_folder(path))
    if not found:
        raise NoLicenseTexts(path)
    yield from found


def matched(texts: Iterable[LicenseText], sheets: Iterable[License]) -> Iterator[LicenseText]:
    """The texts, each with the sheet that it belongs to, if there is one."""
    known = tuple(sheets)
    by_hash = {digest: sheet.id for sheet in known for digest in sheet.text_sha256}
    by_key: dict[str, str] = {}
    for sheet in sorted(known, key=lambda sheet: sheet.id == sheet.scancode_key):  # the plain text beats its variants
        by_key |= {sheet.scancode_key: sheet.id} if sheet.scancode_key else {}
    by_name = {name.casefold(): sheet.id for sheet in known for name in (sheet.id, sheet.spdx) if name}
    for text in texts:
        attempts: tuple[tuple[By, str | None], ...] = (
            ("hash", by_hash.get(text.sha256)),
            ("key", by_key.get(text.key)),
            ("name", by_name.get(text.key)),
        )
        how, license_id = next(((how, found) for how, found in attempts if found), (None, None))
        yield LicenseText(text.key, text.name, text.text, text.sha256, text.origin, license_id, how)


class LicenseTexts:
    """The texts in a user's data folder. Reads them once, when they are first asked for."""

    def __init__(self, data_dir: Path) -> None:
        self._file = data_dir / STORE

    @cached_property
    def texts(self) -> tuple[LicenseText, ...]:
        """All texts by key; empty when nothing was imported. Raises FileUnreadable."""
        if not self._file.is_file():
            return ()
        try:
            lines = self._file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise FileUnreadable(self._file, f"{error}; {_AGAIN}") from error
        return tuple(self._kept(number, line) for number, line in enumerate(lines, 1))

    def _kept(self, number: int, line: str) -> LicenseText:
        try:
            row: dict[str, Any] = json.loads(line)
            return LicenseText(**row)
        except (ValueError, TypeError):
            raise FileUnreadable(self._file, f"line {number} is not a license text; {_AGAIN}") from None

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every clause as a passage, verbatim."""
        return tuple(_passage(text, clause) for text in self.texts for clause in clauses(text.text))

    def clause(self, license_id: str, pointer: str) -> Passage | None:
        """The clause of a sheet's text that `pointer` (`§1.b.v`) means; None without the text or the clause."""
        for text in self.texts:
            if text.license_id == license_id:
                found = pointed_at(pointer, clauses(text.text))
                return _passage(text, found) if found else None
        return None

    def add(self, texts: Iterable[LicenseText]) -> int:
        """Keep texts, replacing those of the same key, whole or not at all. Raises NotWritable."""
        kept = {text.key: text for text in self.texts} | {text.key: text for text in texts}
        lines = [json.dumps(asdict(kept[key]), ensure_ascii=False) for key in sorted(kept)]
        draft = self._file.with_suffix(".part")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
            draft.replace(self._file)
        except OSError as error:
            raise NotWritable(self._file, error.strerror or str(error)) from error
        self.__dict__.pop("texts", None)
        self.__dict__.pop("passages", None)
        return len(kept)


def _passage(text: LicenseText, clause: Clause) -> Passage:
    return Passage(
        id=f"license-text:{text.key}#{clause.id}",
        document_id=text.document_id,
        title=f"{text.name} (text)",
        section=clause.id,
        text=clause.text,
        kind="license",
        applies_to=(text.license_id,) if text.license_id else (text.key,),
        source=text.origin,
        grade="primary",
        as_of=None,
        locator=f"§{clause.id}" if clause.numbered else clause.id,
    )


def _of_archive(path: Path) -> Iterator[LicenseText]:
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                inside = info.filename.startswith(f"{SCANCODE_FOLDER}/") and info.filename.endswith(".LICENSE")
                if inside and info.file_size <= MAX_TEXT_BYTES:
                    raw = archive.read(info).decode("utf-8", errors="replace")
                    yield _text(Path(info.filename).stem, raw, f"{path.name}: {info.filename}")
    except (zipfile.BadZipFile, OSError) as error:
        raise FileUnreadable(path, f"not a wheel or zip archive ({error})") from error


def _of_folder(path: Path) -> Iterator[LicenseText]:
    data = path / SCANCODE_FOLDER
    for file in sorted((data if data.is_dir() else path).rglob("*")):
        if file.is_file() and _is_text(file) and file.stat().st_size <= MAX_TEXT_BYTES:
            try:
                raw = file.read_text(encoding="utf-8", errors="replace")
            except OSError as error:
                raise FileUnreadable(file, error.strerror or str(error)) from error
            # `acme/LICENSE` is named after its folder, `acme-1.0.txt` after itself.
            plain = _NAMES.fullmatch(file.stem) and file.parent != path
            yield _text(file.parent.name if plain else file.stem if file.suffix else file.name, raw, file.name)


def _is_text(file: Path) -> bool:
    suffix = file.suffix.casefold()
    return suffix in _SUFFIXES or (suffix not in _DATA and bool(_NAMES.search(file.name)))


def _text(stem: str, raw: str, origin: str) -> LicenseText:
    """A text without ScanCode's front matter, whose key and name it takes over."""
    head, body = _front_matter(raw)
    key = (head.get("key") or stem).strip().casefold().replace(" ", "-")
    return LicenseText(key, head.get("name") or stem, body.strip(), normalized_hash(body), origin)


def _front_matter(raw: str) -> tuple[dict[str, str], str]:
    parts = raw.split("---\n", 2)
    if not raw.startswith("---\n") or len(parts) < 3:
        return {}, raw
    pairs = (line.split(":", 1) for line in parts[1].splitlines() if re.match(r"\w+:", line))
    return {name.strip(): value.strip().strip("'\"") for name, value in pairs}, parts[2]
