# make run    set up, index seeds/ and open the chat page
# make test   set up and run the tests
# make ask Q="..." [CORPUS=folder]    one question on the command line
# make check  lint and types
# make torture    kill, fill the disk and damage files many times; hours ([KILLS=n] [FILES=n] [ASKS=n])
# make bench DATA=folder [READER=folder] [ONLY=answers,ingestion] [OPTIONS="--questions 50"]
#             set up .venv-bench and measure Citespan beside other systems (docs/evaluation.md: DATA)
PYTHON ?= python3
CORPUS ?= seeds
# Moments of each of the two kill tests, files in each, questions beside a process that indexes.
KILLS ?= 100
FILES ?= 500
ASKS ?= 1000
BIN := .venv/bin

.PHONY: run test ask check torture bench format clean

run: .venv/ready
	$(BIN)/python app.py --corpus "$(CORPUS)" --open

test: .venv/ready
	$(BIN)/python -m pytest

ask: .venv/ready
	@test -n "$$Q" || { echo 'usage: make ask Q="your question"' >&2; exit 2; }
	@$(BIN)/python -m qa ask "$$Q" --corpus "$(CORPUS)"

check: .venv/ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

torture: .venv/ready
	CITESPAN_KILLS=$(KILLS) CITESPAN_FILES=$(FILES) CITESPAN_ASKS=$(ASKS) \
		$(BIN)/python -m pytest -s tests/torture
	CITESPAN_FUZZ=16 $(BIN)/python -m pytest tests/index/loaders/test_loaders_fuzz.py

bench: .venv-bench/ready
	@test -n "$(DATA)" || { echo 'usage: make bench DATA=folder [READER=folder] [ONLY=answers,ingestion]' >&2; exit 2; }
	@.venv-bench/bin/python -m benchmarks.peers "$(DATA)" \
	    $(if $(READER),--reader "$(READER)") $(if $(ONLY),--only "$(ONLY)") $(OPTIONS)

format: .venv/ready-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.venv/ready: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt
	touch $@

.venv/ready-dev: .venv/ready requirements-dev.txt
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements-dev.txt
	touch $@

.venv-bench/ready: requirements.txt benchmarks/peers/requirements.txt
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --disable-pip-version-check \
	    -r benchmarks/peers/requirements.txt
	touch $@

clean:
	rm -rf .venv .venv-bench .bench .pytest_cache .mypy_cache .ruff_cache

export Q
