# For the shell scripts that call the AWS CLI, which source it: AWS's variables as every script here reads them.
# shellcheck shell=bash

# An empty variable counts as unset; aws takes AWS_PROFILE= for a profile of that name.
for name in $(compgen -e AWS_ || :); do  # none is set: nothing to do
  [ -n "${!name}" ] || unset "$name"
done
if [ -n "${AWS_REGION:-}" ]; then
  export AWS_DEFAULT_REGION="$AWS_REGION"  # aws 1 reads only this one
fi
PATH="$PATH:$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/.venv/bin"
