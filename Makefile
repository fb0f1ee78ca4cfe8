# Ichido: everything there is to run. `make` alone lists it.
SHELL   := /bin/bash
VENV    := .venv
BIN     := $(VENV)/bin
VAR     := var
PYTHON  ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
             $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
PIP     := $(BIN)/python -m pip --disable-pip-version-check -qq --no-input
export PYTHONUTF8 := 1
# Without kept bytecode every start of every process compiles all its libraries anew: seconds each time.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.SUFFIXES:
.PHONY: help install demo test check lint types imports tests definitions bench histories lock clean

help: ## this list
	@echo 'usage: make <target>'; echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(VENV)/.runtime ## start everything on this machine and let a family move house (ONCE=1: end by itself)
	@exec $(BIN)/ichido demo $(if $(filter-out 0,$(ONCE)),--once)

install: $(VENV)/.develop ## install everything needed to run and to develop into .venv
	@echo '$(VENV) is ready'

test: $(VENV)/.develop ## everything that must hold: check, tests with replay, definitions and their scenarios
	@$(MAKE) --no-print-directory lint types imports tests definitions

check: $(VENV)/.develop ## the quick part of test: lint, types, import directions
	@$(MAKE) --no-print-directory lint types imports

# $(call stage,name,commands): run the commands, then print how long they took.
define stage
	@printf '== %s\n' '$(1)'; SECONDS=0; { $(2); } || { printf '== %s: FAILED after %d s\n' '$(1)' $$SECONDS; exit 1; }; \
	printf '== %s: %d s\n' '$(1)' $$SECONDS
endef

lint: $(VENV)/.develop
	$(call stage,lint,$(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet .)

types: $(VENV)/.develop
	$(call stage,types,$(BIN)/mypy --no-error-summary)

imports: $(VENV)/.develop
	$(call stage,import directions,$(BIN)/lint-imports --no-logo 2>&1)

tests: $(VENV)/.develop
	$(call stage,tests and replay,$(BIN)/pytest --quiet)

definitions: $(VENV)/.develop
	$(call stage,definitions,$(BIN)/ichido validate)
	$(call stage,scenarios,$(BIN)/ichido test)

bench: $(VENV)/.develop ## measure every speed claim beside its yardstick
	@exec $(BIN)/python -m benchmarks

histories: $(VENV)/.develop ## record anew the histories that replay is tested with
	@exec $(BIN)/python -m tests.histories.record

lock: ## pin every dependency again, by hash and without addresses (needs uv)
	@command -v uv >/dev/null || { echo 'make lock needs uv (pip install uv)'; exit 2; }
	@uv pip compile pyproject.toml --group build $(LOCK) -o requirements.txt
	@uv pip compile pyproject.toml --group build --group dev -c requirements.txt $(LOCK) -o requirements-dev.txt
LOCK := --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-emit-index-url --no-emit-find-links

clean: ## stop what this clone runs; remove var/, .venv and all caches
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m ichido.local.stop $(VAR); fi
	@rm -rf $(VAR) $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@[ -n '$(PYTHON)' ] || { echo 'Ichido needs Python 3.11 or newer, and found none on the PATH. Install it, or say where: make PYTHON=/path/to/python3'; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo 'This Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv'; exit 2; }
	@rm -rf $(VENV) && $(PYTHON) -m venv $(VENV)

# The project itself comes last and editable: its dependencies are all in the lock, and so is what builds it.
define install
	@printf 'installing %d packages into $(VENV) …' $$(grep -c '==' $(1)); SECONDS=0; \
	$(PIP) install --no-deps --no-compile --require-hashes -r $(1) && \
	$(PIP) install --no-deps --no-build-isolation --editable . && printf ' %d s\n' $$SECONDS
endef

$(VENV)/.runtime: requirements.txt pyproject.toml | $(BIN)/python
	$(call install,requirements.txt)
	@touch $@

$(VENV)/.develop: requirements-dev.txt pyproject.toml | $(BIN)/python
	$(call install,requirements-dev.txt)
	@touch $(VENV)/.runtime $@
