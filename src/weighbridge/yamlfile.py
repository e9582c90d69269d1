"""YAML read safely: bounded, without anchors, with YAML 1.2 scalars, and with the line of every field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from weighbridge.errors import FileMissing, FileTooLarge, FileUnreadable, InvalidField, NotAFile, YamlSyntax

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

MAX_BYTES = 16_000_000
"""Packs may be large; files written by hand are bounded tighter by their readers."""

Shape = TypeVar("Shape", bound=BaseModel)


class _Loader(yaml.CSafeLoader):
    """Safe loader with YAML 1.2 scalars: `NO` stays a country, `12:30` a text, a date a text."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"^(?:true|false|True|False|TRUE|FALSE)$", "tTfF"),
    ("tag:yaml.org,2002:null", r"^(?:null|Null|NULL|~|)$", "nN~\0"),
    ("tag:yaml.org,2002:int", r"^[-+]?(?:0|[1-9][0-9_]*)$", "-+0123456789"),
    (
        "tag:yaml.org,2002:float",
        r"^[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[0-9][0-9_]*[eE][-+]?[0-9]+|\.[0-9]+(?:[eE][-+]?[0-9]+)?)$",
        "-+0123456789.",
    ),
):
    _Loader.add_implicit_resolver(_tag, re.compile(_pattern), list(_first))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^$"), [""])


@dataclass(frozen=True)
class YamlFile:
    """A parsed file. `data` is plain Python; `line_of` finds the line of a field by its path."""

    path: Path
    data: Any
    node: yaml.Node | None

    def line_of(self, location: Sequence[str | int]) -> int:
        """Line (from 1) of the field at `location`, or of its nearest parent."""
        node, line = self.node, 1
        for part in location:
            if isinstance(node, yaml.MappingNode):
                for key, value in node.value:
                    if key.value == str(part):
                        node, line = value, key.start_mark.line + 1
                        break
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                line = node.start_mark.line + 1
            # Anything else is no part of the text: a missing field, or the tag of a union.
        return line


def read_text(path: Path, max_bytes: int = MAX_BYTES) -> str:
    """The text of a file.

    Raises FileMissing, NotAFile, FileTooLarge or FileUnreadable.
    """
    try:
        if not path.exists():
            raise FileMissing(path)
        if not path.is_file():
            raise NotAFile(path)
        size = path.stat().st_size
        if size > max_bytes:
            raise FileTooLarge(path, size, max_bytes)
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise FileUnreadable(path, f"byte {error.start} is not UTF-8") from error
    except OSError as error:
        raise FileUnreadable(path, error.strerror or str(error)) from error


def parse(text: str, path: Path) -> YamlFile:
    """Parse YAML text. Anchors, aliases, tags and duplicate keys are refused. Raises YamlSyntax."""
    loader = _Loader(text)
    try:
        _refuse_anchors(loader, path)
    except yaml.YAMLError as error:
        raise YamlSyntax(path, *_explain(error)) from error
    finally:
        loader.dispose()
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        _refuse_duplicates(node, path)
        data = loader.construct_document(node) if node is not None else None
    except yaml.YAMLError as error:
        raise YamlSyntax(path, *_explain(error)) from error
    except RecursionError as error:
        raise YamlSyntax(path, 1, "nested too deeply.") from error
    finally:
        loader.dispose()
    return YamlFile(path, data, node)


def read(path: Path, max_bytes: int = MAX_BYTES) -> YamlFile:
    """Read and parse a YAML file. Raises the errors of `read_text` and `parse`."""
    return parse(read_text(path, max_bytes), path)


def parse_upload(content: bytes, name: str, max_bytes: int = MAX_BYTES) -> YamlFile:
    """Parse YAML that came as bytes with a name. Raises FileTooLarge, FileUnreadable or YamlSyntax."""
    path = Path(Path(name).name or "upload")
    if len(content) > max_bytes:
        raise FileTooLarge(path, len(content), max_bytes)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileUnreadable(path, f"byte {error.start} is not UTF-8") from error
    return parse(text, path)


def dump(data: Any, *, line_per_value: bool = False) -> str:
    """YAML that `parse` reads back as the same data; short maps and lists share a line unless `line_per_value`."""
    flow = False if line_per_value else None
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=flow, width=110)


