# Everything that is done with this project by hand. `make` alone lists it.
#
# What moves a copy aside: OPENLEDGER_PORT (8000), OPENLEDGER_HOME (where var/ lives; this folder).
# The rest of the variables are in docs/operations.md.

SHELL := /bin/sh
.DEFAULT_GOAL := help
PY := .venv/bin/python
MANAGE := $(PY) manage.py
AS_OWNER := OPENLEDGER_AS=owner $(MANAGE)

export PYTHON ?= python3
export UV_PYTHON_DOWNLOADS := never

.PHONY: help
help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z%-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ Running
.PHONY: up shell backup restore clean
up: .base ## start everything; Ctrl-C stops it
	$(MANAGE) up

shell: .base ## a Python shell with the site loaded, while `make up` runs
	$(MANAGE) shell

backup: .base ## database and files into var/backups, read back and found whole
	$(AS_OWNER) backup

restore: .base ## FILE=var/backups/….tar comes back; REPLACE=yes when something is there
	@test -n "$(FILE)" || { echo "Say which: make restore FILE=var/backups/….tar" >&2; exit 1; }
	$(AS_OWNER) restore "$(FILE)" $(if $(filter yes,$(REPLACE)),--replace)

clean: ## remove what can be made again: caches, logs, static files. Not the data.
	rm -rf .mypy_cache .ruff_cache .import_linter_cache .grimp_cache .hypothesis var/static var/log var/bench
	find apps openledger tests client -name __pycache__ -type d -prune -exec rm -rf {} +

##@ Testing
.PHONY: test drill check lint types floors migrations words format
test: .dev ## the whole suite; ARGS="-k ledger -x" passes on to pytest
	$(PY) -m pytest -n auto $(ARGS)

drill: .dev ## the long one: thousands of payments under kills, none lost and none doubled
	$(PY) -m tests.drill $(ARGS)

check: lint types floors migrations words ## all that can be said without running the tests

lint: .dev ## style, bans and format
	.venv/bin/ruff check
	.venv/bin/ruff format --check

types: .dev ## mypy, strict
	.venv/bin/mypy

floors: .dev ## who may import whom
	.venv/bin/lint-imports

migrations: .dev ## models and migrations agree
	$(MANAGE) makemigrations --check --dry-run

words: .dev ## every translatable string is in the catalogues
	$(MANAGE) words --check

format: .dev ## put source files into shape
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

##@ Measuring and looking
.PHONY: bench screenshots
# A bench is a module that begins by saying which command runs it.
BENCHES := $(patsubst tests/bench/%.py,bench-%,$(shell grep -ls '^"""`make bench-' tests/bench/*.py))
bench: $(BENCHES) ## every bench there is

bench-%: .dev ## one of them, such as bench-ledger: figures against peers, and var/bench/<name>.json
	$(PY) -m tests.bench.$*

screenshots: .dev ## pictures of the pages, light and dark, wide and narrow, in var/screenshots
	$(PY) -m tests.browser.screenshots

# The environment. The script does nothing when it is in step, so asking costs nothing.
.PHONY: .base .dev
.base:
	@requirements/install base
.dev:
	@requirements/install dev
