# NBA Data: `make` lists the targets. Mtimes build tools; the tracker decides data.
SHELL         := /bin/bash
.SHELLFLAGS   := -euo pipefail -c
MAKEFLAGS     += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# Of lib/config.py: what may stand after make. All of it is text for the scripts, which read it from the environment.
VARIABLES := NBA_STATS_URL NBA_CDN_URL NBA_SOURCE NBA_API_PROXY NBA_NETWORK NBA_MIN_INTERVAL NBA_PER_MINUTE NBA_PER_HOUR \
	NBA_TIMEOUT NBA_RETRIES NBA_MAX_REQUESTS NBA_DEADLINE CORRECTION_DAYS DATA_DIR DATA_STORE COMPRESS TRACKER \
	S3_BUCKET S3_PREFIX DYNAMODB_TABLE RUN_ID LEAGUE SEASON DATE DATE_FROM DATE_TO TEAM PLAYER GAME SEASON_TYPE MEASURE \
	FORCE FULL NOW SYNC FROM TO DATASETS TARGET WAY COSTS NAME ENDPOINT SQL FORMAT NOTIFY_URL HEARTBEAT_URL LOG_FORMAT LOG_LEVEL ENV_FILE
# Of what builds and tests.
TOOLS     := PYTHON TESTS BUILDER BUILD_OPTIONS IMAGE MAIL BUDGET PROXY_PARAMETER FALLBACK SUBNETS \
	PRIVATE_SUBNETS DAILY_AT ARCHITECTURES INSTANCE_TYPES REPOSITORY WORKERS
TYPED     := $(strip $(foreach name,$(.VARIABLES),$(if $(filter command,$(origin $(name))),$(name))))
TEXTS     := $(filter $(VARIABLES) $(TOOLS) AWS_% %_FREQUENCY,$(TYPED))
UNKNOWN   := $(filter-out $(TEXTS) PY SHELL .SHELLFLAGS MAKEFLAGS,$(TYPED))
# Without this make would run DATA_DIR='$(shell …)' when it passes it on.
$(foreach name,$(TEXTS),$(eval override $(name) := $$(value $(name))))
export TYPED UNKNOWN MAKECMDGOALS $(TEXTS)
unexport $(UNKNOWN) PYTHONSAFEPATH

PY        := .venv/bin/python
SYSTEM_PY := "$${PYTHON:-python3}"
READY     := .venv/.ready
READY_DEV := .venv/.ready-dev
CATALOGUE := $(sort $(subst _,-,$(patsubst scripts/fetch_%.py,%,$(wildcard scripts/fetch_*.py))))
TARGETS   := $(CATALOGUE) daily weekly yearly extra games-detail all due backfill plan gaps fill-gaps corrections apply-corrections doctor \
	status tables query shell database report package morning install-cron remove-cron sync pull migrate-tracker deploy-storage \
	diff-storage destroy-storage bench league demo setup test fuzz test-cloud image push deploy deploy-plan undeploy cloud-run cloud-logs \
	lint new-dataset clean help
FOLDERS   := data docs lib scripts tests

.PHONY: $(TARGETS) $(FOLDERS) refused used usable checked published
ifneq ($(UNKNOWN)$(filter-out $(TARGETS) $(FOLDERS) .venv/%,$(MAKECMDGOALS)),)
$(TARGETS) $(READY) $(READY_DEV): refused
endif
# Order-only: it runs before anything else, and .venv is not built again for it.
ifneq ($(filter $(VARIABLES),$(TYPED)),)
$(TARGETS) $(READY) $(READY_DEV): | used
endif
# Without .venv by a Python that may be too old: setup says so.
used:
	@$(if $(wildcard $(PY)),,$(SYSTEM_PY) -c 'import sys; sys.exit(sys.version_info >= (3, 11))' ||) \
	$(if $(wildcard $(PY)),$(PY),$(SYSTEM_PY)) scripts/refuse.py --unused --targets $(TARGETS) --variables $(VARIABLES) $(TOOLS)

