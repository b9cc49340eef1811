# shellcheck shell=bash
# Sourced by make's recipe: whether a dataset is due, how a stop signal reaches a step, what a failure of daily is
# followed by.

# check FILE COMMAND…: sets due to the dates and flags that the fetch is given, as PYTHON should_fetch.py DATASET … prints
# them, or as FILE has them of several datasets; ends the recipe where nothing is due.
# Only status 1 with the word "fresh" is fresh: a Python that cannot even start exits 1 as well.
check() {
  local file=$1 status=0
  shift
  due=$(checked "$3" "$file" || "$@") || status=$?
  if [ "$due" = fresh ] && [ "$status" -le 1 ]; then
    exit 0
  fi
  return "$status"
}

# checked DATASET FILE: what should_fetch.py --all wrote of it to FILE and make's process id: dates and flags, or fresh;
# fails where it wrote nothing.
checked() {
  local name due
  [ -n "$2" ] && [ -r "$2.$PPID" ] || return 1
  while read -r name due; do
    if [ "$name" = "$1" ]; then
      echo "$due"
      return 0
    fi
  done <"$2.$PPID"
  return 1
}

# publish_failure STATUS PYTHON: make stops at a dataset of daily that fails, and status.json says so all the same.
publish_failure() { [ "$1" = 0 ] || "$2" scripts/status.py --publish; }

# stoppable COMMAND…: runs a step; its exit status. make sends SIGTERM to its shell only, and the shell would die of it:
# the signal is passed on to the step, which ends its asking, and the steps after it store what came. So with Ctrl-C.
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
