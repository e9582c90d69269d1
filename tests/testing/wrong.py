"""Plugins that are wrong on purpose: what the kit must say about each, and how they are wrong."""

from __future__ import annotations

from textwrap import dedent, indent


def gate(status: str = "pl.col('sellers').cast(pl.Int8).clip(0, 1)", **changed: str) -> str:
    """A gate in which one thing is changed."""
    explained = "return Explanation('Sold by several.', citation='rule 7', question='Who sells it?', party='the maker')"
    words = {"name": "gross_gate", "grain": "model", "out": "are gross", "explain": explained, **changed}
    return (
        f"@hookimpl\ndef gates():\n    def status(context):\n        return {status}\n"
        f"    def explain(view, context):\n        {words['explain']}\n"
        f"    yield Gate({words['name']!r}, 'It is not gross', {words['grain']!r}, status, explain, "
        f"out={words['out']!r})\n"
    )


def criterion(
    value: str = "pl.col('parameters_b')", score: str = "(1 - value / 100).clip(0, 1)", **changed: str
) -> str:
    """A criterion in which one thing is changed."""
    words = {"name": "gross_size", "grain": "model", "unit": "billions", "direction": "None", **changed}
    words.setdefault("explain", "return Explanation('Its size counts.')")
    return (
        f"@hookimpl\ndef criteria():\n    def explain(view, context):\n        {words['explain']}\n"
        f"    def value(context):\n        return {value}\n"
        f"    yield Criterion({words['name']!r}, 'Size', {words['unit']!r}, '1 at 0', {words['grain']!r}, value, "
        f"lambda value: {score}, explain, direction={words['direction']})\n"
    )


def hook(name: str, body: str, arguments: str = "", before: str = "") -> str:
    """A hook with a body."""
    return f"{dedent(before)}\n@hookimpl\ndef {name}({arguments}):\n{indent(dedent(body), '    ')}\n"


def offer(**changed: str) -> str:
    """An offer of the small pack's model by the small pack's provider, with fields as Python texts."""
    fields = {
        "id": "'gravel/gross'",
        "model_id": "'gravel/pebble-7b'",
        "provider_id": "'gravel'",
        "price": "RateCard(input_usd_per_mtok=1, output_usd_per_mtok=2)",
        "price_basis": "'contract'",
        "evidence": "ON",
        **changed,
    }
    before = "from weighbridge.records.offer import RateCard, RateTier"
    return hook("offers", f"return [Offer({', '.join(f'{key}={value}' for key, value in fields.items())})]", "", before)


def model(**changed: str) -> str:
    """A model of the small pack's maker."""
    fields = {"id": "'gravel/gross'", "name": "'Gross'", "maker": "'gravel'", "open_weights": "False", "evidence": "ON"}
    fields |= {"license_id": "'free-1.0'", **changed}
    return hook("models", f"return [Model({', '.join(f'{key}={value}' for key, value in fields.items())})]")


def document(**changed: str) -> str:
    """A document."""
    fields = {"id": "'gross-guide'", "title": "'Guide'", "kind": "'guide'", "text": "'# Guide\\nText.'"}
    fields |= {"evidence": "ON", "reviewed": "'2026-11-01'", **changed}
    return hook("documents", f"return [Document({', '.join(f'{key}={value}' for key, value in fields.items())})]")


def evidence(**fields: str) -> str:
    """Evidence for all fields."""
    return f"{{'*': Evidence({', '.join(f'{key}={value!r}' for key, value in fields.items())})}}"


SOUND = {
    "gate": gate(),
    "criterion": criterion(direction="'falling'"),
    "offer": offer(),
    "model": model(),
    "document": document(),
    "reviewed by the note": model(evidence=evidence(grade="primary", source="a page", note="The page has no date.")),
    "needs decide": gate("pl.lit(PASS) if context.needs.budget.monthly_usd_max is None else pl.lit(FAIL)"),
    "irrelevant unknown": gate(
        "pl.when(~pl.col('open_weights')).then(PASS).when(pl.col('parameters_b') < 50)"
        ".then(PASS).when(pl.col('parameters_b').is_null()).then(None).otherwise(FAIL)"
    ),
}
"""Plugins without faults, to show that the kit finds none in them."""

