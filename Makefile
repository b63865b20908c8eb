# Needs only Python >= 3.11; everything is installed into .venv.
#
#   make demo    verify an operator and three families, write report.html
#   make test    run the test suite
#   make test-slow  the slow tests: the whole catalogue against its declared truths
#   make lint    style and types
#   make repro   the papers claim by claim: the whole book, in repro/ (half an hour; it goes on
#                where it was stopped)
#   make docs    build the documentation into build/docs (warnings are errors)
#   make proofs  check the Coq proofs (installs nothing; says what is missing)
#   make clean   remove what the commands above made
#
# Another interpreter: make demo PYTHON=/path/to/python3.12

PYTHON ?=
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check
REPORT ?= report.html
PYTEST ?= -n 2

.PHONY: help demo test test-slow lint docs repro proofs clean

help:
	@sed -n 's/^#   //p' Makefile

# The first interpreter that is new enough; then a check that it can make a
# virtual environment, which some Linux distributions package separately.
$(VENV)/.made:
	@for python in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python); do \
	    if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	            echo "$$python cannot make a virtual environment: its venv or ensurepip module is missing." >&2; \
	            echo "On Debian and Ubuntu: sudo apt install python3-venv; then run make again." >&2; \
	            exit 1; \
	        fi; \
	        echo "Making $(VENV) with $$python ($$("$$python" --version))"; \
	        "$$python" -m venv --clear $(VENV) && touch $@; \
	        exit; \
	    fi; \
	done; \
	echo "No Python 3.11 or newer found; name one with: make PYTHON=/path/to/python3" >&2; \
	exit 1

# Editable, so a change of the sources needs no new installation.
$(VENV)/.installed: $(VENV)/.made pyproject.toml
	@echo "Installing kdtheory into $(VENV)"
	@$(PIP) install --quiet --editable .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	@echo "Installing the test tools into $(VENV)"
	@$(PIP) install --quiet --editable '.[test,lessons]'
	@touch $@

# A refutation (1) or an open question (3) is a result, not a failure.
demo: $(VENV)/.installed
	@$(BIN)/kdtheory verify examples/my_operator.py:tempered_blend power mixture tsallis \
	    --points examples/digits_teacher.npy --format html --output "$(REPORT)"; \
	status=$$?; \
	case $$status in \
	    0|1|3) $(BIN)/python -c 'import pathlib, sys; print("The report is here, open it in a browser:", \
	        pathlib.Path(sys.argv[1]).resolve().as_uri())' "$(REPORT)" ;; \
	    *) echo "kdtheory verify failed with exit code $$status" >&2; exit $$status ;; \
	esac

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest $(PYTEST)

test-slow: $(VENV)/.installed-test
	$(BIN)/python -m pytest $(PYTEST) -m slow

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(VENV)/.installed-docs: $(VENV)/.installed
	@echo "Installing the documentation tools into $(VENV)"
	@$(PIP) install --quiet --editable '.[docs]'
	@touch $@

docs: $(VENV)/.installed-docs
	$(BIN)/sphinx-build -q -W --keep-going -b html docs build/docs
	@echo "The documentation is here: build/docs/index.html"

$(VENV)/.installed-students: $(VENV)/.installed
	@echo "Installing the data of the students into $(VENV)"
	@$(PIP) install --quiet --editable '.[students]'
	@touch $@

repro: $(VENV)/.installed-students
	$(BIN)/kdtheory repro all --out repro

proofs:
	@sh proofs_checks/coq/check.sh
	@sh proofs_checks/coq/check.sh proofs_checks/bridge kdtheory/bridge/axioms.txt

clean:
	rm -rf $(VENV) "$(REPORT)" repro build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
