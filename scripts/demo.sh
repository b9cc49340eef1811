#!/usr/bin/env bash
# usage: scripts/demo.sh
#    ie: make demo
# A tour of the real targets against a league in a box. It writes to data/demo only and leaves nothing running.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x .venv/bin/python ] || { echo "demo: its packages are not installed; run make setup first" >&2; exit 78; }

export ENV_FILE=/dev/null DATA_DIR=data/demo TMPDIR="$PWD/data/demo"
export NBA_MIN_INTERVAL=0 NBA_MAX_REQUESTS=60  # our own league may be asked as fast as it answers
unset MAKEFLAGS MAKELEVEL MFLAGS SEASON DATE DATE_FROM DATE_TO TEAM PLAYER GAME SEASON_TYPE FORCE TRACKER DATA_STORE

step() { printf '\n-- %s\n' "$*"; }
show() { printf '$ %s\n' "$*"; "$@"; }

start_league() {
  .venv/bin/python scripts/standin.py --port 0 --now "$NOW" > data/demo/league.txt &
  league=$!
  trap 'kill "$league" 2>/dev/null && wait "$league" || :' EXIT  # it may be gone already
  for _ in $(seq 100); do
    if [ "$(wc -l < data/demo/league.txt)" -ge 2 ]; then break; fi
    sleep 0.1
  done
  set -a
  # shellcheck disable=SC1091  # the two lines that the league has just printed
  . data/demo/league.txt
  set +a
}

# The league's clock and ours move together.
move_clock() {
  export NOW="$1"
  .venv/bin/python -c 'import sys, requests; requests.put(sys.argv[1], sys.argv[2]).raise_for_status()' \
    "${NBA_STATS_URL%/stats}/_standin/now" "$NOW"
}

main() {
  if [ $# -gt 0 ]; then sed -n '2,4s/^# //p' "$0"; [ "$1" = --help ] && return 0 || return 2; fi
  rm -rf data/demo && mkdir -p data/demo

  export NOW=2024-11-05T11:00:00Z
  start_league
  step "A league in a box answers at $NBA_STATS_URL; its clock says 5 November 2024, six in the morning in New York."
  step "The season so far, one request a season type. Each dataset is checked, fetched, stored and marked."
  show make teams players team-games player-games

  step "Again: the tracker says that nothing is due, so nothing is asked for."
  show make teams players team-games player-games

  step "Box scores and careers cost a request each; a run sends $NBA_MAX_REQUESTS here, and the next one goes on."
  show make player-boxscores player-stats

  step "A day later: one day of games is appended, nothing else is fetched."
  move_clock 2024-11-06T11:00:00Z
  show make teams players team-games player-games

  step "What there is now: most box scores are still to come."
  show make status
  show make due
  step "A team's game and a player's career; every file is plain CSV below $DATA_DIR."
  show head -n 2 "$(find data/demo/team-games -name LAL.csv | sort | tail -n 1)"
  show head -n 4 "$(find data/demo/player-stats -name career.csv | sort | tail -n 1)"
  step "That was all: the league is gone again. For the real one: make team-games"
}

main "$@"
