"""The built-in gates, in the order in which their reasons are shown."""

from __future__ import annotations

from weighbridge.extensions import Gate
from weighbridge.ranking.gates.data import DATA_GATES
from weighbridge.ranking.gates.law import LAW_GATES
from weighbridge.ranking.gates.means import MEANS_GATES
from weighbridge.ranking.gates.model import MODEL_GATES
from weighbridge.ranking.gates.policy import POLICY_GATES

BUILT_IN_GATES: tuple[Gate, ...] = (
    *MODEL_GATES[:1],
    *LAW_GATES,
    *DATA_GATES,
    *POLICY_GATES,
    *MEANS_GATES,
    *MODEL_GATES[1:],
)
