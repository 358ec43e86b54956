# Everything runs in .venv, which any of these makes; nothing else on the machine is changed but
# Debian packages for tests, installed only when run as root on a machine with apt.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test test-heavy bench bench-headquarters bench-plans bench-scan bundle lint docs messages clean

demo: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[documents]"
	rm -rf demo-out
	$(BIN)/compliance demo demo-out

test: $(STAMP) $(VENV)/.tests lint
	$(PYTHON) tools/debian.py chromium tmux libreoffice-writer libreoffice-calc minisign age
	$(BIN)/python -m pytest -m "not heavy" -n auto

test-heavy: $(STAMP) $(VENV)/.tests
	$(PYTHON) tools/debian.py openjdk-17-jre-headless
	$(BIN)/python -m pytest -m heavy -n auto

bench: $(STAMP) $(VENV)/.tests bench-headquarters bench-plans
	$(BIN)/python tools/bench.py

bench-headquarters: $(STAMP) $(VENV)/.tests
	$(BIN)/python tools/bench_headquarters.py

bench-plans: $(STAMP) $(VENV)/.tests
	$(BIN)/python tools/bench_plans.py

bench-scan: $(STAMP) $(VENV)/.tests
	$(BIN)/python tools/bench_scan.py

bundle: $(STAMP) $(VENV)/.tests
	$(BIN)/python tools/bundle.py

docs: $(STAMP) $(VENV)/.tests
	$(BIN)/python tools/reference.py

messages: $(STAMP) $(VENV)/.tests
	$(BIN)/python tools/messages.py

# Both systems side by side: each keeps a cache of its own, for they would spoil each other's.
lint: $(STAMP) $(VENV)/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy & linux=$$!; $(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32; windows=$$?; \
		wait $$linux && exit $$windows

$(STAMP): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { $(PYTHON) tools/debian.py python3-venv && $(PYTHON) -m venv --clear $(VENV); }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.tests: $(STAMP) requirements-test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-test.txt
	touch $@

clean:
	rm -rf $(VENV) demo-out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
