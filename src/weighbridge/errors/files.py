"""Files, folders and YAML that cannot be used."""

from __future__ import annotations

from pathlib import Path

from weighbridge.errors.root import WeighbridgeError


class FileMissing(WeighbridgeError):
    """The path does not exist."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(f"{path}: no such file. Check the path, or start from one of the files in examples/.")


class NotAFile(WeighbridgeError):
    """The path is a directory or a device."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(f"{path}: is not a file. Name a YAML file, not a folder.")


class NotAFolder(WeighbridgeError):
    """The path should be a folder."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(f"{path}: is not a folder. A pack is a folder with a pack.yaml in it.")


class FileUnreadable(WeighbridgeError):
    """The file is there but cannot be read as UTF-8 text."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: cannot be read: {reason}.")


class NotWritable(WeighbridgeError):
    """A file cannot be written."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: cannot be written: {reason}. Choose another path with --out.")


class FolderInUse(WeighbridgeError):
    """A new folder would replace something that exists."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(f"{path}: exists already; nothing was written. Choose another name, or another --out.")


class FileTooLarge(WeighbridgeError):
    """The file is larger than such a file can sensibly be; it was not read."""

    def __init__(self, path: Path | str, size_bytes: int, limit_bytes: int) -> None:
        super().__init__(
            f"{path}: {size_bytes / 1e6:,.1f} MB, over the limit of {limit_bytes / 1e6:,.1f} MB. It was not read."
        )


class YamlSyntax(WeighbridgeError):
    """The text is not YAML, or uses a part of YAML that is refused."""

    def __init__(self, path: Path | str, line: int, reason: str) -> None:
        super().__init__(f"{path}, line {line}: {reason}")


class InvalidField(WeighbridgeError):
    """A field of a YAML file has a wrong name or value."""

    def __init__(self, path: Path | str, line: int, field: str, reason: str) -> None:
        self.line, self.field, self.reason = line, field, reason
        super().__init__(f"{path}, line {line}: {field}: {reason}")


class InvalidCell(WeighbridgeError):
    """A cell or column of a table in a pack has a wrong name or value."""

    def __init__(self, path: Path | str, row: int | None, column: str, reason: str) -> None:
        place = "" if row is None else f", row {row:,}"
        super().__init__(f"{path}{place}: {column}: {reason.rstrip('.')}.")


class UnsupportedFile(WeighbridgeError):
    """A company's file is of a type, size or state that is not taken."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(
            f"{path}: not added, for {reason}. Markdown, text, HTML, DOCX and PDF are taken; save it as one of them."
        )


class BinaryToTerminal(WeighbridgeError):
    """A file that is no text would go to a terminal."""

    def __init__(self, name: str, file_name: str) -> None:
        super().__init__(f"The format {name!r} is no text. Write it to a file with: --out {file_name}")