refused $(FOLDERS) .DEFAULT:
	@$(SYSTEM_PY) scripts/refuse.py --targets $(TARGETS) --variables $(VARIABLES) $(TOOLS)

# -- datasets -----------------------------------------------------------
teams:                          ## the thirty teams (yearly)
players:                        ## everybody who ever played (yearly)
team-games:                     ## a row for each team and game (daily in season)
player-games:                   ## a row for each player and game (daily in season)
player-boxscores:               ## the box score of each game (daily in season)
player-stats:                   ## careers of this season's players (weekly)
standings:                      ## the standings (daily in season)
schedule:                       ## every game of the season: teams, tip-off, arena, status, labels (daily)
player-info:                    ## this season's players: team, number, height, draft (weekly)
draft:                          ## every pick of every draft (yearly)
franchises:                     ## every franchise by the names it had (yearly)
rosters:                        ## who plays for each team (weekly)
coaches:                        ## who coaches each team (weekly)
player-season-stats:            ## the season added up by player; MEASURE=Advanced for one measure (daily in season)
team-season-stats:              ## the season added up by team; MEASURE=Advanced for one measure (daily in season)
player-games-advanced:          ## ratings, pace, shares of each player and game (daily in season)
player-games-misc:              ## his points after turnovers, of fast breaks, from the paint (daily in season)
player-games-scoring:           ## shares of his points and shots (daily in season)
player-games-usage:             ## his shares of the team's numbers (daily in season)
team-games-advanced:            ## ratings, pace, shares of each team and game (daily in season)
team-games-four-factors:        ## the four factors, of the team and its opponent (daily in season)
team-games-misc:                ## its points after turnovers, of fast breaks, from the paint (daily in season)
team-games-scoring:             ## shares of its points and shots (daily in season)
team-games-opponent:            ## its opponent's numbers (daily in season)
play-by-play:                   ## each game, event by event (daily in season)
play-by-play-live:              ## the same as the CDN tells it, in columns of its own (daily in season)
game-officials:                 ## who refereed each game (daily in season)
shots:                          ## each field goal tried, with its place on the floor (daily in season)
hustle:                         ## deflections, screens, loose balls … of each player and game (daily in season)
tracking:                       ## distance, touches, drives, passes … of each player and game (daily in season)
lineups:                        ## each game by the fives that were on the floor together (daily in season)

# Of lib/datasets.py's groups; extra is what is in no other.
DAILY     := team-games player-games player-boxscores
WEEKLY    := player-stats
YEARLY    := teams players
DETAIL    := play-by-play game-officials
ALONE     := play-by-play-live
IN_DAILY  := $(and $(filter daily all,$(MAKECMDGOALS)),$(DAILY))
KEEPS_ON  := $(and $(IN_DAILY),$(findstring k,$(firstword -$(MAKEFLAGS))))
daily: $(DAILY) published       ## what grows overnight: team-games, player-games, player-boxscores; then writes status.json
# Without -k make stops at the first dataset that fails, so the recipe of one in FAILS_ALOUD writes status.json itself.
# With -k make goes on and runs published last.
FAILS_ALOUD := $(if $(KEEPS_ON),,$(IN_DAILY))
published: $(READY) $(if $(KEEPS_ON),,$(DAILY))
	@$(PY) scripts/status.py --publish
ifneq ($(KEEPS_ON),)
.NOTPARALLEL:
endif

weekly: $(WEEKLY)               ## player-stats
yearly: $(YEARLY)               ## teams and players
games-detail: $(DETAIL)         ## play-by-play and game-officials: a request for each game
extra: $(filter-out $(DAILY) $(WEEKLY) $(YEARLY) $(DETAIL) $(ALONE),$(CATALOGUE)) ## the datasets that are in no other group
all: yearly daily weekly extra games-detail $(ALONE) ## every dataset

