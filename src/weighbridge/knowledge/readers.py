"""Text out of a company's files: Markdown, plain text, HTML, DOCX and PDF, told apart by content, not by name.

Files are hostile until read: PDF, DOCX and HTML are parsed in a process of their own with limits on time and memory.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

from weighbridge.errors import FileMissing, FileTooLarge, FileUnreadable, MissingExtra, UnsupportedFile

Format = Literal["pdf", "docx", "html", "text"]

VERSION = 1
"""Raise it when the same file gives another text."""
MAX_FILE_BYTES = 50_000_000
MAX_TEXT_CHARACTERS = 5_000_000
MAX_PAGES = 1_000
MAX_UNPACKED_BYTES = 200_000_000
MAX_ZIP_MEMBERS = 5_000
MAX_SECONDS = 120
MAX_MEMORY_BYTES = 2 << 30

_PARSER_MISSING = 3
"""Exit code of the parsing process when its package is not installed."""


@dataclass(frozen=True)
class FileText:
    """What a file says, as Markdown."""

    text: str
    title: str | None
    format: Format


def read_file(path: Path) -> FileText:
    """The text of a file.

    Raises FileMissing, FileTooLarge, FileUnreadable, UnsupportedFile (wrong type, too many pages, damaged, encrypted,
    over a limit) or MissingExtra.
    """
    content = read_bytes(path)
    kind = format_of(path, content)
    if kind != "text":
        return _parsed_apart(path, kind)
    return FileText(_bounded(path, _decoded(path, content)), None, "text")


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises FileMissing, FileTooLarge or FileUnreadable."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise FileUnreadable(path, "it is no ordinary file")
        if size > MAX_FILE_BYTES:
            raise FileTooLarge(path, size, MAX_FILE_BYTES)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise FileMissing(path) from error
    except OSError as error:
        raise FileUnreadable(path, error.strerror or str(error)) from error


def format_of(path: Path, content: bytes) -> Format:
    """The format, by content. Raises UnsupportedFile for anything that is no text, HTML, DOCX or PDF."""
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        _check_zip(path)
        return "docx"
    head = _decoded(path, content)[:4096].lstrip().casefold()
    return "html" if head.startswith(("<!doctype html", "<html", "<?xml")) or "<body" in head else "text"


def _decoded(path: Path, content: bytes) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnsupportedFile(path, "it is neither UTF-8 text nor HTML, DOCX or PDF") from error
    if "\0" in text:
        raise UnsupportedFile(path, "it is neither UTF-8 text nor HTML, DOCX or PDF")
    return text


def _check_zip(path: Path) -> None:
    """Refuse archives that are no Word document or would unpack to more than is sensible."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnsupportedFile(path, "it is a damaged archive") from error
    if not any(member.filename == "word/document.xml" for member in members):
        raise UnsupportedFile(path, "it is an archive, but no Word document (.docx)")
    if len(members) > MAX_ZIP_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise UnsupportedFile(path, f"it would unpack to more than {MAX_UNPACKED_BYTES / 1e6:.0f} MB")


def _bounded(path: Path, text: str) -> str:
    if len(text) > MAX_TEXT_CHARACTERS:
        raise UnsupportedFile(path, f"it holds more than {MAX_TEXT_CHARACTERS:,} characters; split it")
    return text


