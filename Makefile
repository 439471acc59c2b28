# Payesh 137. `make` lists what can be done.
.DEFAULT_GOAL := help
.PHONY: help run test check format prove-short torture overload bench growth doctor requirements clean

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# Where packages of npm are, each folder with a lock of its own.
NPM := tests/clients examples/citizen
# Other servers, which take 550 MB and only `make bench` needs.
PEERS := tests/bench/peers

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' Makefile

run: .venv/.run ## Set up, then run server, worker and stand-in centre with demo data
	@$(BIN)/payesh run

# What is missing is named first, but stops nothing: the tests that need it fail and say so.
test: check ## Set up, then check and test everything
	@-scripts/doctor test
	@-$(MAKE) --no-print-directory $(NPM:=/node_modules/.installed)
	@$(BIN)/pytest -n 2

check: .venv/.dev ## Format, lint, types and the order of the rooms
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: .venv/.dev ## Put the code into the common format
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

prove-short: .venv/.dev ## Prove more than the tests do: long runs of what they sample
	@$(BIN)/bandit -q -r -c pyproject.toml api portal schema policy_board hotline
	@git ls-files api portal schema policy_board hotline docs scripts Makefile '*.toml' | grep -v '^schema/.*graphql$$' | \
		xargs $(BIN)/detect-secrets-hook --exclude-lines 'user:password@|SECRET(ARY)?\b'
	@PAYESH_FIELDS_ALL=1 $(BIN)/pytest -n 2 tests/schema/test_every_field.py
	@PAYESH_ORACLE_EXAMPLES=40 $(BIN)/pytest -n 2 tests/schema/reader/test_oracle.py
	@$(BIN)/pytest -n 2 -m long
	@PAYESH_CYCLE_RUNS=100 PAYESH_CYCLE_STEPS=60 $(BIN)/pytest tests/schema/test_whole_cycle.py
	@PAYESH_KEPT_RUNS=40 $(BIN)/pytest tests/api/test_graphql_kept.py
	@PAYESH_GENERATED=1000 $(BIN)/pytest -n 2 tests/api/test_generated_input.py
	@$(BIN)/python -m tests.torture --kills 100
	@$(BIN)/python -m tests.torture.timers --timers 1000 --kills 20 --over 60
	@$(BIN)/python -m tests.overload
	@PAYESH_WORLDS_DOCUMENTS=80 $(BIN)/pytest -n 2 tests/schema/test_non_interference.py tests/api/test_worlds_apart.py

torture: .venv/.dev ## Kill everything a thousand times under load, and look for what was lost (an hour)
	@$(BIN)/python -m tests.torture --kills $(or $(KILLS),1000) --write
	@$(BIN)/python -m tests.torture.timers --write

overload: .venv/.dev ## Ask more of a server than it can do, and see what it still does (three minutes)
	@$(BIN)/python -m tests.overload --write

bench: .venv/.dev $(PEERS)/node_modules/.installed ## Measure reading and writing at a million messages, beside other servers
	@$(BIN)/python -m tests.bench

growth: .venv/.dev ## Measure what grows with the number of messages, up to a million (MINUTES=30 looks at memory too)
	@$(BIN)/python -m tests.bench.growing

doctor: ## Name the system packages that are missing
	@scripts/doctor test

requirements: ## Pin every package with its hashes (needs uv)
	@scripts/requirements

clean: ## Remove the virtual environment and caches; data in .payesh stays
	rm -rf .venv $(NPM:=/node_modules) $(PEERS)/node_modules examples/citizen/dist examples/citizen/src/gql .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info

# Stamps: a repeated run installs nothing.
.venv/.run: requirements.txt pyproject.toml | $(BIN)/pip
	@echo "Installing into .venv; this happens once."
	@$(PIP) install --require-hashes --requirement requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.run
	@$(PIP) install --require-hashes --requirement requirements-dev.txt
	@touch $@

%/node_modules/.installed: %/package.json %/package-lock.json
	@cd $* && npm ci --silent
	@touch $@

$(BIN)/pip:
	@scripts/doctor run
	@$(PYTHON) -m venv .venv