# One Python process checks all datasets and writes a line for each to $(DUE).<make's process id>.
DUE       := $(if $(word 2,$(MAKECMDGOALS) $(filter-out $(CATALOGUE),$(MAKECMDGOALS))),.venv/.due)
export DUE FAILS_ALOUD
checked: $(READY)
	@$(PY) scripts/should_fetch.py --all $(DUE).$$PPID

# Check, fetch, store, mark. A fetch's failures are in its report: what came is stored, and mark ends with their status.
$(CATALOGUE): %: $(READY) $(if $(DUE),checked)
	@. lib/steps.sh; check $(PY) scripts/should_fetch.py $* --claim && \
	stoppable $(PY) scripts/fetch_$(subst -,_,$*).py $$due --run $$$$ && \
	$(PY) scripts/store.py $* --run $$$$ && \
	$(PY) scripts/mark.py $* --run $$$$

# -- backfill and repair ------------------------------------------------
backfill: $(READY)              ## fetch past seasons: FROM=1946-47 TO=2024-25 [DATASETS=team-games,player-games]
	@$(PY) scripts/backfill.py

plan: $(READY)                  ## requests and time that TARGET=daily, or a backfill FROM=… TO=…, would take; COSTS=1 WAY=… its price in a cloud
	@$(PY) scripts/plan.py

gaps: $(READY)                  ## list the games that are missing; DATASETS=, SEASON= narrow it
	@$(PY) scripts/gaps.py

fill-gaps: $(READY)             ## ask for exactly the games that are missing
	@$(PY) scripts/gaps.py --fill

corrections: $(READY)           ## list what the league corrected after it was stored
	@$(PY) scripts/corrections.py

apply-corrections: $(READY)     ## write the corrected values beside the originals
	@$(PY) scripts/corrections.py --apply

doctor: $(READY)                ## check this machine, the stored files and whether the league answers
	@$(PY) scripts/doctor.py

# -- status and schedule ------------------------------------------------
due: $(READY)                   ## what would be fetched now, and why
	@$(PY) scripts/status.py --due

status: $(READY)                ## how fresh and whole each dataset is, and when it is due next
	@$(PY) scripts/status.py

morning: $(READY)               ## the job that cron runs: fetch what is due, sync, send notifications
	@scripts/morning.py

install-cron: $(READY)          ## add the morning job to your crontab; your other lines stay
	@$(PY) scripts/cron.py install

remove-cron: $(READY)           ## take it out again
	@$(PY) scripts/cron.py remove

# -- tables, SQL and reports --------------------------------------------
tables: $(READY)                ## make one CSV and Parquet for each dataset and season that changed; FULL=1 makes all
	@$(PY) scripts/tables.py

query: $(READY)                 ## run a SELECT: SQL="FROM standings_on('2025-01-14')", FORMAT=table, csv, json, parquet
	@$(PY) scripts/query.py

shell: $(READY)                 ## run one SELECT after another
	@$(PY) scripts/shell.py

database: $(READY)              ## write all tables to data/nba.duckdb, or FORMAT=sqlite to data/nba.sqlite
	@$(PY) scripts/database.py

report: $(READY)                ## write data/report.html: the season by day, what is missing, standings, leaders, the last runs
	@$(PY) scripts/report.py

package: $(READY)               ## copy the tables with their schemas and checksums, to publish them: TO=folder
	@$(PY) scripts/package.py

# -- containers and cloud -----------------------------------------------
image:                          ## build nba-data, and nba-data:s3 without the AWS CLI; BUILDER=docker, podman or buildah
	@scripts/image.sh build

push: $(READY)                  ## send the images to ECR; the tag is the revision
	@scripts/image.sh push

deploy: $(READY)                ## make or change the stack that runs it every morning: WAY=spot, fargate, lambda or batch
	@scripts/deploy.sh deploy

deploy-plan: $(READY)           ## what deploy would change
	@scripts/deploy.sh plan

undeploy: $(READY)              ## take the stack of WAY away; the data stay
	@scripts/deploy.sh destroy

