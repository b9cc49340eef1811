#!/usr/bin/env bash
# usage: scripts/storage.sh deploy|diff|destroy
#    ie: S3_BUCKET=my-nba-data scripts/storage.sh deploy
#
# deploy   makes the stack of deploy/storage: bucket, table, the fetcher's role; or changes it
# diff     shows what deploy would change, and changes nothing
# destroy  takes all of it away; refuses while the bucket holds anything, old versions included, or the table an entry
#          (with FORCE=1 the table goes all the same)
set -euo pipefail

main() {
  here="$(cd "$(dirname "$0")/.." && pwd)"
  case "${1:-}" in
    deploy | diff | destroy) ;;
    -h | --help) usage; return 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  # As Python reads them: S3_BUCKET, DYNAMODB_TABLE and AWS's, .env included.
  [ "${SETTINGS:-}" = read ] || exec "$here/.venv/bin/python" "$here/scripts/settings.py" "$0" "$@"
  # shellcheck source=lib/aws.sh
  . "$here/lib/aws.sh"
  stack="nba-data-storage-${S3_BUCKET:-}" table="$DYNAMODB_TABLE"
  [ -n "${S3_BUCKET:-}" ] || { say 'S3_BUCKET is not set; name the bucket: make deploy-storage S3_BUCKET=my-nba-data'; exit 78; }
  template="$(mktemp)"
  trap 'rm -f -- "$template"' EXIT
  ours template > "$template" || exit
  "$1"
}

deploy() {
  aws cloudformation deploy --stack-name "$stack" --template-file "$template" --no-fail-on-empty-changeset \
    --capabilities CAPABILITY_IAM --parameter-overrides "BucketName=$S3_BUCKET" "TableName=$table" >&2 ||
    { say "the stack $stack was not deployed; see above"; exit 74; }
  aws cloudformation describe-stacks --stack-name "$stack" --output text \
    --query 'Stacks[0].Outputs[].[Description, OutputValue]'
}

diff() {
  local change type=UPDATE
  change="diff-$(date -u +%Y%m%d%H%M%S)"
  exists || type=CREATE
  aws cloudformation create-change-set --stack-name "$stack" --change-set-name "$change" --change-set-type "$type" \
    --template-body "file://$template" --capabilities CAPABILITY_IAM --output text --query Id \
    --parameters "ParameterKey=BucketName,ParameterValue=$S3_BUCKET" "ParameterKey=TableName,ParameterValue=$table" >&2
  # A change set without a change is a failed one.
  aws cloudformation wait change-set-create-complete --stack-name "$stack" --change-set-name "$change" 2>/dev/null || :
  aws cloudformation describe-change-set --stack-name "$stack" --change-set-name "$change" --output text \
    --query 'Changes[].ResourceChange.[Action, LogicalResourceId, ResourceType, Replacement]'
  aws cloudformation delete-change-set --stack-name "$stack" --change-set-name "$change" >&2
  if [ "$type" = CREATE ]; then  # what is left of a stack that was only looked at
    aws cloudformation delete-stack --stack-name "$stack" >&2
  fi
}

destroy() {
  local there
  there="$(ours held)" || exit  # it says why: data in the bucket, entries in the table, or no way to know
  aws cloudformation delete-stack --stack-name "$stack" >&2 || exit 74
  aws cloudformation wait stack-delete-complete --stack-name "$stack" >&2 || exit 74
  # The stack keeps bucket and table, since they may hold data; S3 deletes no bucket that is not empty.
  case "$there" in *bucket*) aws s3api delete-bucket --bucket "$S3_BUCKET" >&2 || exit 74 ;; esac
  case "$there" in
    *table*)
      aws dynamodb update-table --table-name "$table" --no-deletion-protection-enabled --output text --query Table.TableStatus >&2 &&
        aws dynamodb wait table-exists --table-name "$table" &&
        aws dynamodb delete-table --table-name "$table" --output text --query TableDescription.TableStatus >&2 || exit 74 ;;
  esac
  say "$stack is gone"
}

ours() { "$here/.venv/bin/python" "$here/scripts/storage.py" "$@"; }
exists() { aws cloudformation describe-stacks --stack-name "$stack" >/dev/null 2>&1; }
usage() { sed -n '2,8s/^# \{0,1\}//p' "$0"; }
say() { printf 'storage: %s\n' "$1" >&2; }

main "$@"
