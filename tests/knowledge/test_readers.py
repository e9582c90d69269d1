"""Files of every type become text; hostile ones are refused or read as plain words."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from weighbridge.errors import FileMissing, FileTooLarge, FileUnreadable, UnsupportedFile
from weighbridge.knowledge import readers
from weighbridge.knowledge.readers import read_file


def pdf(path: Path, pages: list[str], **options: str) -> Path:
    """A PDF with one line of Helvetica a page."""
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for text in pages:
        page = writer.add_blank_page(300, 300)
        content = DecodedStreamObject()
        content.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode())
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        page[NameObject("/Contents")] = content
    if "password" in options:
        writer.encrypt(options["password"], algorithm="RC4-128")
    writer.write(path)
    return path


def word(path: Path) -> Path:
    """A Word document with title, headings, a list and a table."""
    made = docx.Document()
    made.core_properties.title = "Hosting policy"
    made.add_heading("Regions", 1)
    made.add_paragraph("Prompts stay in Frankfurt.")
    made.add_paragraph("one", style="List Bullet")
    made.add_paragraph("two", style="List Bullet")
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "GPU", "H200"
    made.save(str(path))
    return path


def test_pdf_is_read_page_by_page(tmp_path: Path) -> None:
    found = read_file(pdf(tmp_path / "a.pdf", ["Zebras graze.", "", "Invoices stay."]))
    assert found.format == "pdf"
    assert found.text == "## Page 1\n\nZebras graze.\n\n## Page 3\n\nInvoices stay."


def test_docx_keeps_headings_lists_and_tables(tmp_path: Path) -> None:
    found = read_file(word(tmp_path / "a.docx"))
    assert (found.format, found.title) == ("docx", "Hosting policy")
    assert found.text == "# Regions\n\nPrompts stay in Frankfurt.\n\n- one\n- two\n\nGPU | H200"


def test_html_keeps_words_and_drops_what_runs(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<!DOCTYPE html><title>A &amp; B</title><style>p{}</style><h2>Rules</h2><p>One <b>bold</b> word.</p>"
        "<script>steal('x')</script><ul><li>a<li>b</ul><table><tr><td>1<td>2</table><svg><text>hidden</text></svg>"
        "<iframe src='http://x'>frame</iframe><p onclick='run()'>Two<br>lines &lt;script&gt;",
        encoding="utf-8",
    )
    found = read_file(path)
    assert (found.format, found.title) == ("html", "A & B")
    assert found.text == "## Rules\n\nOne bold word.\n\n- a\n- b\n\n1 | 2\n\nTwo lines <script>"


def test_the_content_decides_and_not_the_name(tmp_path: Path) -> None:
    disguised = pdf(tmp_path / "a.txt", ["Zebras graze."])
    assert read_file(disguised).format == "pdf"
    assert read_file(word(tmp_path / "b.pdf")).format == "docx"
    (tmp_path / "c.pdf").write_text("Just words.", encoding="utf-8")
    assert read_file(tmp_path / "c.pdf").format == "text"
    (tmp_path / "d.txt").write_bytes("Zwölf".encode("utf-16"))
    assert read_file(tmp_path / "d.txt").text == "Zwölf"


def test_binaries_other_archives_and_damaged_files_are_refused(tmp_path: Path) -> None:
    cases = {
        "exe": b"MZ\x90\x00\x03\x00",
        "latin": b"caf\xe9 \xff\xfe",
        "cut.pdf": b"%PDF-1.7\n1 0 obj\n<<",
        "cut.docx": b"PK\x03\x04rest",
    }
    for name, content in cases.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UnsupportedFile, match="are taken"):
            read_file(tmp_path / name)
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a.txt", "words")
    with pytest.raises(UnsupportedFile, match="no Word document"):
        read_file(tmp_path / "x.zip")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(readers.MAX_UNPACKED_BYTES // 1_000_000 + 1):
            member.write(b"\0" * 1_000_000)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(UnsupportedFile, match="unpack to more than"):
        read_file(path)


def test_entities_of_a_word_document_are_not_expanded(tmp_path: Path) -> None:
    lines = [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12)]
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "aaaaaaaaaa">{"".join(lines)}]>'
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>&e11;</w:t></w:r></w:p></w:body></w:document>'
    path = tmp_path / "laughs.docx"
    with zipfile.ZipFile(word(tmp_path / "plain.docx")) as plain, zipfile.ZipFile(path, "w") as archive:
        for member in plain.infolist():
            content = plain.read(member) if member.filename != "word/document.xml" else (bomb + body).encode()
            archive.writestr(member.filename, content)
    try:
        text = read_file(path).text
    except UnsupportedFile:
        return
    assert len(text) < 1_000


def test_too_many_pages_and_secrets_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = pdf(tmp_path / "many.pdf", ["x"] * (readers.MAX_PAGES + 1))
    with pytest.raises(UnsupportedFile, match="1,001 pages"):
        read_file(many)
    with pytest.raises(UnsupportedFile, match="encrypted"):
        read_file(pdf(tmp_path / "locked.pdf", ["x"], password="secret"))  # noqa: S106  # of this test's own file


def test_a_parser_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "MAX_SECONDS", 0.01)
    with pytest.raises(UnsupportedFile, match="took longer"):
        read_file(pdf(tmp_path / "a.pdf", ["x"]))


def test_sizes_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x" * 100, encoding="utf-8")
    monkeypatch.setattr(readers, "MAX_TEXT_CHARACTERS", 50)
    with pytest.raises(UnsupportedFile, match="characters"):
        read_file(path)
    monkeypatch.setattr(readers, "MAX_FILE_BYTES", 50)
    with pytest.raises(FileTooLarge):
        read_file(path)
    with pytest.raises(FileMissing):
        read_file(tmp_path / "none")
    with pytest.raises(FileUnreadable):
        read_file(tmp_path)
