# shellcheck shell=bash
# Sourced by make's recipe: whether a dataset is due, how a stop signal reaches a step, what a failure of daily is
# followed by.

# check PYTHON should_fetch.py DATASET …: sets due to the dates and flags that the fetch is given, as the command prints
# them, or as the file $DUE has them of several datasets; ends the recipe where nothing is due.
# Only status 1 with the word "fresh" is fresh: a Python that cannot even start exits 1 as well.
check() {
  local status=0
  if [[ " $FAILS_ALOUD " = *" $3 "* ]]; then
    python=$1
    trap 'publish_failure $?' EXIT
  fi
  due=$(checked "$3" || "$@") || status=$?
  if [ "$due" = fresh ] && [ "$status" -le 1 ]; then
    exit 0
  fi
  return "$status"
}

# checked DATASET: what should_fetch.py --all wrote of it to $DUE.<make's process id>: dates and flags, or fresh; fails
# where it wrote nothing.
checked() {
  local name due
  [ -n "$DUE" ] && [ -r "$DUE.$PPID" ] || return 1
  while read -r name due; do
    if [ "$name" = "$1" ]; then
      echo "$due"
      return 0
    fi
  done <"$DUE.$PPID"
  return 1
}

# publish_failure STATUS: make stops at a dataset of daily that fails, and status.json says so all the same.
publish_failure() { [ "$1" = 0 ] || "$python" scripts/status.py --publish; }

# stoppable COMMAND…: runs a step; its exit status. make sends SIGTERM to its shell only, and the shell would die of it:
# the signal is passed to the step, which stops sending requests; later steps store what came. Ctrl-C works the same.
stoppable() {
  "$@" &
  local step=$! status=0
  trap 'kill "$step" 2>/dev/null || :' TERM # || : as the step may just have ended
  trap : INT
  wait "$step" || status=$?
  while [ "$status" -gt 128 ] && kill -0 "$step" 2>/dev/null; do # a signal ended the waiting, not the step
    status=0
    wait "$step" || status=$?
  done
  if [ "$status" -gt 128 ]; then # of the step itself, which bash remembers
    status=0
    wait "$step" || status=$?
  fi
  trap : TERM
  return "$status"
}
