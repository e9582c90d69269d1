"""Names, settings and answers that fit nothing."""

from __future__ import annotations

from collections.abc import Iterable

from weighbridge.errors.root import WeighbridgeError


def _nearest(hints: Iterable[str]) -> str:
    names = [f"{hint!r}" for hint in hints]
    return f" Did you mean {' or '.join(names)}?" if names else ""


class UnknownId(WeighbridgeError):
    """No record of that kind has that id, name or alias."""

    def __init__(self, kind: str, ref: str, hints: Iterable[str] = (), command: str | None = None) -> None:
        where = f" List them with: weighbridge {command or kind + 's'}."
        super().__init__(f"No {kind} is called {ref!r}.{_nearest(hints)}{where}")


class AmbiguousId(WeighbridgeError):
    """A name stands for several records."""

    def __init__(self, kind: str, ref: str, candidates: Iterable[str]) -> None:
        super().__init__(f"{ref!r} stands for several {kind}s: {', '.join(sorted(candidates))}. Use one of these ids.")


class AmbiguousTag(WeighbridgeError):
    """A label of a model hub stands for several license texts."""

    def __init__(self, tag: str, candidates: Iterable[str]) -> None:
        super().__init__(
            f"The label {tag!r} stands for several licenses: {', '.join(sorted(candidates))}. Use one of these ids, or "
            f"tell the repository that carries it: --repository OWNER/NAME."
        )


class BadExpression(WeighbridgeError):
    """A license expression cannot be read."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(
            f"{text!r}: not a license expression ({reason}). Write ids joined by AND, OR and WITH, such as "
            f"A AND (B OR C)."
        )


class MissingExtra(WeighbridgeError):
    """A part of the product needs packages that are not installed."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(f"{feature} needs the extra '{extra}'. Install it with: pip install 'weighbridge[{extra}]'")


class WrongAnswer(WeighbridgeError):
    """An answer in the needs file would be ignored or misread."""

    def __init__(self, attribute: str, reason: str, fix: str) -> None:
        super().__init__(f"answers: {attribute}: {reason}; {fix}")


class InvalidSetting(WeighbridgeError):
    """An environment variable holds a value that it cannot hold."""

    def __init__(self, variable: str, value: str, wanted: str) -> None:
        super().__init__(f"{variable}={value!r}: must be {wanted}. Correct it, or unset it.")


class UnknownCriterion(WeighbridgeError):
    """The needs weigh a criterion that nobody defines, or whose plugin failed."""

    def __init__(self, name: str, hints: Iterable[str], known: Iterable[str], failed: str | None = None) -> None:
        if failed is not None:
            super().__init__(f"weights.{name}: its plugin failed: {failed} See: weighbridge plugins doctor.")
        else:
            super().__init__(f"weights.{name}: no such criterion.{_nearest(hints)} Known: {', '.join(known)}.")


class UnknownOption(WeighbridgeError):
    """No option has that id for these needs."""

    def __init__(self, ref: str, hints: Iterable[str]) -> None:
        super().__init__(
            f"No option is called {ref!r}.{_nearest(hints)} Ids read MODEL@PROVIDER:REGION or MODEL@HOSTING; "
            "weighbridge rank NEEDS.yaml --format json lists them all."
        )


class UnknownFormat(WeighbridgeError):
    """Nobody defines an output format of that name."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"No format is called {name!r}. Known: {', '.join(known)}. Plugins can add others.")


class FormatFailed(WeighbridgeError):
    """A plugin's output format raised."""

    def __init__(self, name: str, plugin: str, reason: str) -> None:
        super().__init__(
            f"Format {name!r} of plugin {plugin!r} failed: {reason}. Use another format, or tell its author."
        )
