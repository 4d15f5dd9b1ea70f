# `make` alone lists the targets.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup setup-test run test evaluate bench check fix lock messages screens
QUESTIONS ?= ../shared/eval/questions.jsonl
PHRASES ?= ../shared/eval/labour_search_phrases.jsonl
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "%-14s %s\n", $$1, $$2}'

setup: .venv/.ready $(CATALOGUES) staticfiles/staticfiles.json ## virtual environment, dependencies, translations, static files

.venv/.ready: requirements.txt
	@PYTHON=$(PYTHON) bin/setup requirements.txt
	@touch $@

locale/%.mo: locale/%.po .venv/.ready
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

staticfiles/staticfiles.json: .venv/.ready $(shell find static -type f)
	@$(BIN)/python manage.py collectstatic --noinput --clear --verbosity 0

setup-test: setup .venv/.ready-test ## the same, with the tools, a browser and a Redis server

.venv/.ready-test: requirements-dev.txt
	@bin/setup-test
	@touch $@

run: setup ## serve the demonstration
	@$(BIN)/python manage.py serve

demo-llm: setup ## the same, drafts written by a scripted model over a real socket
	@$(BIN)/python -m tests.support.fakellm --port 8001 & trap "kill $$!" EXIT; \
	LLM_BASE_URL=http://127.0.0.1:8001/v1 LLM_MODEL=fake-model $(BIN)/python manage.py serve

demo-quality: setup ## a season of 20,000 requests for the dashboard: a quarter of an hour on two cores
	@$(BIN)/python manage.py demo_quality

test: setup-test check ## checks, suite, browser tests
	@bin/test

chaos: setup-test ## faults in full numbers, then once each with real clocks
	$(BIN)/python -m tests.chaos.llm_faults --runs 36
	$(BIN)/python -m tests.chaos.llm_faults --runs 2 --factor 1
	$(BIN)/python -m tests.chaos.hostile_text

evaluate: setup ## search measured on QUESTIONS, golden ones; its weights (PHRASES too) and when it declines fitted anew
	$(BIN)/python manage.py evaluate retrieval --questions $(QUESTIONS)
	$(BIN)/python -m bench.fit_search $(QUESTIONS) $(PHRASES)
	$(BIN)/python -m bench.fit_abstention $(QUESTIONS) tests/evaluation/data/unanswerable.jsonl

bench: setup ## start, latency and memory of a process that searches
	$(BIN)/python -m bench.search $(QUESTIONS)

screens: setup-test ## photograph every screen of the demonstration into .local/screens
	$(BIN)/python -m bench.screens

check: setup-test ## style, types, layers, templates, migrations, translations
	@bin/check

fix: setup-test ## mend what can be mended by a tool
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .
	git ls-files 'templates/*.html' | xargs -r $(BIN)/djade --target-version 5.2

lock: ## pin dependencies with hashes
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 requirements-dev.in -o requirements-dev.txt

messages: setup-test ## collect and compile the translations
	$(BIN)/python manage.py makemessages -l fr -l en --no-location --ignore .venv && $(BIN)/python manage.py compilemessages
