"""The rule of `weighbridge.footprint.tokens` against real tokenizers: how far nine of ten texts are from the estimate.

Usage: python benchmarks/token_rule.py TOKENIZER.json [TOKENIZER.json ...]

Takes the `tokenizer.json` of any models. Texts are pieces of 4,000 characters of this repository (documents, code,
data) and, where the machine has them, of message catalogs under /usr/share/locale.
"""

from __future__ import annotations

import gettext
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from weighbridge.footprint.tokens import estimate

ROOT = Path(__file__).parents[1]
PIECE, MOST = 4000, 80
OWN = {"English": ("knowledge", "*.md"), "code": ("src", "*.py"), "data": ("plugins", "*.yaml")}
LOCALES = ("de", "fr", "es", "it", "pl", "ru", "zh_CN", "ja", "ko")


def pieces(text: str) -> list[str]:
    """A text cut into pieces; a short rest is left out."""
    return [text[start : start + PIECE] for start in range(0, max(1, len(text) - PIECE // 2), PIECE)]


def own_texts() -> Iterator[tuple[str, list[str]]]:
    """Kind and texts of this repository."""
    for kind, (folder, pattern) in OWN.items():
        files = sorted((ROOT / folder).rglob(pattern))
        yield (
            kind,
            [piece for path in files for piece in pieces(path.read_text(encoding="utf-8"))][:: len(files) // 40 or 1],
        )


def messages(locale: str) -> list[str]:
    """Texts of the message catalogs in one language."""
    found: list[str] = []
    for path in sorted(Path("/usr/share/locale", locale, "LC_MESSAGES").glob("*.mo")):
        try:
            with path.open("rb") as file:
                catalog = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]  # noqa: SLF001
        except (OSError, ValueError, UnicodeDecodeError):
            continue
        found += pieces("\n".join(text for key, text in catalog.items() if key and isinstance(text, str)))
    return [text for text in found if len(text) > PIECE // 2]


def main() -> None:
    """Print the ratio of tokens to estimate for each kind of text, and the range of both groups."""
    from tokenizers import Tokenizer

    tokenizers = [Tokenizer.from_file(path) for path in sys.argv[1:]]
    if not tokenizers:
        sys.exit(__doc__)
    groups: dict[str, list[float]] = {"English, code and data": [], "other languages": []}
    for kind, texts in [*own_texts(), *((locale, messages(locale)) for locale in LOCALES)]:
        group = groups["English, code and data" if kind in OWN else "other languages"]
        ratios = [
            len(tokenizer.encode(text, add_special_tokens=False).ids) / estimate(text).expected
            for text in texts[:MOST]
            for tokenizer in tokenizers
        ]
        if ratios:
            group += ratios
            print(f"{kind:<24} {len(ratios):>5} median {statistics.median(ratios):.2f}")
    for name, ratios in groups.items():
        if ratios:
            cuts = statistics.quantiles(ratios, n=20)
            print(
                f"{name:<24} {len(ratios):>5} nine of ten between {cuts[0]:.2f} and {cuts[-1]:.2f} times the estimate"
            )


if __name__ == "__main__":
    main()
