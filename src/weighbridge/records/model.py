"""A model: one exact version, open-weights or closed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from weighbridge.records.architecture import Architecture
from weighbridge.records.base import CatalogRecord, PartialDate, Record, RecordId

Modality = Literal["text", "image", "audio", "video", "file"]
ModelKind = Literal["chat", "completion", "embedding", "rerank", "image", "audio", "video", "moderation", "other"]
ModelStatus = Literal["released", "preview", "deprecated", "retired", "claimed"]
How = Literal["fine_tune", "merge", "quantization", "adapter", "pruning", "distillation"]
"""How a model was made from another. distillation: trained on outputs of the other, not from its weights."""


class Derivation(Record):
    """One model that another was made from."""

    model: RecordId | None = None
    """Its id, where the catalog has it."""
    name: str | None = None
    """Its name, where the catalog does not have it."""
    maker: RecordId | None = None
    """Who made a base that the catalog does not have; None is unknown."""
    license_id: RecordId | None = None
    """License of a base that the catalog does not have; None is unknown."""
    how: How

    @model_validator(mode="after")
    def _names_one_base(self) -> Derivation:
        if (self.model is None) == (self.name is None):
            raise ValueError("name the base by `model`, its id, or by `name` when the catalog does not have it")
        if self.model is not None and (self.license_id or self.maker):
            raise ValueError("maker and license of a model in the catalog are stated there, not in `derived_from`")
        return self


class Model(CatalogRecord):
    """One exact model version. None means unknown, never "no" and never zero."""

    name: str
    """Name as its maker writes it."""
    maker: RecordId
    """Provider id of the organization that made it."""
    open_weights: bool
    """Whether the weights can be downloaded and self-hosted."""
    kind: ModelKind = "chat"
    """Only `chat` and `completion` models are ranked."""
    status: ModelStatus = "released"
    """`claimed` marks a model that an article or vendor names but nobody has released."""
    license_id: RecordId | None = None
    """License sheet of this exact version."""
    license_tag: str | None = None
    """License label as the publisher's repository carries it, before resolution."""
    also_licensed_under: tuple[RecordId, ...] = ()
    """Other license sheets whose terms bind as well, such as that of the base model."""
    parameters_b: float | None = None
    """All parameters, in billions."""
    active_parameters_b: float | None = None
    """Parameters used per token, in billions."""
    training_flop: float | None = Field(default=None, gt=0)
    """Floating-point operations of the training, as the maker states them; None is unknown."""
    context_tokens: int | None = None
    """Longest prompt plus answer, in tokens."""
    output_tokens_max: int | None = None
    """Longest answer, in tokens."""
    input_modalities: tuple[Modality, ...] | None = None
    output_modalities: tuple[Modality, ...] | None = None
    tool_calling: bool | None = None
    structured_output: bool | None = None
    reasoning: bool | None = None
    languages: tuple[str, ...] | None = None
    """ISO 639-1 codes that the maker states as supported."""
    more_languages: bool = False
    """Whether the maker says that others work too; then one that is not named is unknown, not unsupported."""
    release_date: PartialDate | None = None
    knowledge_cutoff: PartialDate | None = None
    retires: PartialDate | None = None
    """Day on which the maker stops serving it."""
    repository: str | None = None
    """Repository that holds the weights, `owner/name`."""
    derived_from: tuple[Derivation, ...] = ()
    """Models that this one was fine-tuned, merged, quantized, adapted, pruned or distilled from."""
    aliases: tuple[str, ...] = ()
    """Other names under which people look for it."""
    architecture: Architecture | None = None
    """Layout needed for the footprint; None when not known."""
    actual_counterpart: RecordId | None = None
    """For a `claimed` model: the released model closest to the claim."""
    claim_note: str | None = None
    """For a `claimed` model: how the claim differs from what is known."""

    @property
    def multimodal(self) -> bool | None:
        """Whether it takes more than text; None when its modalities are unknown."""
        if self.input_modalities is None:
            return None
        return any(kind != "text" for kind in self.input_modalities)
