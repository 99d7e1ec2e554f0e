# Everything lives in .venv; nothing is installed into the system's Python.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

# The tests' files are kept in memory where there is room: on a disk, waiting for it is half of the time.
MEMORY := $(shell [ -w /dev/shm ] && [ "$$(df -Pk /dev/shm | awk 'NR==2{print $$4}')" -gt 2000000 ] && echo /dev/shm)

# Compiled once for all the processes that tests start, even where the shell asks Python to keep nothing.
TESTING = PYTHONDONTWRITEBYTECODE= $(if $(MEMORY),TMPDIR=$(MEMORY)) $(BIN)/python -m pytest

# What the tests of faults have seen, a line each, for the table at their end.
FIGURES := $(CURDIR)/.faults.jsonl

.DEFAULT_GOAL := help
.PHONY: help demo test check format lint types imports bench faults soak imap screenshots readme clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(STAMP): pyproject.toml constraints.txt
	@echo "Setting up $(VENV) (a minute or so, the first time only) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 ..."; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	@echo "Installing what pyproject.toml asks for ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $(STAMP)
	@echo "Ready."

demo: $(STAMP) ## Open the console on a made-up organisation
	@$(BIN)/oncall demo

test: $(STAMP) ## Run every test (SQLite and PostgreSQL, panes, a real terminal)
	@$(TESTING) -n 4 --dist worksteal tests

check: $(STAMP) format lint types imports test ## Everything a change must pass

format: $(STAMP) ## Check the formatting
	@$(BIN)/ruff format --check .

lint: $(STAMP) ## Lint
	@$(BIN)/ruff check .

types: $(STAMP) ## Check the types, strictly
	@$(BIN)/mypy

imports: $(STAMP) ## Check who may import whom
	@$(BIN)/lint-imports

bench: $(STAMP) ## Measure speed against floors and peers, and print the ratios
	@$(BIN)/python -m pytest -q -s -m bench -o timeout=0 -o python_files='bench_*.py' tests/benchmarks

faults: $(STAMP) ## Put every promise to the test at its whole dose, and print the table of what was seen
	@rm -f $(FIGURES)
	@failed=0; export ONCALL_TEST_WHOLE=1 ONCALL_FAULTS_FIGURES=$(FIGURES); \
	$(TESTING) -q -o timeout=0 tests/terminal tests/alerting tests/faults tests/tui/test_privacy.py tests/desk/test_killed.py tests/desk/test_continuity.py tests/rules tests/storage/test_search.py tests/storage/test_rekeying.py tests/tui/test_read_only.py tests/cli/test_encrypt.py || failed=1; \
	$(TESTING) -q -rs -o timeout=0 -o python_files='fault_*.py' tests/faults || failed=1; \
	$(BIN)/python -m tests.faults.table $(FIGURES) || failed=1; \
	exit $$failed

soak: $(STAMP) ## Run the long tests: thousands of faults, and say what was lost
	@$(BIN)/python -m pytest -q -s -m soak -o timeout=0 -o python_files='soak_*.py' tests

imap: $(STAMP) ## Read a real mailbox: dovecot, where it is installed
	@$(BIN)/python -m pytest -q -rs -m imap -o python_files='imap_*.py' tests/alerting

screenshots: $(STAMP) ## Draw screenshots/ again from the demo
	@$(BIN)/python -m tests.pictures

readme: $(STAMP) ## Write the generated tables of README.md again
	@$(BIN)/python -m tests.tables

clean: ## Remove the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist *.egg-info
