# make run     serve the dashboard on the shipped data (PORT=8501, ADDRESS=127.0.0.1)
# make publish serve it on this machine alone with the page Publish, before sign-in is set up: open
#              the address that it prints (PORT=8501)
# make test    every check and every test, a real browser included
# make test-versions  every test but the browser's under each of Python 3.11, 3.12 and 3.13 that is
#              here (PYTHONS="..." names others; VERSIONS_ARGS="-k xmr" goes to pytest)
# make bench   measure speed against the minimum allowed, and what one visitor can cost
# make fuzz    100,000 damaged inputs for every importer and page address (FUZZ_ARGS="--seed 2")
# make lock    work out the pinned requirements again, after a change in pyproject.toml
#              (LOCK_ARGS=--upgrade takes the newest of everything)
# make replicas  several processes behind nginx here (PROCESSES=2); CHECK=--check proves it
# make licences  write docs/dependencies.md anew from what is installed
# make audit   ask for known weaknesses of the pinned packages: not without the advisory service
#              (AUDIT_ARGS="-s osv" asks another one)
# make sbom    write sbom.json, the bill of materials (CycloneDX 1.6) of the pinned packages
# make clean   remove everything these made
#
# All paths are relative, so a checkout in a folder with spaces works. The stamp files in .venv
# mean that a second call installs nothing and needs no network.

PYTHON ?= python3
PORT ?= 8501
ADDRESS ?= 127.0.0.1
PYTEST_ARGS ?= -n auto --dist loadfile --no-loadscope-reorder

VENV := .venv
VERSIONS := .venv-versions
PY := $(VENV)/bin/python
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
LOCK := $(VENV)/lock/bin/uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command 'make lock' --quiet $(LOCK_ARGS)

.DEFAULT_GOAL := run
.DELETE_ON_ERROR:
.PHONY: run publish setup setup-dev browser test test-versions lint types pytest bench fuzz lock replicas licences audit sbom clean

run: setup
	$(PY) -m streamlit run app.py --server.port=$(PORT) --server.address=$(ADDRESS)

publish: setup
	@$(PY) -m server.local_publishing --port=$(PORT)

test: lint types pytest

lint: setup-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(VENV)/bin/lint-imports --no-cache

types: setup-dev
	$(PY) -m mypy

pytest: browser
	@$(PY) -m tools.ensure_nginx
	$(PY) -m pytest $(PYTEST_ARGS)

test-versions: | $(VENV)/.made
	$(PY) -m tools.test_versions $(VERSIONS_ARGS)

bench: browser
	$(PY) -m benchmarks
	$(PY) -m benchmarks.costs

fuzz: setup-dev
	$(PY) -m tools.fuzz $(FUZZ_ARGS)

browser: setup-dev
	@$(PY) -m tools.ensure_browser

setup: $(VENV)/.installed
setup-dev: $(VENV)/.installed-dev

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; PYTHON=... names one." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: requirements.txt | $(VENV)/.made
	$(INSTALL) -r requirements.txt
	@touch $@

# The development list holds the main one too, so one install serves both.
$(VENV)/.installed-dev: requirements-dev.txt | $(VENV)/.made
	$(INSTALL) -r requirements-dev.txt
	@touch $(VENV)/.installed $@

# uv only works out the lists; nothing else here needs it.
lock: | $(VENV)/.made
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	$(LOCK) pyproject.toml --output-file requirements.txt
	$(LOCK) pyproject.toml --extra dev --output-file requirements-dev.txt

PROCESSES ?= 2
replicas: browser
	@$(PY) -m tools.ensure_nginx
	$(PY) -m tools.replicas --processes=$(PROCESSES) --port=$(PORT) $(CHECK)

licences: setup-dev
	$(PY) -m tools.licences

# In an environment of its own; --strict: a package that could not be asked about is a failure.
# A finding is a table on standard output; without one, a failure is that nobody was asked: the last
# line of what pip-audit said, which may be a traceback of the network's, and ours.
audit: | $(VENV)/.made
	$(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit
	@status=0; cd $(VENV)/audit; \
	bin/pip-audit --strict --require-hashes --disable-pip --progress-spinner off $(AUDIT_ARGS) \
		-r "$$OLDPWD/requirements.txt" >found.txt 2>said.txt || status=$$?; \
	if [ $$status -eq 0 ] || [ -s found.txt ]; then cat said.txt found.txt; \
	else tail -n 1 said.txt >&2; echo "audit: not done: the advisory service did not answer for" \
		"all packages, so nothing is known of any (docs/dependencies.md)" >&2; fi; \
	exit $$status

# In an environment of its own too: the dashboard does not need what describes it.
sbom: | $(VENV)/.made
	$(PYTHON) -m venv $(VENV)/sbom
	$(VENV)/sbom/bin/python -m pip install --quiet --disable-pip-version-check 'cyclonedx-bom>=7.5,<8'
	$(VENV)/sbom/bin/python -m tools.sbom

clean:
	rm -rf $(VENV) $(VERSIONS) .pytest_cache .mypy_cache .ruff_cache .hypothesis .schemathesis test-results sbom.json
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
