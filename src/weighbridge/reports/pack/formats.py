"""The files of the pack by name, and one function that writes any of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

from weighbridge.errors import UnknownFormat

if TYPE_CHECKING:
    from weighbridge.ranking.recommendation import Recommendation
    from weighbridge.reports.pack.decision import Decision


@dataclass(frozen=True)
class PackFormat:
    """One kind of file in the pack."""

    name: str
    """What `--format` takes."""
    title: str
    """What it is, for a button or a list."""
    file_name: str
    media_type: str
    reader: str
    """Who needs it."""

    @property
    def binary(self) -> bool:
        """Whether it should not be printed on a terminal."""
        return not self.media_type.startswith("text/") and not self.media_type.endswith("json")


_FORMATS = (
    PackFormat("adr", "Decision record", "decision-record.md", "text/markdown", "architecture, for git"),
    PackFormat("html", "Board paper, to print", "board-paper.html", "text/html", "the board"),
    PackFormat("pdf", "Board paper", "board-paper.pdf", "application/pdf", "the board"),
    PackFormat(
        "xlsx",
        "Score sheet with live formulas",
        "score-sheet.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "finance and procurement",
    ),
    PackFormat(
        "obligations", "Obligations register", "obligations-register.md", "text/markdown", "legal, privacy, security"
    ),
    PackFormat("questions", "Open points as questions", "open-questions.md", "text/markdown", "vendor, legal, privacy"),
    PackFormat("bom", "Bill of materials (CycloneDX)", "ml-bom.cdx.json", "application/vnd.cyclonedx+json", "security"),
    PackFormat(
        "record", "Record to check again later", "decision-record.json", "application/json", "weighbridge recheck"
    ),
)

_WRITERS = {
    "adr": ("adr", "decision_record"),
    "html": ("page", "board_page"),
    "pdf": ("pdf", "board_pdf"),
    "xlsx": ("workbook", "score_sheet"),
    "obligations": ("lists", "obligations_paper"),
    "questions": ("lists", "questions_paper"),
    "bom": ("bom", "bill_of_materials"),
    "record": ("record", "decision_json"),
}
"""Name to module and function."""

PACK_FORMATS: Mapping[str, PackFormat] = MappingProxyType({item.name: item for item in _FORMATS})
"""Name to format, in the order in which they are offered."""


def render_pack(name: str, recommendation: Recommendation, option_id: str | None = None) -> bytes:
    """One file of the pack. The same ranking and option give the same bytes.

    `option_id` is the option decided for; None takes the recommended one, or the first ranked if none is qualified.
    Raises UnknownFormat, UnknownOption, OptionExcluded, NothingRanked, or MissingExtra when the packages of
    `weighbridge[report]` are not installed.
    """
    if name not in PACK_FORMATS:
        raise UnknownFormat(name, PACK_FORMATS)
    from weighbridge.reports.pack.decision import decide

    decision = decide(recommendation, option_id)
    # Each format is a module of its own, imported when it is asked for.
    module, function = _WRITERS[name]
    write: Callable[[Decision], str | bytes] = getattr(import_module(f"weighbridge.reports.pack.{module}"), function)
    made = write(decision)
    return made.encode() if isinstance(made, str) else made
