"""Rules for what the wizard sets in HTML.

Text takes the color of the theme by `currentColor`; colors of its own come in pairs by `light-dark()`, which follows the
color scheme that Streamlit sets. tests/wizard/test_theme.py checks their contrast.
"""

from __future__ import annotations

PARTS: tuple[tuple[str, str], ...] = (
    ("#0f5c8c", "#2f7fb5"),
    ("#9a5200", "#a8641c"),
    ("#1f7350", "#2a8460"),
    ("#7d4596", "#8f5ea6"),
    ("#a12f50", "#b5506d"),
    ("#5b6875", "#6b7885"),
    ("#6b5705", "#7f6b1e"),
)
"""Light and dark colors of the criteria in a score bar, in their order; white figures stand on them."""
GOOD, WARN, BAD = ("#1b6b41", "#5cc797"), ("#8a4a00", "#f0a04b"), ("#a3241d", "#ff8a80")
"""Colors of verdicts, always beside a word and a sign."""

_RULES = """
.wb { font-size: .92rem; line-height: 1.4; }
.wb a { color: inherit; }
.wb-row { display: grid; gap: .2rem 1rem; align-items: center;
  grid-template-columns: 1.6rem minmax(11rem, 3fr) minmax(9rem, 2.6fr) minmax(6.5rem, 1.3fr) minmax(7rem, 1.5fr) 5.2rem 6.2rem; }
.wb-head { font-size: .78rem; font-weight: 600; opacity: .75; border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent);
  padding-bottom: .25rem; }
.wb-rank { font-weight: 600; font-variant-numeric: tabular-nums; }
.wb-name { font-weight: 600; }
.wb-id { font-size: .76rem; opacity: .72; overflow-wrap: anywhere; }
.wb-small { font-size: .8rem; opacity: .8; }
.wb-num { font-variant-numeric: tabular-nums; }
.wb-score { display: grid; grid-template-columns: 2.1rem 1fr; gap: .4rem; align-items: center; }
.wb-score b { font-size: 1.02rem; font-variant-numeric: tabular-nums; }
.wb-bar { display: flex; height: 1.15rem; border-radius: 3px; overflow: hidden;
  background: color-mix(in srgb, currentColor 10%, transparent); }
.wb-bar span { color: #fff; font-size: .7rem; line-height: 1.15rem; text-align: center; overflow: hidden; white-space: nowrap;
  border-right: 1px solid light-dark(#fff, #12181f); box-sizing: border-box; }
.wb-legend { display: flex; flex-wrap: wrap; gap: .2rem .9rem; font-size: .8rem; }
.wb-legend i { display: inline-block; width: .75rem; height: .75rem; border-radius: 2px; margin-right: .3rem; vertical-align: -1px; }
.wb-label { display: none; font-size: .74rem; opacity: .72; }
.wb table { border-collapse: collapse; width: 100%; }
.wb th, .wb td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0;
  border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent); }
.wb thead th { font-size: .8rem; }
.wb tbody th { font-weight: 500; opacity: .8; min-width: 7rem; }
.wb td.differs { font-weight: 600; }
.wb td.best::after { content: " \\2605"; }
.wb-wide { overflow-x: auto; }
@media (max-width: 900px) {
  .wb-row { grid-template-columns: 1.6rem 1fr 1fr; }
  .wb-row > .wb-what, .wb-row > .wb-score { grid-column: 2 / -1; }
  .wb-row > .wb-cell:nth-of-type(even) { grid-column: 2; }
  .wb-row > .wb-cell:nth-of-type(odd) { grid-column: 3; }
  .wb-head { display: none; }
  .wb-label { display: block; }
}
.wb-scroll { overflow-x: auto; }
.wb-table { border-collapse: collapse; width: 100%; font-size: .9rem; line-height: 1.4; }
.wb-table caption { text-align: left; font-weight: 600; padding-bottom: .3rem; }
.wb-table th, .wb-table td { text-align: left; vertical-align: top; padding: .35rem .9rem .35rem 0;
  border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent); overflow-wrap: anywhere; }
.wb-table thead th { white-space: nowrap; font-weight: 600; }
.wb-table tbody th { font-weight: 500; min-width: 8rem; }
.wb-table td.number, .wb-table th.number { text-align: right; font-variant-numeric: tabular-nums; }
.wb-grade { white-space: nowrap; border: 1px solid color-mix(in srgb, currentColor 45%, transparent);
  border-radius: 1rem; padding: 0 .5rem; font-size: .8rem; }
.wb-source { font-size: .82rem; }
mark.wb-quote { background: color-mix(in srgb, #f2c037 38%, transparent); color: inherit; padding: 0 .1em; }
/* Streamlit writes the chosen segment in the primary color, which on a dark ground is too dim for small text. */
button:is([data-variant="segmented_control"], [data-variant="pills"])[data-selected]:not([data-disabled]) { color: inherit; }
"""


def _pair(rule: str, colors: tuple[str, str], prefix: str = "color") -> str:
    return f".{rule} {{ {prefix}: light-dark({colors[0]}, {colors[1]}); }}"


STYLE = "\n".join(
    [
        _RULES,
        *(_pair(f"wb-c{number}", colors, "background") for number, colors in enumerate(PARTS)),
        _pair("wb-good", GOOD),
        _pair("wb-warn", WARN),
        _pair("wb-bad", BAD),
    ]
)
