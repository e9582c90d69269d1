"""License expressions such as `A AND (B OR C)`: every part is judged, and what is not on record stays unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from weighbridge.errors import BadExpression
from weighbridge.licensing.circumstances import Circumstances
from weighbridge.licensing.judge import judge
from weighbridge.licensing.strictest import strictest
from weighbridge.licensing.verdict import SEVERITY, Step, Verdict
from weighbridge.records.license import License

_REF = "licenseref-scancode-"


def is_expression(text: str) -> bool:
    """Whether a text combines licenses, rather than naming one."""
    words = text.replace("(", " ( ").replace(")", " ) ").split()
    return len(words) > 1 and any(word.upper() in ("AND", "OR", "WITH", "(") for word in words)


def judge_expression(text: str, sheets: Iterable[License], circumstances: Circumstances) -> Verdict:
    """Judge one use under an expression: all parts of an AND bind, of an OR the freest may be chosen.

    A part without a sheet is `unknown`; so is one with an exception (`A WITH B`), since an exception changes the text.
    Raises BadExpression when it cannot be read.
    """
    known = tuple(sheets)
    return _judge(_parsed(text), lambda name: symbol(name, known), circumstances)


def parts(text: str, sheets: Iterable[License]) -> tuple[tuple[str, License | None], ...]:
    """The names in an expression, in order, each with its sheet. Raises BadExpression."""
    known = tuple(sheets)
    found: dict[str, License | None] = {}
    for item in _parsed(text).get_symbols():
        found[str(item)] = None if " WITH " in str(item) else symbol(str(item), known)
    return tuple(found.items())


def symbol(name: str, sheets: Iterable[License]) -> License | None:
    """The one sheet that a name stands for: its id, SPDX id or ScanCode key; None when none or several do."""
    wanted = name.lower()
    known = tuple(sheets)
    for key in (
        lambda sheet: sheet.id,
        lambda sheet: (sheet.spdx or "").lower(),
        lambda sheet: _REF + (sheet.scancode_key or "").lower(),
        lambda sheet: (sheet.scancode_key or "").lower(),
    ):
        found = [sheet for sheet in known if key(sheet) == wanted]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _parsed(text: str) -> Any:
    from license_expression import ExpressionError, ExpressionParseError, Licensing

    try:
        tree = Licensing().parse(text)
    except (ExpressionError, ExpressionParseError) as error:
        raise BadExpression(text, str(error).split("\n")[0]) from error
    if tree is None:
        raise BadExpression(text, "it is empty")
    return tree


def _judge(tree: Any, find: Callable[[str], License | None], facts: Circumstances) -> Verdict:
    operator = getattr(tree, "operator", None)
    if operator is None:
        name = str(tree)
        return judge(None if " WITH " in name else find(name), facts, license_id=name)
    found = [_judge(arg, find, facts) for arg in tree.args]
    if operator.strip().upper() == "AND":
        return strictest(found)
    best = min(found, key=lambda verdict: (SEVERITY[verdict.assured], SEVERITY[verdict.verdict]))
    names = " and ".join(item.license_id for item in found)
    choice = f"You may choose between {names}; {best.license_id} is the freest here."
    return replace(best, trace=(Step("expression", "pass", None, choice), *best.trace))
