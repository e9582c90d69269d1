"""Framework checks over the attributes of an option: blocked, open points, incomplete, ok."""

from weighbridge.compliance.assess import Assessment, CheckResult, OpenPoint, assess
from weighbridge.compliance.assessor import Assessor
from weighbridge.compliance.attributes import Attributes
from weighbridge.compliance.derivation import option_attributes
from weighbridge.compliance.questions import questions_for
from weighbridge.compliance.traits import Traits

__all__ = [
    "Assessment",
    "Assessor",
    "Attributes",
    "CheckResult",
    "OpenPoint",
    "Traits",
    "assess",
    "option_attributes",
    "questions_for",
]
