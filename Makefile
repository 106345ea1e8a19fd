# Each target makes .venv by itself; nothing is needed but python3 (3.11 or newer) and make.
PYTHON ?= python3
BIN := .venv/bin
OUT := out

.PHONY: demo test bench models clean

demo: .venv/ready
	@mkdir -p $(OUT)
	@$(BIN)/chidao extract corpora/sample -o $(OUT)/sample.jsonl
	@$(BIN)/chidao show $(OUT)/sample.jsonl
	@echo
	@$(BIN)/python -m scrapers.portal.nights $(OUT)
	@echo
	@$(BIN)/chidao report $(OUT)/data -o $(OUT)/report.html
	@echo
	@echo "articles  corpora/sample/"
	@echo "records   $(OUT)/sample.jsonl    (one JSON object per article; chidao schema describes it)"
	@echo "crawl     $(OUT)/data/           (records, raw pages, log; $(OUT)/sources/ describes the demo's portals)"
	@echo "morning   $(OUT)/data/reports/latest.html"
	@echo "report    $(OUT)/report.html          (open it in a browser; it needs no network)"
	@echo "again     $(BIN)/chidao show --text $(OUT)/sample.jsonl"

test: .venv/ready
	$(BIN)/python -m pytest -n 2 --dist loadfile

bench: .venv/ready
	$(BIN)/python bench/speed.py
	$(BIN)/python bench/pages.py
	$(BIN)/python bench/crawl.py
	$(BIN)/python bench/frames.py

# trains the shipped models anew from corpora/; the same articles give the same files
models: .venv/ready
	$(BIN)/chidao train --out models/trained
	$(BIN)/python -m pipeline.cards
	@git diff --stat --exit-code models/trained models/cards 2>/dev/null && echo "the same as the shipped models" || echo "models/trained or models/cards has changed"
	$(BIN)/chidao evaluate

# made anew when what is to be installed changes
.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "chidao needs Python 3.11 or newer; give one with make PYTHON=...")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

clean:
	rm -rf $(OUT) .venv build dist .pytest_cache .hypothesis
