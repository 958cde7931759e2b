# Everything a developer or CI types. Each target sets up what it needs.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: help setup site serve test check check-days check-mail format bench words scripts lock clean

help:  ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/'

setup: $(READY)  ## Create the virtual environment with what is locked

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "policybook needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

site: $(READY)  ## Build content/ into site/
	$(BIN)/policybook build

serve: $(READY)  ## Serve the site and rebuild it on every commit
	$(BIN)/policybook serve

test: $(READY)  ## Run all tests
	$(BIN)/python -m pytest -n auto --cov --cov-report=term --cov-fail-under=90 -q

check-days: $(READY)  ## Build the site of each of 400 days, and compare it with the day before
	$(BIN)/python -m pytest -n auto -q tests/app/test_every_day.py --every-day

check-mail: $(READY)  ## Send mail through a real Postfix and PostgreSQL, kill it, measure it (root; up to half an hour)
	POLICYBOOK_FUZZ=60000 $(BIN)/python -m pytest -q --servers tests/proofs tests/adapters/ledger tests/app/test_sending.py tests/core/test_mailheaders.py

check: $(READY)  ## Format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)  ## Put the code into the house's form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY)  ## Measure against a yardstick run side by side (REPOSITORY=path, default: this one)
	$(BIN)/python benchmarks/build_cost.py $(or $(REPOSITORY),.)
	$(BIN)/python benchmarks/roundtrip.py $(or $(REPOSITORY),.)

words:  ## Collect the words of the interface into the catalogues of all languages
	$(BIN)/pybabel -q extract -F babel.cfg -k say -k plural:1,2 -k marked -k marked_pair:1,2 --no-location --sort-output --omit-header -o .words.pot builder
	for catalogue in builder/policybook/locales/*.po; do \
		$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --omit-header -i .words.pot -o $$catalogue -l $$(basename $$catalogue .po) || exit 1; \
	done
	rm .words.pot

lock:  ## Lock the newest versions that pyproject.toml allows (needs uv)
	uv pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --quiet --upgrade --output-file requirements.lock

scripts: $(READY)  ## Make the script that browsers load from the one written in builder/scripts
	$(BIN)/python -c 'import minify; minify.file("application/javascript", "builder/scripts/compare.js", "builder/policybook/theme/js/compare.js")'

clean:  ## Remove what can be made again
	rm -rf .venv .cache site .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