class _Dumper(yaml.SafeDumper):
    """Safe dumper that quotes what `_Loader` would take for something else than text, and writes no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        """Anchors and aliases are refused on reading."""
        return True


_Dumper.yaml_implicit_resolvers = _Loader.yaml_implicit_resolvers


def validate(file: YamlFile, shape: type[Shape], kind: str) -> Shape:
    """Turn a parsed file into `shape`. Raises InvalidField with line, field and fix for the first problem."""
    if not isinstance(file.data, dict):
        raise InvalidField(file.path, 1, kind, "the file must hold `key: value` lines.")
    try:
        return shape.model_validate(file.data)
    except ValidationError as error:
        raise invalid_field(file, error, shape) from error


def invalid_field(
    file: YamlFile,
    error: ValidationError,
    shape: type[BaseModel],
    at: Sequence[str | int] = (),
    subject: str | None = None,
) -> InvalidField:
    """The first problem of a validation error, with the line it stands on and how to mend it.

    `at` is where in the file the validated part begins; `subject` names that part in the message.
    """
    found = error.errors(include_url=False)
    first = min(found, key=lambda item: (item["type"] != "extra_forbidden", file.line_of((*at, *item["loc"]))))
    location = first["loc"]
    line = file.line_of((*at, *location))
    field = ": ".join(name for name in (subject, ".".join(str(part) for part in location)) if name) or "file"
    return InvalidField(file.path, line, field, _reason(first, shape))


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field of data that is in no file: its path, and the words that a file would get."""

    field: str
    """`workload.input_tokens`; empty when the fault lies between fields."""
    reason: str


def problems(data: Any, shape: type[BaseModel]) -> tuple[Problem, ...]:
    """Everything that keeps plain data from becoming `shape`, in the words of `validate`; empty when nothing does."""
    try:
        shape.model_validate(data)
    except ValidationError as error:
        return tuple(
            Problem(".".join(str(part) for part in item["loc"]), _reason(item, shape))
            for item in error.errors(include_url=False)
        )
    return ()


def _reason(problem: ErrorDetails, shape: type[BaseModel]) -> str:
    """A problem that pydantic found, and how to mend it."""
    location = problem["loc"]
    if problem["type"] == "extra_forbidden":
        known = _known_keys(shape, location[:-1])
        near = get_close_matches(str(location[-1]), known, n=1, cutoff=0.5)
        fix = f"did you mean {near[0]!r}?" if near else f"known keys are {', '.join(sorted(known))}."
        return f"unknown key; {fix}"
    if problem["type"] == "missing":
        return "is missing; add it."
    if problem["type"] in ("tuple_type", "list_type"):
        return f"must be a list: write [{problem['input']}] if there is only one."
    shown = "" if isinstance(problem["input"], dict | list) else f", not {problem['input']!r}"
    message = problem["msg"].removeprefix("Value error, ")
    said = f"{message[0].lower()}{message[1:]}{shown}"
    return said if said.endswith(("?", ".")) else f"{said}."


def _known_keys(shape: type[BaseModel], location: Sequence[str | int]) -> list[str]:
    """Field names allowed at `location` below `shape`; of a union, those of the variant that its tag chose."""
    variants: list[type[BaseModel]] = [shape]
    for part in location:
        owner = next((variant for variant in variants if part in variant.model_fields), None)
        if owner is not None:
            variants = _models_in(owner.model_fields[str(part)].annotation)
        else:
            # Not a field: an index, the key of a map, or the tag of a union.
            tagged = [item for item in variants if any(f.default == part for f in item.model_fields.values())]
            variants = tagged or variants
    return sorted({name for variant in variants for name in variant.model_fields})


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for argument in getattr(annotation, "__args__", ()) for found in _models_in(argument)]


def _refuse_anchors(loader: _Loader, path: Path) -> None:
    depth = 0
    while True:
        event = loader.get_event()
        if event is None or isinstance(event, yaml.StreamEndEvent):
            return
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise YamlSyntax(path, _line(event), "anchors and aliases (& and *) are refused; write the value out.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > 40:
                raise YamlSyntax(path, _line(event), "nested more than 40 levels deep.")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _refuse_duplicates(node: yaml.Node | None, path: Path) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise YamlSyntax(path, key.start_mark.line + 1, f"the key {key.value!r} stands twice.")
                seen.add(key.value)
            _refuse_duplicates(value, path)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_duplicates(item, path)


def _explain(error: yaml.YAMLError) -> tuple[int, str]:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "not valid YAML"
    return (mark.line + 1 if mark else 1), f"not valid YAML: {problem}. Check the indentation and colons nearby."
