# make run    sets everything up, takes in samples/, and serves on http://127.0.0.1:7860
# make test   sets up what is missing and runs all tests
# make setup  the set-up alone        make lint     ruff and mypy --strict
# make quality  answers against expected figures; make quality-report a page of them and the failures;
#               make quality-llm LIMIT=40 both modes side by side (LLM_BASE_URL, LLM_MODEL)
# make bench  speed and memory
# make llm    fetches a small chat model and serves it      make test-llm  tests with it
# make widget  builds web/static/widget from web/widget (needs Node; what it builds is checked in)
# make formats  real and malformed files, format by format

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/ready
MODEL := models/multilingual-e5-small-q4/modules.json
LLM_BIN := models/llm/venv/bin
LLM_READY := models/llm/ready
LLM_PORT ?= 8765
LIMIT ?= 40

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export ANONYMIZED_TELEMETRY := False
export DO_NOT_TRACK := 1
export GRADIO_ANALYTICS_ENABLED := False
export HF_HUB_OFFLINE := 1
export HF_HUB_DISABLE_TELEMETRY := 1
export ORT_DISABLE_TELEMETRY := 1

.PHONY: run setup test lint quality quality-report quality-llm formats widget bench llm test-llm clean

run: setup
	$(BIN)/python app.py ingest samples
	$(BIN)/python app.py serve

setup: $(READY) $(MODEL)

$(READY): requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -r requirements.txt
	touch $(READY)

$(MODEL): $(READY) $(wildcard retrieval/bundled_model.py)
	$(BIN)/python -m retrieval.bundled_model
	touch $(MODEL)

test: setup
	$(BIN)/python -m pytest

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

quality: setup
	$(BIN)/python -m tests.quality

quality-report: setup
	test -e data/quality/seed.extract.jsonl || $(BIN)/python -m tests.quality || true
	$(BIN)/python -m tests.quality.report

quality-llm: setup
	$(BIN)/python -m tests.quality --llm --limit $(LIMIT)

formats: setup
	$(BIN)/python -m tests.quality.heads
	$(BIN)/python -m tests.quality.formats

widget: setup
	cd web/widget && npm ci --no-audit --no-fund
	$(BIN)/python -m web.widget.build

llm: $(LLM_READY)
	$(LLM_BIN)/python tools/llm/fetch.py
	$(LLM_BIN)/python tools/llm/serve.py --port $(LLM_PORT)

test-llm: setup $(LLM_READY)
	$(LLM_BIN)/python tools/llm/fetch.py
	$(BIN)/python -m pytest -m llm tests/llm

$(LLM_READY): tools/llm/requirements.txt
	test -x $(LLM_BIN)/python || $(PYTHON) -m venv models/llm/venv
	$(LLM_BIN)/python -m pip install --quiet -r tools/llm/requirements.txt
	touch $(LLM_READY)

bench: setup
	$(BIN)/python -m tests.bench.run

clean:
	rm -rf .venv models data .mypy_cache .ruff_cache .pytest_cache .hypothesis
