"""Words of the wizard for values of the needs."""

from __future__ import annotations

HOSTING = {
    "cloud_api": "A provider's API",
    "self_hosted_cloud": "Rented GPUs in a cloud",
    "on_premises": "Your own data center",
    "edge": "Devices at the edge",
}
TASK = {
    "general": "General: text, summaries, questions",
    "coding": "Writing and reviewing code",
    "agentic": "Acting with tools, many steps",
    "reasoning": "Hard reasoning",
    "science": "Science and mathematics",
}
INPUT = {"text": "Text", "image": "Images", "audio": "Audio", "video": "Video", "file": "Files such as PDF"}
DATA_CLASS = {
    "public": "Public: anyone may see it",
    "internal": "Internal: for staff only",
    "confidential": "Confidential: harm if it leaks",
    "restricted": "Restricted: the strictest class",
}
PURPOSE = {
    "internal_business": "Inside the company",
    "product": "Inside a product or service for others",
    "hosted_api": "Offered to others as an API",
    "maas": "Sold as a model service",
    "evaluation_business": "Evaluation only",
    "research": "Research, not commercial",
    "personal": "Personal use",
}
OUTPUT_TRAINING = {
    "none": "No",
    "internal_llm": "Yes, a language model for inside use",
    "released_llm": "Yes, a language model that is released",
    "competing_llm": "Yes, a language model that competes with the maker's",
    "non_llm": "Yes, but not a language model",
}
PRICE_LEVEL = {"low": "Low: a good contract", "typical": "Typical: list prices", "high": "High: little leverage"}
OUTCOME = {"pass": "Met", "unknown": "To confirm", "fail": "Not met"}
OUTCOME_MARK = {
    "pass": ":green[:material/check_circle:]",
    "unknown": ":orange[:material/help:]",
    "fail": ":red[:material/cancel:]",
}
GRADE = {
    "measured": "measured",
    "primary": "stated by its source",
    "secondary": "reported by others",
    "claimed": "claimed, not confirmed",
    "estimated": "estimated",
}
PARTY = {
    "vendor": "the vendor",
    "legal": "Legal",
    "security": "Security",
    "privacy_officer": "the privacy officer",
    "engineering": "Engineering",
    "procurement": "Procurement",
}


def spoken(name: str) -> str:
    """A field's word as people say it: `medical_advice` is Medical advice."""
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 model`, `1,204 models`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
