# The commands of this repository. `make` alone lists them.

PYTHON ?= python3
PORT ?= 8000
export KILLS ?= 500
export CUTS ?= 100
export ACKS ?= 100000
export PEOPLE ?= 10000
export LIVES ?= 2000
BIN := .venv/bin
UV := $(BIN)/uv --no-config pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header --upgrade

# Every package comes with its hash, the build's own tool too; nothing else is fetched.
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check
PACKAGE := $(INSTALL) --no-deps --no-build-isolation --editable .

.DEFAULT_GOAL := help
.PHONY: help up test faults bench check messages lock
.DELETE_ON_ERROR:

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: $(BIN)/installed ## start everything here, with a demonstration (PORT=8000, data in TOCSIN_HOME=./data)
	@PORT=$(PORT) exec $(BIN)/tocsin up --demonstration

test: $(BIN)/installed-dev ## install what the tests need and run everything
	@tests/run

faults: $(BIN)/installed-dev ## kills, power cuts, a seizure: hours (KILLS=500 CUTS=100 ACKS=100000)
	@tests/run faults

bench: $(BIN)/installed-dev ## measure, and write docs/how-it-works/performance.md (NAMES="mail search")
	@$(BIN)/python -m tests.bench $(NAMES) --write

check: $(BIN)/installed-dev ## lint, types, import contracts, templates and translations only
	@tests/run check

messages: $(BIN)/installed-dev ## write new texts into the translations and compile them
	@$(BIN)/python -m tests.house.messages --update

lock: $(BIN)/installed-dev ## choose the newest allowed versions anew and write their hashes
	printf 'hatchling>=1.27\n' | $(UV) --output-file requirements.lock pyproject.toml -
	$(UV) --extra dev --constraints requirements.lock \
		--output-file requirements-dev.lock pyproject.toml

# A virtual environment that Debian could not finish has no pip, and is made again.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"Python 3.11 or newer is needed; name it by PYTHON=")'
	@$(PYTHON) -m venv --clear .venv

$(BIN)/installed: requirements.lock pyproject.toml CHANGELOG.md | $(BIN)/pip
	@echo "Installing what Tocsin needs; this takes a minute, once."
	@$(INSTALL) --require-hashes --requirement requirements.lock
	@$(PACKAGE)
	@touch $@

$(BIN)/installed-dev: requirements-dev.lock $(BIN)/installed
	@echo "Installing what the tests need; this takes a minute, once."
	@$(INSTALL) --require-hashes --requirement requirements-dev.lock
	@touch $@