WRONG: dict[str, tuple[str, str, str]] = {
    # loading
    "divides by zero": ("loads", "raised ZeroDivisionError", "1 / 0"),
    "is not Python": ("loads", "raised SyntaxError", "def"),
    "exits": ("loads", "called sys.exit(3)", "import sys; sys.exit(3)"),
    "hangs at import": ("loads", "did not return within", "import time; time.sleep(20)"),
    "needs a package": ("loads", "needs the Python package 'gross_nowhere'", "import gross_nowhere"),
    "has no hook": ("loads", "implements no hook", "x = 1"),
    "misspells a hook": ("loads", "Did you mean 'models'?", hook("modles", "return []")),
    "asks for more": ("loads", "which the hook does not pass", hook("models", "return []", "today")),
    "speaks of the future": ("loads", "api_version is 9", "api_version = 9\n" + model()),
    "states no version": ("loads", "it states no api_version", "del api_version\n" + model()),
    "replaces print": (
        "loads",
        "it replaced builtins.print",
        "import builtins\nbuiltins.print = lambda *words, **options: None\n" + model(),
    ),
    "replaces the judge": (
        "hooks_return",
        "it replaced weighbridge.errors.names.UnknownId.__init__",
        hook(
            "models", "errors.UnknownId.__init__ = lambda *words: None\nreturn []", "", "from weighbridge import errors"
        ),
    ),
    "brings nothing": ("brings_something", "gives no record", hook("models", "return []")),
    "raises in a hook": ("hooks_return", "raised KeyError", hook("models", "return {}['x']")),
    "hangs in a hook": ("hooks_return", "did not return within", hook("models", "import time; time.sleep(20)")),
    "returns dicts": ("hooks_return", "item 1 is a dict", hook("models", "return [{'id': 'gravel/x'}]")),
    "returns one record": ("hooks_return", "no list of records", hook("models", "return 'gravel/x'")),
    "skips validation": ("hooks_return", "is not valid", hook("models", "return [Model.model_construct(id=3)]")),
    "calls home": (
        "no_network",
        "it tried",
        "import socket\ntry:\n    socket.create_connection(('127.0.0.1', 9), 0.1)\nexcept OSError:\n    pass\n"
        + model(),
    ),
    "starts a program": (
        "no_programs",
        "it tried to start",
        "import subprocess, sys\ntry:\n    subprocess.run([sys.executable, '-V'])\nexcept OSError:\n    pass\n"
        + model(),
    ),
    "writes a file": (
        "no_writes",
        "it changes",
        "import pathlib\npathlib.Path(__file__).with_suffix('.log').write_text('x')\n" + model(),
    ),
    "sets a variable": (
        "leaves_no_trace",
        "the environment variable GROSS_TRACE",
        "import os\nos.environ['GROSS_TRACE'] = str(__import__('time').monotonic_ns())\n" + model(),
    ),
    "counts its calls": (
        "repeatable",
        "differs between two calls",
        "CALLS = []\n"
        + hook(
            "models",
            "CALLS.append(1)\n"
            "name = f'Gross {len(CALLS)}'\n"
            "return [Model(id='gravel/gross', name=name, maker='gravel', open_weights=False, evidence=ON)]",
        ),
    ),
    "grows": (
        "repeatable",
        "items when called first",
        "CALLS = []\n"
        + hook(
            "models",
            "CALLS.append(1)\n"
            "return [Model(id=f'gravel/gross-{n}', name=f'Gross {n}', maker='gravel', open_weights=False, evidence=ON)"
            " for n in range(len(CALLS))]",
        ),
    ),
    "imports what it does not declare": ("imports_declared", "imports 'rich'", "import rich\n" + model()),
    # records
    "hides its maker": ("ids", "does not begin with gravel/", model(id="'gross-1'")),
    "says an id twice": ("ids", "stands twice", model().replace("return [", "return 2 * [")),
    "takes an id": ("ids", "is taken by plugin", model(id="'gravel/boulder'")),
    "has no evidence": ("evidence", "it has no evidence", model(evidence="{}")),
    "proves another field": ("evidence", "'speed', which is no field", model(evidence="{**ON, 'speed': ON['*']}")),
    "has no date": ("evidence_dated", "has no date", model(evidence=evidence(grade="primary", source="a page"))),
    "is from the future": (
        "evidence_dated",
        "which is to come",
        model(evidence=evidence(grade="primary", source="a page", as_of="2031-01-01")),
    ),
    "steers the terminal": ("hooks_return", "could steer a terminal", model(name=r"'Gross \x1b[2J'")),
    "brings markup": ("plain_text", "HTML or Markdown", model(name="'<b>Gross</b>'")),
    "brings a link": ("plain_text", "HTML or Markdown", model(name="'[Gross](https://gross.example)'")),
    "is endless": ("plain_text", "characters", model(name="'Gross ' * 1000")),
    "has an unknown maker": ("joined", "names 'gneiss'", model(id="'gneiss/x'", maker="'gneiss'")),
    "has an unknown base": (
        "joined",
        "names 'gravel/nowhere'",
        model(derived_from="[{'model': 'gravel/nowhere', 'how': 'fine_tune'}]"),
    ),
    "sells nothing": ("offers_joined", "Did you mean", offer(regions="('euu',)")),
    "has another tier": ("offers_joined", "tier names 'gold'", offer(tier="'gold'")),
    "has no such license": ("licenses_resolve", "Did you mean 'free-1.0'?", model(license_id="'free-1.1'")),
    "costs nothing": (
        "prices_stated",
        "not said to be free",
        offer(price="RateCard(input_usd_per_mtok=0, output_usd_per_mtok=0)"),
    ),
    "is free at a price": ("prices_stated", "free, but has a price", offer(free="True")),
    "has nobody's price": ("prices_stated", "whose price it is", offer(price_basis="None")),
    "is priced per token": (
        "prices_plausible",
        "cannot be right",
        offer(price="RateCard(input_usd_per_mtok=0.0000005, output_usd_per_mtok=0.0000015)"),
    ),
    "has a dear cache": (
        "prices_plausible",
        "reading the cache",
        offer(price="RateCard(input_usd_per_mtok=1, output_usd_per_mtok=2, cached_input_usd_per_mtok=3)"),
    ),
    "cites nothing": ("documents_cite", "cites no source", document(evidence="{'title': ON['*']}")),
    "has no passage": ("documents_cite", "no heading", document(text="'Text.'")),
    "runs a script": ("documents_cite", "active HTML", document(text="'# A\\n<script>alert(1)</script>'")),
    # gates and criteria
    "takes a name": ("names", "its name is taken", criterion(name="cost")),
    "cannot be weighed": ("names", "cannot be written", criterion(name="Gross Size")),
    "has no unit": ("names", "its unit is empty", criterion(unit="")),
    "loops in Python": (
        "vectorized",
        "calls Python for every row",
        criterion("pl.col('parameters_b').map_elements(lambda size: size, return_dtype=pl.Float64)"),
    ),
    "gives a number": ("vectorized", "gives a float", criterion("7.0")),
    "reads another table": ("vectorized", "belongs to the grain 'supply'", criterion("pl.col('retention_days')")),
    "invents a grain": ("vectorized", "its grain 'planet' is none", criterion(grain="planet")),
    "sums up": ("vectorized", "it gives 1 value for", criterion("pl.col('parameters_b').mean()")),
    "mixes types": ("vectorized", "its expression fails", criterion("pl.col('parameters_b') + pl.col('languages')")),
    "raises": ("vectorized", "its function raises KeyError", criterion("{}['x']")),
    "scores by hand": ("vectorized", "its score is a float", criterion(score="0.5")),
    "has another outcome": ("bounded", "it gives 2, which is no outcome", gate("pl.col('sellers') * 0 + 2")),
    "says yes": ("bounded", "gives Boolean", gate("pl.col('open_weights')")),
    "leaves 0 to 1": ("bounded", "leaves 0 to 1", criterion(score="1 - value / 100")),
    "is compared": (
        "independent",
        "which other options there are",
        criterion("pl.col('parameters_b') / pl.col('parameters_b').max()", "value.clip(0, 1)"),
    ),
    "counts the rows": (
        "independent",
        "the order of the table",
        criterion("pl.int_range(pl.len()) + pl.col('sellers') * 0", "(value / 10).clip(0, 1)"),
    ),
    "throws dice": (
        "independent",
        "two evaluations",
        criterion("pl.col('sellers') * 0 + __import__('random').random()", "value.clip(0, 1)"),
    ),
    "passes the unknown": (
        "unknown_stays_unknown",
        "counts as a pass",
        gate("pl.when(pl.col('parameters_b').fill_null(0) < 50).then(PASS).otherwise(FAIL)"),
    ),
    "fails the unknown": (
        "unknown_stays_unknown",
        "counts as a fail",
        gate("pl.when(pl.col('parameters_b') < 50).then(PASS).otherwise(FAIL)"),
    ),
    "favors the unknown": (
        "unknown_stays_unknown",
        "scores more when its 'parameters_b' is unknown",
        criterion("pl.col('parameters_b').fill_null(0)"),
    ),
    "scores the unknown": (
        "unknown_stays_unknown",
        "an unknown value scores 0.5",
        criterion(score="(1 - value / 100).clip(0, 1).fill_null(0.5)"),
    ),
    "turns": ("direction", "but turns at", criterion(direction="'rising'")),
    "stands still": ("direction", "never moves", criterion(score="value * 0 + 1", direction="'falling'")),
    "cannot explain": (
        "explains",
        "explain raises AttributeError",
        criterion(explain="return view.offer.name.upper()"),
    ),
    "says nothing": ("explains", "its reason is empty", criterion(explain="return Explanation('')")),
    "says a text": ("explains", "explain gives a str", criterion(explain="return 'big'")),
    "says it in colors": ("explains", "control characters", criterion(explain=r"return Explanation('\x1b[31mbig')")),
    "changes the option": (
        "explains",
        "explain changes the option",
        criterion(explain="view.row['cost_expected'] = 0; return Explanation('Big.')"),
    ),
    "asks nothing": (
        "asks",
        "it asks nothing",
        gate("pl.lit(UNKNOWN)", explain="return Explanation('Sold.', citation='a', party='b')"),
    ),
    "asks nobody": (
        "asks",
        "it asks nobody",
        gate("pl.lit(UNKNOWN)", explain="return Explanation('Sold.', citation='a', question='b')"),
    ),
    "cites no rule": (
        "asks",
        "without saying what decides",
        gate("pl.lit(FAIL)", explain="return Explanation('No.', question='b', party='c')"),
    ),
    "renders a number": (
        "formats",
        "it gives a int",
        hook("report_formats", "yield ReportFormat('gross', 'text/plain', lambda result: 7)"),
    ),
    "renders nothing": (
        "formats",
        "it raises AttributeError",
        hook("report_formats", "yield ReportFormat('gross', 'text/plain', lambda result: result.nothing)"),
    ),
    "estimates minus one": (
        "estimators",
        "no speed",
        hook("throughput_estimators", "yield ThroughputEstimator('gross', lambda model, accelerator, plan: -1.0)"),
    ),
}
"""What is wrong to the check that finds it, words of its message, and the source."""
