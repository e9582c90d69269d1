"""A license sheet and your circumstances in, a verdict with clauses, duties and open questions out."""

from weighbridge.licensing.circumstances import Circumstances
from weighbridge.licensing.judge import judge
from weighbridge.licensing.strictest import judge_model, strictest
from weighbridge.licensing.tags import known_tags
from weighbridge.licensing.verdict import SEVERITY, Ask, Duty, Step, Verdict, VerdictName

__all__ = [
    "SEVERITY",
    "Ask",
    "Circumstances",
    "Duty",
    "Step",
    "Verdict",
    "VerdictName",
    "judge",
    "judge_model",
    "known_tags",
    "strictest",
]