cloud-run: $(READY)             ## start a run of TARGET=daily now, by WAY; WAY=batch: a backfill FROM=… TO=… by WORKERS=2 machines
	@scripts/deploy.sh run

cloud-logs: $(READY)            ## the last day's log of WAY
	@scripts/deploy.sh logs

# -- sync to S3 ---------------------------------------------------------
sync: $(READY)                  ## send what changed to S3; FULL=1 compares everything, SYNC=tables sends the tables only
	@scripts/sync.sh push

pull: $(READY)                  ## bring what is in S3 and not on this machine
	@scripts/sync.sh pull

migrate-tracker: $(READY)       ## copy what one tracker knows to another: FROM=file TO=dynamodb
	@$(PY) scripts/migrate_tracker.py

deploy-storage: $(READY)        ## make or change the bucket and the table: S3_BUCKET=my-nba-data
	@scripts/deploy.sh deploy storage

diff-storage: $(READY)          ## what deploy-storage would change
	@scripts/deploy.sh plan storage

destroy-storage: $(READY)       ## take bucket and table away; refuses while they hold something
	@scripts/deploy.sh destroy storage

# -- try it, develop it --------------------------------------------------
bench: $(READY_DEV)             ## measure what all this costs, in some minutes; writes docs/benchmarks.md
	@$(PY) tests/bench

league: $(READY)                ## run a simulated league, to try things out: docs/league-in-a-box.md
	@$(PY) scripts/standin.py

demo: $(READY)                  ## a tour against a simulated league; changes nothing outside data/demo
	@scripts/demo.sh

setup: $(READY)                 ## build .venv (every target does so by itself)
$(READY): requirements.txt | usable
	@$(SYSTEM_PY) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "setup: this Python is older than 3.11; run make PYTHON=python3.11")'
	$(SYSTEM_PY) -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

# A moved .venv, or one whose Python is gone, is told of before anything fails with a bare 127.
usable:
	@[ ! -e $(READY) ] || { [ -x .venv/bin/python ] && { [ ! -e .venv/bin/pip ] || \
	[ -x "$$(sed -n '1s/^#!//p' .venv/bin/pip)" ]; }; } || { \
	echo "setup: .venv was moved, or its Python is gone: run make clean, then make setup" >&2; exit 78; }

test: $(READY_DEV)              ## run every test, in some minutes; TESTS=tests/lib for some of them
	PYTHONDONTWRITEBYTECODE= .venv/bin/pytest -n 5 --maxschedchunk 1 $${TESTS:-tests}

fuzz: $(READY_DEV)              ## random environments, answers, stored files and kills, some minutes; a short form is in test
	FUZZ=long .venv/bin/pytest -n 4 --maxschedchunk 1 $$(grep -rl support.fuzz tests --include='test_*.py')

test-cloud: $(READY_DEV)        ## test the image and the stacks with real parts: as root on Debian, else says what it skips
	@tests/deploy/cloud/run.sh

lint: $(READY_DEV)              ## ruff, shellcheck, cfn-lint, hadolint
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/shellcheck --external-sources scripts/*.sh lib/*.sh tests/deploy/cloud/run.sh deploy/user-data.sh .ci/run
	.venv/bin/cfn-lint deploy/*/stack.yaml deploy/run.yaml
	.venv/bin/hadolint Dockerfile

new-dataset: $(READY)           ## write script, record, line and test: NAME=player-bios ENDPOINT=leaguedashplayerbiostats
	@$(PY) scripts/new_dataset.py

$(READY_DEV): requirements-dev.txt $(READY)
	.venv/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

clean:                          ## remove .venv and what killed runs left over; the data stay
	@$(SYSTEM_PY) scripts/clean.py

help:                           ## this list
	@awk -F ':.*## ' '/^# -- / { gsub(/^# -- | -+$$/, ""); printf "\n%s\n", $$0 } \
	/^[a-z-]+:.*## / { printf "  %-23s %s\n", $$1, $$2 }' Makefile
