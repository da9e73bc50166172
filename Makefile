# The two commands of the README are `make demo` and `make test`; each sets up what it needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= auto

.PHONY: demo test check fix bench prove mutate lock locale clean help

help:
	@echo "make demo   see relance at work on a sample calendar"
	@echo "make test   run all tests that need no account"
	@echo "make check  format, lint, types, layers"
	@echo "make fix    format, and mend what the linter can"
	@echo "make bench  measure, as ratios against a reference of the same run"
	@echo "make prove  the slow proofs"
	@echo "make mutate does a test notice each change of the code? takes long"

demo: $(READY)
	@$(BIN)/relance demo

test: $(READY)
	$(BIN)/python -m pytest -q -n $(WORKERS) -m "not slow"

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)
	$(BIN)/python bench/run.py

prove: $(READY)
	$(BIN)/python -m pytest -q -n $(WORKERS) -m slow
	$(BIN)/python tests/prove/placements.py

# Mutants of planning, marks and reconcile; JOBS=2 for two at a time. See docs/mutants.md.
mutate: $(READY)
	$(BIN)/python tests/prove/mutate.py

# Everything pinned with its hash, for Python 3.11 and later; no address of any registry.
lock: $(READY)
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --group dev --all-extras --upgrade -o requirements-dev.lock pyproject.toml

locale: $(READY)
	$(BIN)/pybabel compile --domain relance --directory src/relance/writing/locale

$(READY): pyproject.toml requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "relance needs Python 3.11 or later; say which one: make PYTHON=python3.13 demo"; exit 1; }
	@echo "Once, and some minutes long: everything relance needs is installed into $(VENV)."
	$(PYTHON) -m venv $(VENV)
	@echo "1. The libraries, as pinned in requirements-dev.lock: $$(grep -c == requirements-dev.lock) of them..."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@echo "2. relance itself..."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
