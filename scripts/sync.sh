#!/usr/bin/env bash
# usage: scripts/sync.sh plan|push|pull
#    ie: S3_BUCKET=my-nba scripts/sync.sh plan
#
# plan  lists what push would send, a key a line, and sends nothing
# push  sends what the bucket has not: data first, then the tracker, then the tables, the status last
# pull  brings what the bucket has and DATA_DIR has not; overwrites and deletes nothing
#
# FULL=1 compares everything instead of what changed; SYNC=tables sends the tables only. Without S3_BUCKET there is
# nothing to do.
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
  "$1"
}

plan() { conditional plan; }
pull() { conditional pull; }

# Data and trackers go under conditions for which the AWS CLI has no words; the rest may be replaced.
push() {
  local status=0
  folder="$(conditional push)" || status=$?
  if [ -n "$folder" ]; then
    trap 'rm -rf -- "$folder"' EXIT
    send_parts || { say 'S3 did not take everything; what is missing is sent by the next make sync'; exit 74; }
  fi
  exit "$status"
}

# 1-beside 2-tables 3-package 4-status: a reader of a later one finds what it tells of
send_parts() {
  local part
  for part in "$folder"/[0-9]-*; do
    [ -n "$(find "$part" -type f | head -n 1)" ] || continue
    aws s3 cp "$part" "s3://$S3_BUCKET/${S3_PREFIX:+$S3_PREFIX/}" --recursive --only-show-errors || return
  done
}

conditional() { "$here/.venv/bin/python" "$here/scripts/sync.py" "$@"; }
usage() { sed -n '2,10s/^# \{0,1\}//p' "$0"; }
say() { printf 'sync: %s\n' "$1" >&2; }

main "$@"