def _parsed_apart(path: Path, kind: Format) -> FileText:
    """Parse in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8"}
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and module
            [sys.executable, "-m", "weighbridge.knowledge.readers", kind, str(path)],
            capture_output=True,
            timeout=MAX_SECONDS,
            check=False,
            env=environment,
        )
    except subprocess.TimeoutExpired as error:
        raise UnsupportedFile(path, f"reading it took longer than {MAX_SECONDS} seconds") from error
    if done.returncode == _PARSER_MISSING:
        raise MissingExtra(f"Reading {kind.upper()} files", "knowledge")
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise UnsupportedFile(
            path, f"it is damaged, or reading it takes more than {MAX_MEMORY_BYTES >> 30} GiB"
        ) from error
    if "refused" in answer:
        raise UnsupportedFile(path, answer["refused"])
    return FileText(_bounded(path, answer["text"]), answer["title"] or None, kind)


class _TextOfHtml(HTMLParser):
    """Headings, paragraphs, list items and table rows of a page as Markdown; scripts and styles are dropped."""

    _SILENT = frozenset({"script", "style", "template", "noscript", "svg", "iframe", "object", "canvas"})
    _BREAKS = frozenset(
        {
            "p",
            "div",
            "section",
            "article",
            "main",
            "header",
            "footer",
            "nav",
            "aside",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
        }
        | {"table", "thead", "tbody", "tr", "pre", "blockquote", "form", "fieldset", "figure", "figcaption", "hr"}
        | {"h1", "h2", "h3", "h4", "h5", "h6", "address", "details", "summary"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.title = ""
        self._line: list[str] = []
        self._prefix = ""
        self._silent: list[str] = []
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self._in_title = True
        elif tag in self._SILENT:
            self._silent.append(tag)
        elif tag in self._BREAKS:
            self.end_block()
            self._prefix = "#" * int(tag[1]) + " " if re.fullmatch("h[1-6]", tag) else "- " if tag == "li" else ""
        elif tag in ("td", "th") and self._line:
            self._line.append(" | ")
        elif tag == "br":
            self._line.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        elif tag in self._silent:
            while self._silent.pop() != tag:
                pass
        elif tag in self._BREAKS:
            self.end_block()

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        elif not self._silent:
            self._line.append(data)

    def end_block(self) -> None:
        """Keep what was read since the last break."""
        text = " ".join("".join(self._line).split())
        if text:
            self.blocks.append(self._prefix + text)
        self._line, self._prefix = [], ""


def _html(path: Path) -> tuple[str, str]:
    parser = _TextOfHtml()
    parser.feed(_decoded(path, path.read_bytes()))
    parser.close()
    parser.end_block()
    return _markdown(parser.blocks), " ".join(parser.title.split())


def _docx(path: Path) -> tuple[str, str]:
    import docx
    from docx.table import Table

    document = docx.Document(str(path))
    blocks = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            blocks.append("\n".join(" | ".join(cell.text.strip() for cell in row.cells) for row in block.rows))
        elif block.text.strip():
            style = (block.style.name if block.style else None) or ""
            level = re.fullmatch(r"Heading ([1-6])", style)
            mark = "#" * int(level[1]) + " " if level else "- " if style.startswith("List") else ""
            blocks.append(mark + block.text.strip())
    return _markdown(blocks), document.core_properties.title or ""


def _markdown(blocks: list[str]) -> str:
    """Blocks with a blank line between them; the items of a list stand together."""
    return re.sub(r"^(- .*)\n\n(?=- )", r"\1\n", "\n\n".join(blocks), flags=re.MULTILINE)


def _pdf(path: Path) -> tuple[str, str]:
    from pypdf import PdfReader

    reader = PdfReader(str(path))
    if reader.is_encrypted:
        raise ValueError("it is encrypted")
    if len(reader.pages) > MAX_PAGES:
        raise ValueError(f"it has {len(reader.pages):,} pages, over the limit of {MAX_PAGES:,}; split it")
    title = reader.metadata.title if reader.metadata else None
    return "\n\n".join(_pages(reader)), title or ""


def _pages(reader: object) -> Iterator[str]:
    """Each page below a heading with its number, so that a citation can name it."""
    length = 0
    for number, page in enumerate(reader.pages, 1):  # type: ignore[attr-defined]  # pypdf is imported where it is used
        text = re.sub(r"(?<=\w)-\n(?=[a-z])", "", page.extract_text() or "")
        text = "\n".join(line.strip().lstrip("#") for line in text.splitlines())
        length += len(text)
        if length > MAX_TEXT_CHARACTERS:
            raise ValueError(f"it holds more than {MAX_TEXT_CHARACTERS:,} characters; split it")
        if text.strip():
            yield f"## Page {number}\n\n{text}"


def _limit_resources() -> None:
    """Bound what this process may use, where the system can."""
    if os.name == "posix":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))


def main(kind: str, path: str) -> int:
    """Parse one file and print its text as JSON; the process that was started for it ends with the exit code."""
    import logging
    import warnings

    warnings.simplefilter("ignore")
    logging.disable()
    _limit_resources()
    try:
        text, title = {"pdf": _pdf, "docx": _docx, "html": _html}[kind](Path(path))
        answer = {"text": text, "title": title}
    except ImportError:
        return _PARSER_MISSING
    except ValueError as error:
        answer = {"refused": str(error)}
    except Exception as error:  # noqa: BLE001  # parsers of hostile files raise anything
        answer = {"refused": f"it cannot be read as {kind.upper()} ({type(error).__name__})"}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
