# Everything one does with this project. `make help` lists it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --quiet --no-input --disable-pip-version-check --require-hashes
TO_RUN := $(VENV)/.to-run
TO_DEVELOP := $(VENV)/.to-develop
CHECKERS := tools/node_modules/.installed
# Biome by itself, without the Node program that looks for it: one is installed, for this processor.
BIOME := tools/node_modules/@biomejs/cli-linux-*/biome
POT := translations/messages.pot
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))
# Versions younger than a week are left for others to try first.
UV := $(VENV)/uv/bin/uv --no-config pip compile --quiet --universal --python-version 3.11 \
      --generate-hashes --no-emit-index-url --no-header --exclude-newer "7 days" $(LOCK)

export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: bench catalogues clean format help lint lock programs run test translations

help: ## Show what one can do here
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(TO_RUN) catalogues .env ## Start everything on this machine (PORT=8000)
	@$(BIN)/python -m tools.start

test: $(TO_DEVELOP) programs $(CHECKERS) catalogues ## Try everything (ARGS="-k words of a test's name")
	$(BIN)/python -m pytest $(ARGS)

lint: $(TO_DEVELOP) $(CHECKERS) ## Check style, types, walls, templates, styles and scripts
	ruff check .
	ruff format --check .
	mypy
	lint-imports
	djlint --check app/templates
	djlint --lint app/templates
	$(BIOME) ci --colors=off --error-on-warnings app/static

format: $(TO_DEVELOP) $(CHECKERS) ## Write code, templates, styles and scripts the way lint wants them
	ruff check --fix .
	ruff format .
	djlint --quiet --reformat app/templates || true
	$(BIOME) check --write app/static

bench: $(TO_DEVELOP) catalogues ## Measure what we promise, one JSON line per figure
	$(BIN)/python -m bench $(ARGS)

translations: $(TO_DEVELOP) ## Collect the texts of code and templates into the catalogues
	pybabel --quiet extract --mapping-file babel.cfg --output-file $(POT) \
	  --no-location --sort-output --omit-header --add-comments "For the translator:" \
	  --keywords N_ .
	pybabel --quiet update --input-file $(POT) --output-dir translations \
	  --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	sed -i '/^"\(Report-Msgid-Bugs-To\|POT-Creation-Date\|PO-Revision-Date\|Last-Translator\|Language-Team\|Generated-By\):/d' translations/*/LC_MESSAGES/messages.po

lock: | $(BIN)/python ## Choose versions anew and lock them (LOCK=--upgrade takes the newest)
	$(BIN)/python -m venv $(VENV)/uv
	$(VENV)/uv/bin/pip install --quiet --disable-pip-version-check uv
	$(UV) --output-file requirements.lock pyproject.toml
	$(UV) --output-file requirements-dev.lock --group dev --constraints requirements.lock pyproject.toml

clean: ## Remove what the tools made; settings and data stay
	rm -rf $(VENV) tools/node_modules .mypy_cache .pytest_cache .ruff_cache .import_linter_cache htmlcov .coverage
	rm -f $(CATALOGUES)
	find app tests bench tools -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

catalogues: $(CATALOGUES)

programs:
	@tools/install_system_programs.sh

.env: | $(TO_RUN)
	@$(BIN)/python tools/first_settings.py

$(BIN)/python:
	@tools/make_venv.sh $(VENV) "$(PYTHON)"

$(TO_RUN): requirements.lock | $(BIN)/python
	@echo "Installing what $< lists"
	@$(PIP_INSTALL) -r $<
	@touch $@

# The longer list holds the shorter one, at the same versions.
$(TO_DEVELOP): requirements-dev.lock requirements.lock | $(BIN)/python
	@echo "Installing what $< lists"
	@$(PIP_INSTALL) -r $<
	@touch $@ $(TO_RUN)

$(CHECKERS): tools/package-lock.json tools/package.json | programs
	cd tools && npm ci
	@touch $@

%.mo: %.po | $(TO_RUN)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
