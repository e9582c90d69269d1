"""The files of a pack: YAML lists of records, YAML maps of architectures, and Markdown documents."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TypeVar

from weighbridge import yamlfile
from weighbridge.errors import InvalidField
from weighbridge.plugins.rows import RowReader, label_of, unknown_name
from weighbridge.records.architecture import Architecture
from weighbridge.records.base import CatalogRecord

MAX_DOCUMENT_BYTES = 2_000_000

Catalogued = TypeVar("Catalogued", bound=CatalogRecord)


class PackFile(RowReader):
    """A YAML file: its named sources, and the rows below the key that is its kind or its own name."""

    def __init__(self, path: Path, kind: str, text: str) -> None:
        """Parse the text of the file. Raises YamlSyntax, or InvalidField for other keys or a wrong source."""
        file = yamlfile.parse(text, path)
        data = file.data
        if not isinstance(data, dict):
            raise InvalidField(path, 1, kind, f"the file must hold `{kind}:` and its records below it.")
        super().__init__(path, lambda: file, data.get("sources"))
        self.key = path.stem if path.stem in data else kind
        for key in data:
            if key not in ("sources", self.key):
                raise self.refuse((key,), str(key), unknown_name("unknown key", str(key), ("sources", self.key)))
        self.rows = data.get(self.key)

    def records(self, shape: type[Catalogued], layouts: Mapping[str, Architecture]) -> list[Catalogued]:
        """The rows as records, each model with its layout from `layouts`. Raises InvalidField."""
        if not isinstance(self.rows, list):
            raise self.refuse((self.key,), self.key, "must be a list of records.")
        found = []
        for index, row in enumerate(self.rows):
            at, label = (self.key, index), label_of(row, index)
            if label in layouts and isinstance(row, dict):
                if row.get("architecture") is not None:
                    field = f"{label}: architecture"
                    raise self.refuse((*at, "architecture"), field, "stands in architectures.yaml too; keep one.")
                row["architecture"] = layouts[label]
            found.append(self.shape(at, row, shape, label))
        return found

    def architectures(self) -> dict[str, Architecture]:
        """The rows as a map from model id to layout. Raises InvalidField."""
        if not isinstance(self.rows, dict):
            raise self.refuse((self.key,), self.key, "must be a map from model id to architecture.")
        return {
            str(name): self.shape((self.key, name), row, Architecture, str(name)) for name, row in self.rows.items()
        }

    def orphan(self, name: str, known: Collection[str]) -> InvalidField:
        """The error for a layout whose model is not in the pack."""
        return self.refuse((self.key, name), name, unknown_name("this pack has no model of that id", name, known))


def file_text(path: Path) -> str:
    """The text of a file of a pack, a document within its own bound. Raises the errors of `yamlfile.read_text`."""
    return yamlfile.read_text(path, MAX_DOCUMENT_BYTES if path.suffix == ".md" else yamlfile.MAX_BYTES)


def read_document(path: Path, text: str, shape: type[Catalogued]) -> Catalogued:
    """A Markdown file: YAML between two `---` lines, then the record's `text`. Raises InvalidField."""
    head, _, rest = text.partition("\n")
    front, mark, body = rest.partition("\n---\n")
    if head.strip() != "---" or not mark:
        raise InvalidField(path, 1, "front matter", "the file must start with `---`, YAML lines, and `---` again.")
    # The empty first line keeps line numbers those of the file.
    file = yamlfile.parse(f"\n{front}\n", path)
    if not isinstance(file.data, dict):
        raise InvalidField(path, 1, "front matter", "must hold `key: value` lines.")
    row = {**file.data, "text": body.strip()}
    reader = RowReader(path, lambda: file, row.pop("sources", None))
    return reader.shape((), row, shape, label_of(row, 0))
