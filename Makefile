# `make run` and `make test` do all the set-up on a fresh machine.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test check format bench screenshots clean

help: ## show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: $(VENV)/run.stamp ## set up what is missing, then open the deck
	@$(BIN)/execdeck

test: $(VENV)/dev.stamp ## run every test; as root on Debian also install the runtimes
	@tests/run --all $(PYTEST_ARGS)

check: $(VENV)/dev.stamp ## formatting, lint, types, import contracts, docstrings
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/interrogate -q app core widgets tests screenshots

format: $(VENV)/dev.stamp ## format the code and mend what lint can mend
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: $(VENV)/dev.stamp ## measure against peers; SECTIONS: exec process ps load terminal drawing responsiveness
	@tests/run --only $(BIN)/python -m tests.benchmarks $(SECTIONS)

screenshots: $(VENV)/dev.stamp ## export the pictures of the README from the running app
	@tests/run --only $(BIN)/python -m screenshots.export

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "execdeck needs Python 3.11 or newer"; exit 1; }
	@# Debian ships python3 without the part that makes environments.
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 \
	  || { rm -rf $(VENV); [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	       && apt-get -q update && apt-get -q install -y python3-venv \
	       && $(PYTHON) -m venv $(VENV); } \
	  || { echo "cannot make a virtual environment: install python3-venv"; exit 1; }

$(VENV)/run.stamp: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing execdeck into $(VENV) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/dev.stamp: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing execdeck and its tools into $(VENV) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/run.stamp
