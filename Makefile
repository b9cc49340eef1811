# NBA Data: `make` lists the targets. Mtimes build tools; the tracker decides data.
SHELL         := /bin/bash
.SHELLFLAGS   := -euo pipefail -c
MAKEFLAGS     += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON   ?= python3
DATA_DIR ?= data
PY       := .venv/bin/python
READY    := .venv/.ready
READY_DEV := .venv/.ready-dev
TESTS    ?= tests
RUN       = $(DATA_DIR)/_metadata/run
CATALOGUE := $(sort $(subst _,-,$(patsubst scripts/fetch_%.py,%,$(wildcard scripts/fetch_*.py))))
export DATA_DIR SEASON DATE DATE_FROM DATE_TO TEAM PLAYER GAME SEASON_TYPE FORCE NOW FULL BUILDER BUILD_OPTIONS IMAGE

# -- datasets -----------------------------------------------------------
.PHONY: $(CATALOGUE) daily weekly yearly all due backfill plan gaps corrections apply-corrections doctor status sync pull migrate-tracker deploy-storage diff-storage destroy-storage bench demo setup test test-cloud image push lint clean help

teams:                          ## the thirty teams (yearly)
players:                        ## everybody who ever played (yearly)
team-games:                     ## a row a team a game (daily in season)
player-games:                   ## a row a player a game (daily in season)
player-boxscores:               ## a box score a game (daily in season)
player-stats:                   ## careers of those who play (weekly)

daily: team-games player-games player-boxscores ## what changes overnight
weekly: player-stats            ## what changes with every game, but slowly
yearly: teams players           ## what changes between seasons
all: yearly daily weekly        ## every dataset

# Check, fetch, store, mark. Only status 1 with the word "fresh" is fresh: a Python that cannot even start
# exits 1 as well. A fetch that fails in part leaves a CSV of the rest, which is stored and marked all the same.
$(CATALOGUE): %: $(READY)
	@span=$$($(PY) scripts/should_fetch.py $* --claim) || { rc=$$?; [ "$$rc $$span" = "1 fresh" ] && exit 0 || exit $$rc; }; \
	run=$(RUN)/$*.$$$$ && trap 'rm -f "$$run".*' EXIT && rc=0 && \
	{ eval $(PY) scripts/fetch_$(subst -,_,$*).py "$$span" --output "$$run.csv" --report "$$run.json" || rc=$$?; } && \
	if [ -e "$$run.json" ]; then $(PY) scripts/store.py $* "$$run.csv" --report "$$run.json" && $(PY) scripts/mark.py $* "$$run.json"; else $(PY) scripts/mark.py $* --failed; fi && exit $$rc

# -- the past, and what is wrong ----------------------------------------
backfill: $(READY)              ## past seasons: FROM=1946-47 TO=2024-25 [DATASETS="team-games player-games"]
	@$(PY) scripts/backfill.py --from "$(FROM)" --to "$(TO)" $(if $(DATASETS),--datasets "$(DATASETS)")

plan: $(READY)                  ## what TARGET="daily", or a backfill, would ask for; sends nothing
	@$(PY) scripts/plan.py $(if $(FROM),--from "$(FROM)" --to "$(TO)" $(if $(DATASETS),--datasets "$(DATASETS)"),$(TARGET))

gaps: $(READY)                  ## games that should be stored and are not
	@$(PY) scripts/gaps.py

corrections: $(READY)           ## what the league corrected after it was stored
	@$(PY) scripts/corrections.py

apply-corrections: $(READY)     ## write the corrected values beside the originals
	@$(PY) scripts/corrections.py --apply

doctor: $(READY)                ## is everything here as it should be, and is the league reachable
	@$(PY) scripts/doctor.py

# -- the rest -----------------------------------------------------------
due: $(READY)                   ## what would be fetched, and why
	@$(PY) scripts/status.py --due

status: $(READY)                ## what is stored, how fresh it is, what is due next
	@$(PY) scripts/status.py

# -- in containers and in the cloud ---------------------------------------
image:                          ## build nba-data, and nba-data:s3 without the AWS CLI; BUILDER=docker, podman or buildah
	@scripts/image.sh build

push: $(READY)                  ## send the images to ECR; the tag is the revision
	@scripts/image.sh push

# -- S3 -----------------------------------------------------------------
sync: $(READY)                  ## send what changed to S3, the tracker last; FULL=1 compares everything
	@scripts/sync.sh push

pull: $(READY)                  ## bring what S3 has and this machine has not
	@scripts/sync.sh pull

migrate-tracker: $(READY)       ## copy what one tracker knows to another: FROM=file TO=dynamodb
	@$(PY) scripts/migrate_tracker.py --from "$(FROM)" --to "$(TO)"

deploy-storage: $(READY)        ## make or change the bucket and the table: S3_BUCKET=my-nba-data
	@scripts/storage.sh deploy

diff-storage: $(READY)          ## what deploy-storage would change
	@scripts/storage.sh diff

destroy-storage: $(READY)       ## take bucket and table away; refuses while data are there
	@scripts/storage.sh destroy

bench: $(READY_DEV)             ## measure: a daily sync beside aws s3 sync, a lookup among a million
	@$(PY) tests/bench.py

demo: $(READY)                  ## a tour against a league in a box; touches nothing else
	@scripts/demo.sh

setup: $(READY)                 ## build .venv (every target does so by itself)
$(READY): requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "setup: $(PYTHON) is older than 3.11; run make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

test: $(READY_DEV)              ## every test, in some minutes; TESTS=tests/lib for some of them
	.venv/bin/pytest -n 4 --maxschedchunk 1 $(TESTS)

test-cloud: $(READY_DEV)        ## the image and the stacks with real parts: as root on Debian, else says what it skips
	@tests/deploy/cloud/run.sh

lint: $(READY_DEV)              ## ruff, shellcheck, cfn-lint, hadolint
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/shellcheck --external-sources scripts/*.sh lib/*.sh tests/deploy/cloud/run.sh .ci/run
	.venv/bin/cfn-lint deploy/*/stack.yaml
	.venv/bin/hadolint Dockerfile

$(READY_DEV): requirements-dev.txt $(READY)
	.venv/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

clean:                          ## remove .venv and what runs left over; the data stay
	rm -rf .venv $(RUN) $(DATA_DIR)/_metadata/tmp

help:                           ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
