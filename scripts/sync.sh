#!/usr/bin/env bash
# usage: scripts/sync.sh plan|push|pull
#    ie: S3_BUCKET=my-nba scripts/sync.sh plan
#
# plan  lists what push would send, a key a line, and sends nothing
# push  sends what changed since the last push: data first, the tracker last
# pull  brings what the bucket has and DATA_DIR has not; for a new machine
#
# FULL=1 compares everything instead of what changed. Without S3_BUCKET there is nothing to do.
set -euo pipefail

main() {
  here="$(cd "$(dirname "$0")/.." && pwd)"
  case "${1:-}" in
    plan | push | pull) ;;
    -h | --help) usage; return 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  # As Python reads them: DATA_DIR, S3_PREFIX and the others, .env included.
  [ "${SETTINGS:-}" = read ] || exec "$here/.venv/bin/python" "$here/scripts/settings.py" "$0" "$@"
  # shellcheck source=lib/aws.sh
  . "$here/lib/aws.sh"
  meta="$DATA_DIR/_metadata" there="s3://${S3_BUCKET:-}/${S3_PREFIX:+$S3_PREFIX/}"
  if [ -z "${S3_BUCKET:-}" ]; then
    say 'S3_BUCKET is not set: nothing to sync'; return 0
  fi
  if [ "${DATA_STORE:-local}" = s3 ]; then
    say "DATA_STORE=s3: the data are in $there already"; return 0
  fi
  mkdir -p "$meta/tmp" "$meta/journal"
  folder="$(mktemp -d "$meta/tmp/sync.XXXXXX")"
  trap 'rm -rf -- "$folder"' EXIT
  "$1"
}

plan() {
  stage || exit
  if [ "${FULL:-}" = 1 ]; then
    compare "$DATA_DIR/" "$there" --dryrun >"$folder/log" || failed
    sed -n "s|^(dryrun) upload: .* to $there||p" "$folder/log"
  else
    keys data
  fi
  keys books
  stage --list || exit
}

push() {
  stage || exit
  if [ "${FULL:-}" = 1 ]; then
    compare "$DATA_DIR/" "$there" >&2 || failed
  else
    send data || failed
  fi
  send books || failed
  stage --publish || failed
  stage --settle || failed
  say "$(keys data | wc -l | tr -d ' ') changed files are in $there"
}

pull() {
  if [ -n "$(find "$meta/journal" -name '*.txt' | head -n 1)" ]; then
    say 'there are changes that were not sent yet; run make sync first'; exit 74
  fi
  # What a killed pull left of a file: aws writes LAL.csv.1a2B3c4D and moves it.
  [ ! -d "$DATA_DIR" ] || find "$DATA_DIR" -name '*.csv.????????' -type f -delete
  compare "$there" "$DATA_DIR/" >&2 || failed
  aws s3 sync "$there" "$DATA_DIR/" --exclude '*' --include '_metadata/fetch_tracker.json' --no-progress >&2 || failed
}

# compare FROM TO [options]: all but what belongs to one machine, and the trackers
compare() {
  local from="$1" to="$2"; shift 2
  aws s3 sync "$from" "$to" --exclude '_metadata/*' --include '_metadata/schedule/*' --no-progress "$@"
}

# send PART: one process for all files of a part of the stage
send() {
  [ -z "$(keys "$1")" ] || aws s3 cp "$folder/$1" "$there" --recursive --only-show-errors
}

# keys PART: the files of a part of the stage, a key a line
keys() {
  (cd "$folder/$1" && find . -type f | sed 's|^\./||' | LC_ALL=C sort)
}

stage() { "$here/.venv/bin/python" "$here/scripts/stage.py" "$folder" "$@"; }
usage() { sed -n '2,9s/^# \{0,1\}//p' "$0"; }
say() { printf 'sync: %s\n' "$1" >&2; }
failed() { say 'S3 did not take everything; what is missing is sent by the next make sync'; exit 74; }

main "$@"
