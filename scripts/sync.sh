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
  [ -x "$here/.venv/bin/python" ] || { echo "sync: its packages are not installed; run make setup first" >&2; exit 78; }
  # As Python reads them: DATA_DIR, S3_PREFIX and the others, .env included.
  [ "${SETTINGS:-}" = read ] || exec "$here/.venv/bin/python" "$here/scripts/settings.py" "$0" "$@"
  exec "$here/.venv/bin/python" "$here/scripts/sync.py" "$1"
}

usage() { sed -n '2,10s/^# \{0,1\}//p' "$0"; }

main "$@"
