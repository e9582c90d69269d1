"""Why a model that genai-prices lists is no offer here, told from its name and the units it is priced in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from genai_prices.types import ModelPrice

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo

_NOT_TEXT = re.compile(
    r"embed|bge-|gte-|rerank|whisper|transcri|\btts\b|-tts|speech|voice|audio|sonic|realtime|-live\b|live-|ocr|image|"
    r"banana|lyria|omni-.*flash|eleven_|moderation|guard|content-safety|voyage|orpheus|distilbert|m2m100|indictrans",
    re.IGNORECASE,
)
_MOVING = re.compile(r"^~|(^|[-/])(latest|chat-latest)$")

UNJOINED = "no catalog model corresponds to it"


def reason(provider: str, model: ModelInfo) -> str:
    """The reason, in words that follow the name of the model."""
    name, units = model.id, _priced_units(model)
    if name.endswith((":free", "-free")):
        return "free of charge and rate-limited; not an offer to plan with"
    if _MOVING.search(name):
        return "moving alias; the model it stands for is listed under its own name"
    if _NOT_TEXT.search(name) or (units and "output_mtok" not in units):
        return "not a text model"
    if provider == "openrouter" and "/" not in name:
        return "older name without a maker; listed under its full name or gone"
    return UNJOINED


def _priced_units(model: ModelInfo) -> set[str]:
    """Units that have had a price on any day."""
    prices = [model.prices] if isinstance(model.prices, ModelPrice) else [row.prices for row in model.prices]
    return {unit for price in prices for unit, value in vars(price).items() if value is not None}
