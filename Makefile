# The two commands of hgkm: `make demo` and `make test`. Both install what they need into .venv first, and do
# that again only when the lock, pyproject.toml or the front end has changed. Needs Python 3.11 or newer, make and git.

PYTHON ?= python3
PORT ?=
bin := .venv/bin
installed := .venv/.installed
built := service/static/gebouwd/hgkm.js
frontend := $(addprefix service/frontend/,package.json package-lock.json vite.config.js .npmrc) $(wildcard service/frontend/src/* service/frontend/src/*/*)
# Three tests at a time on two processors: one of them often waits for a browser or for another program.
workers := $(shell expr `getconf _NPROCESSORS_ONLN` \* 3 / 2)
pytest := $(bin)/python -m pytest --numprocesses $(workers) --dist worksteal
pip := $(bin)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test coverage format check lock clean

help: ## say what there is
	@sed -nE 's/^([a-z]+):.*## /make \1\t/p' Makefile

demo: $(built) ## load the plans, answer, check, draw, and serve until Ctrl-C (PORT=... to choose one)
	@$(bin)/hgkm demo $(if $(PORT),--port $(PORT))

test: $(built) ## run all tests, those in a browser too
	@.ci/system browser
	@$(pytest)

coverage: $(built) ## the same tests, and which lines they ran; that takes twice as long
	@.ci/system browser
	@$(pytest) --cov

format: $(installed) ## lay out code and data as the project does
	@$(bin)/ruff check --quiet --fix-only .
	@$(bin)/ruff format --quiet .
	@$(bin)/python -m graph.formatting

check: $(installed) ## lint, layout, types, and whether the lock fits pyproject.toml
	@$(bin)/ruff check .
	@$(bin)/ruff format --check .
	@$(bin)/mypy
	@$(bin)/python -m graph.formatting --check
	@.ci/lock --check

lock: $(installed) ## write requirements.lock anew after a change in pyproject.toml
	@.ci/lock

clean: ## remove what was installed and built
	@rm -rf .venv build dist service/frontend/node_modules service/static/gebouwd htmlcov .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache

$(installed): requirements.lock pyproject.toml
	@PYTHON=$(PYTHON) .ci/system python
	@echo 'Installing hgkm into .venv; the first time this takes a minute or two.'
	@$(PYTHON) -m venv .venv
	@$(pip) --require-hashes --requirement requirements.lock
	@$(pip) --no-deps --no-build-isolation --editable .
	@touch $@

$(built): $(installed) $(frontend) hatch_build.py
	@$(bin)/python hatch_build.py
	@touch $@
