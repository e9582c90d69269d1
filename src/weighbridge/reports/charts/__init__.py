"""Charts as plain data: figures, a table that says the same, and a sentence. Nothing here draws.

- `front.pareto(result)`: cost, quality and privacy of the ranked options, and which of them nothing beats in all three.
- `memory.memory(view)`: what one accelerator of the plan holds.
- `weights.sensitivity(result, criterion)`: the leaders' scores while one weight goes from 0 to 100.
- `volume.cost_by_volume(decision)`: cost over volume with ranges, the stated volume and the break-even.

Each result has `summary`, one or two sentences, and `rows`, the table twin: a tuple of dicts with the same keys.
"""
