"""The board paper as one self-contained page for screen and printer: no script, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from weighbridge.reports.pack.blocks import Block, Bullets, Cell, Code, Facts, Grid, Heading, Paragraph, lines
from weighbridge.reports.pack.board import board_blocks
from weighbridge.reports.pack.decision import Decision
from weighbridge.reports.pack.drawing import svg
from weighbridge.reports.words import one_line

_STYLE = """
@page { size: A4; margin: 16mm 16mm 18mm; }
* { box-sizing: border-box; }
body { font: 9.5pt/1.4 "Segoe UI", "Helvetica Neue", Arial, sans-serif; color: #1b1f24; background: #fff;
  max-width: 178mm; margin: 10mm auto; padding: 0 4mm; }
h1 { font-size: 17pt; line-height: 1.2; margin: 0 0 3mm; color: #1f3a5f; }
h2 { font-size: 12pt; margin: 6mm 0 2mm; padding-bottom: .8mm; border-bottom: .4mm solid #1f3a5f; color: #1f3a5f; }
h3 { font-size: 10pt; margin: 4mm 0 1mm; }
p { margin: 0 0 2mm; }
p.strong { font-size: 12pt; font-weight: 700; }
ul { margin: 0 0 2mm; padding-left: 5mm; }
table { border-collapse: collapse; width: 100%; margin: 0 0 3mm; font-size: 8.5pt; line-height: 1.3; }
th, td { text-align: left; vertical-align: top; padding: 1mm 2mm 1mm 0; border-bottom: .2mm solid #c9d1d9;
  overflow-wrap: anywhere; }
thead th { border-bottom: .4mm solid #57606a; overflow-wrap: normal; }
tbody th { font-weight: 400; color: #57606a; width: 32mm; }
.number { text-align: right; font-variant-numeric: tabular-nums; padding-right: 3mm; white-space: nowrap; }
table.sign td { height: 9mm; }
code { font-family: Consolas, "DejaVu Sans Mono", monospace; font-size: 7.5pt; color: #57606a; }
figure { margin: 0 0 3mm; break-inside: avoid; }
figcaption { font-size: 8.5pt; color: #57606a; margin-top: 1mm; }
svg { width: 100%; height: auto; font-family: Arial, Helvetica, sans-serif; display: block; }
h2, h3 { break-after: avoid; }
tr, table { break-inside: avoid; }
thead { display: table-header-group; }
.wide { overflow-x: auto; }
@media print {
  body { margin: 0; padding: 0; max-width: none; font-size: 9pt; line-height: 1.3; }
  h2 { margin-top: 4mm; }
  table, figcaption { font-size: 8pt; }
  .wide { overflow: visible; }
}
"""


def board_page(decision: Decision) -> str:
    """The page. Every text from data is escaped."""
    title = escape(one_line(f"{decision.needs.name}: {decision.option}"))
    body = "\n".join(_blocks(board_blocks(decision)))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _blocks(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        if isinstance(block, Heading):
            yield f"<h{block.level}>{escape(one_line(block.text))}</h{block.level}>"
        elif isinstance(block, Paragraph):
            kind = ' class="strong"' if block.strong else ""
            yield f"<p{kind}>{_text(block.text)}</p>"
        elif isinstance(block, Bullets):
            items = "".join(f"<li>{_text(item)}</li>" for item in block.items)
            yield f"<ul>{items}</ul>" if items else ""
        elif isinstance(block, Facts):
            rows = "".join(
                f'<tr><th scope="row">{_text(name)}</th><td>{_cell(value)}</td></tr>' for name, value in block.pairs
            )
            yield f"<table><tbody>{rows}</tbody></table>"
        elif isinstance(block, Grid):
            yield _grid(block)
        else:
            caption = escape(one_line(block.caption))
            yield f"<figure>{svg(block.drawing)}<figcaption>{caption}</figcaption></figure>"


def _facts(facts: Facts) -> str:
    rows = "".join(f'<tr><th scope="row">{_text(name)}</th><td>{_cell(value)}</td></tr>' for name, value in facts.pairs)
    return f"<table><tbody>{rows}</tbody></table>"


def _grid(grid: Grid) -> str:
    kinds = [' class="number"' if name in grid.numeric else "" for name in grid.columns]
    head = "".join(f'<th scope="col"{kind}>{_text(name)}</th>' for kind, name in zip(kinds, grid.columns, strict=True))
    rows = "".join(
        f"<tr>{''.join(f'<td{kind}>{_cell(cell)}</td>' for kind, cell in zip(kinds, row, strict=True))}</tr>"
        for row in grid.rows
    )
    to_sign = ' class="sign"' if grid.to_sign else ""
    total = sum(grid.widths)
    spans = "".join(f'<col style="width:{width / total:.1%}">' for width in grid.widths)
    columns = f"<colgroup>{spans}</colgroup>" if spans else ""
    return (
        f'<div class="wide"><table{to_sign}>{columns}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _cell(cell: Cell) -> str:
    return "<br>".join(_text(line) for line in lines(cell))


def _text(text: str) -> str:
    shown = escape(one_line(text))
    return f"<code>{shown}</code>" if isinstance(text, Code) and shown else shown
