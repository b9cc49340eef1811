#!/usr/bin/env bash
# usage: scripts/deploy.sh deploy|plan|destroy|logs|run WAY
#    ie: S3_BUCKET=my-nba-data scripts/deploy.sh deploy lambda
#
# WAY is spot, fargate, lambda or batch; docs/hosting.md compares them. storage is what they need first: bucket, table
# and role.
#
# deploy   makes the stack nba-data-WAY from deploy/run.yaml, or changes it; the image is that of the revision
# plan     shows what deploy would change, and changes nothing
# destroy  takes the stack away; the data stay. storage: bucket and table too, but not while they hold something
#          (with FORCE=1 the table goes all the same)
# logs     shows the last day's log lines
# run      starts a run now, of TARGET (daily); batch: a backfill FROM=… TO=… by WORKERS (2) machines
#
# Besides S3_BUCKET, S3_PREFIX, DYNAMODB_TABLE, TRACKER and NBA_SOURCE count: IMAGE, MAIL, BUDGET, PROXY_PARAMETER,
# FALLBACK, SUBNETS, DAILY_AT; for spot also ARCHITECTURES, INSTANCE_TYPES, FROM=git and REPOSITORY.
set -euo pipefail

main() {
  here="$(cd "$(dirname "$0")/.." && pwd)"
  way="${2:-${WAY:-}}"
  case "${1:-}" in
    deploy | plan | destroy | logs | run) ;;
    -h | --help) usage; return 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  case "$1 $way" in
    *" spot" | *" fargate" | *" lambda" | *" batch" | "deploy storage" | "plan storage" | "destroy storage") ;;
    *) say "WAY=$way: must be spot, fargate, lambda or batch"; exit 2 ;;
  esac
  refuse_unused "$1"
  # As Python reads them: S3_BUCKET, TRACKER and AWS's, .env included.
  [ "${SETTINGS:-}" = read ] || exec "$here/.venv/bin/python" "$here/scripts/settings.py" "$0" "$@"
  [ "$LEAGUE" = nba ] || { say "LEAGUE=$LEAGUE: the stacks run the NBA; run it by make install-cron LEAGUE=$LEAGUE"; exit 2; }
  # shellcheck source=lib/aws.sh
  . "$here/lib/aws.sh"
  stack="nba-data-$way"
  if [ "$way" = storage ]; then
    [ -n "${S3_BUCKET:-}" ] || { say 'S3_BUCKET is not set; name the bucket: make deploy-storage S3_BUCKET=my-nba-data'; exit 78; }
    stack="nba-data-storage-$S3_BUCKET"
  fi
  folder="$(mktemp -d)"
  # shellcheck disable=SC2064  # now, while folder is known
  trap "rm -rf '$folder'" EXIT
  case "$1" in
    deploy | plan) [ -n "${S3_BUCKET:-}" ] || { say "S3_BUCKET is not set; name the data's bucket: make deploy WAY=$way S3_BUCKET=my-nba-data"; exit 78; } ;;
    run) [ "$way" = batch ] || targets="$(ours targets "${TARGET:-daily}")" || exit ;;
  esac
  [ "$1 $way" = 'destroy storage' ] || look "$1"  # which looks for itself
  "$1"
}

# What was typed after make and does nothing for this way: nothing typed is ignored.
refuse_unused() {
  local name none
  case "$way" in
    spot) none='WORKERS' ;;
    fargate) none='WORKERS INSTANCE_TYPES REPOSITORY' ;;
    lambda) none='WORKERS INSTANCE_TYPES REPOSITORY SUBNETS PRIVATE_SUBNETS FALLBACK' ;;
    batch) none='INSTANCE_TYPES REPOSITORY FALLBACK DAILY_AT TRACKER' ;;
    *) none='' ;;
  esac
  for name in ${TYPED:-}; do
    case " $none " in *" $name "*) say "$name=${!name:-}: WAY=$way has no use for $name"; exit 2 ;; esac
  done
  [ "$way ${FALLBACK:-}" != 'fargate later' ] || { say 'FALLBACK=later: only spot has it; for fargate on-demand or none'; exit 2; }
}

# Whether AWS answers us, and where the stack has to be there, that it is.
look() {
  local told
  told="$(aws cloudformation describe-stacks --stack-name "$stack" 2>&1 > /dev/null)" && return
  read -rd '' told <<< "$(tr -s '[:space:]' ' ' <<< "$told")" || :
  case "$1 $told" in
    deploy*'does not exist'* | plan*'does not exist'*) ;;
    destroy*'does not exist'*) say "$stack is not there; the data are where they were"; exit 0 ;;
    *'does not exist'*) say "$stack is not there; make deploy WAY=$way first"; exit 78 ;;
    *'specify a region'*) say 'no AWS region; set AWS_REGION, such as us-east-1'; exit 78 ;;
    *redentials* | *oken* | *rofile*) say "AWS does not know who asks ($told); aws configure, or AWS_PROFILE=…"; exit 78 ;;
    *) say "AWS does not answer as it should: $told"; exit 74 ;;
  esac
}

deploy() {
  settings
  aws cloudformation deploy --stack-name "$stack" --template-file "$folder/stack.yaml" --no-fail-on-empty-changeset \
    --capabilities CAPABILITY_IAM --tags nba-data="$stack" --parameter-overrides "file://$folder/parameters.json" >&2 ||
    { say "the stack $stack was not deployed; see above"; exit 74; }
  aws cloudformation describe-stacks --stack-name "$stack" --output text \
    --query 'Stacks[0].Outputs[].[Description, OutputValue]'
}

plan() {
  local change type=UPDATE
  settings
  change="plan-$(date -u +%Y%m%d%H%M%S)"
  aws cloudformation describe-stacks --stack-name "$stack" > /dev/null 2>&1 || type=CREATE
  aws cloudformation create-change-set --stack-name "$stack" --change-set-name "$change" --change-set-type "$type" \
    --template-body "file://$folder/stack.yaml" --capabilities CAPABILITY_IAM --tags Key=nba-data,Value="$stack" \
    --parameters "file://$folder/change.json" --output text --query Id >&2 || exit 74
  # A change set without a change is a failed one.
  aws cloudformation wait change-set-create-complete --stack-name "$stack" --change-set-name "$change" 2> /dev/null || :
  aws cloudformation describe-change-set --stack-name "$stack" --change-set-name "$change" --output text \
    --query 'Changes[].ResourceChange.[Action, LogicalResourceId, ResourceType, Replacement]' || exit 74
  aws cloudformation delete-change-set --stack-name "$stack" --change-set-name "$change" >&2
  [ "$type" = UPDATE ] || aws cloudformation delete-stack --stack-name "$stack" >&2  # what is left of one only looked at
}

destroy() {
  local there=""
  # It says why not: data in the bucket, entries in the table, or no way to know.
  if [ "$way" = storage ]; then there="$(ours held)" || exit; fi
  aws cloudformation delete-stack --stack-name "$stack" >&2 || exit 74
  aws cloudformation wait stack-delete-complete --stack-name "$stack" >&2 || exit 74
  [ "$way" = storage ] || { say "$stack is gone; the data are where they were"; return; }
  # The stack keeps bucket and table, since they may hold data; S3 deletes no bucket that is not empty.
  case "$there" in *bucket*) aws s3api delete-bucket --bucket "$S3_BUCKET" >&2 || exit 74 ;; esac
  case "$there" in
    *table*)
      aws dynamodb update-table --table-name "$DYNAMODB_TABLE" --no-deletion-protection-enabled --output text --query Table.TableStatus >&2 &&
        aws dynamodb wait table-exists --table-name "$DYNAMODB_TABLE" &&
        aws dynamodb delete-table --table-name "$DYNAMODB_TABLE" --output text --query TableDescription.TableStatus >&2 || exit 74 ;;
  esac
  say "$stack is gone"
}

logs() {
  aws logs filter-log-events --log-group-name "/nba-data/$way" --start-time "$(($(date +%s) - 86400))000" \
    --query 'events[].[message]' --output text || exit 74
}

run() {
  local event
  [ "$way" != batch ] || { array; return; }
  event="$(printf '{"id": "by hand %s", "datasets": ["%s"]}' "$(date -u +%FT%TZ)" "${targets// /\", \"}")"
  case "$way" in
    fargate)
      aws ecs run-task --cluster "$(output Cluster)" --task-definition "$(output Task)" --count 1 --output text \
        --query '[tasks[].taskArn, failures[].reason][]' --capacity-provider-strategy capacityProvider=FARGATE_SPOT,weight=1 \
        --network-configuration "awsvpcConfiguration={subnets=[$(output Subnets)],securityGroups=[$(output Closed)],assignPublicIp=ENABLED}" \
        --overrides "{\"containerOverrides\": [{\"name\": \"fetch\", \"command\": [\"-k\", \"${targets// /\", \"}\"]}]}" || exit 74
      return ;;
  esac
  aws lambda invoke --function-name "$(output Function)" --payload "$event" --cli-read-timeout 0 --log-type None \
    --query FunctionError --output text "$folder/answer.json" > "$folder/error" || exit 74
  cat "$folder/answer.json" && echo
  [ "$(cat "$folder/error")" = None ] || { say "the run failed; make cloud-logs WAY=$way"; exit 70; }
}

# A backfill as an array job, an index for each machine.
array() {
  local workers="${WORKERS:-2}" several=()
  [[ "$workers" =~ ^[1-9][0-9]?$ ]] || { say "WORKERS=$workers: must be a whole number from 1 to 99"; exit 2; }
  [ "$workers" = 1 ] || several=(--array-properties "size=$workers")
  ours backfill > "$folder/backfill.json" || exit
  aws batch submit-job --job-name backfill --job-queue "$(output Queue)" --job-definition "$(output Job)" \
    --container-overrides "file://$folder/backfill.json" ${several[@]+"${several[@]}"} --query jobId --output text || exit 74
}

# The template with its files in it; the parameters, twice, since deploy and create-change-set read them differently.
settings() {
  local image="" subnets="" vpc="" from=image tracker=exists revision
  if [ "$way" = storage ]; then
    ours template > "$folder/stack.yaml" || exit
    ours parameters "$folder" "BucketName=$S3_BUCKET" "TableName=$DYNAMODB_TABLE"
    return
  fi
  case "${TRACKER:-}" in dynamodb | s3) tracker="$TRACKER" ;; esac  # the others are one machine's
  [ "$way" != batch ] || tracker=dynamodb  # machines share a backfill by its leases
  [ "$way" != spot ] || from="${FROM:-image}"
  revision="$(git -C "$here" rev-parse --short=12 HEAD 2> /dev/null)" ||
    { say 'this folder is no git clone, and the revision names what runs; clone the repository'; exit 78; }
  [ "$from" = git ] || image="$(digest)" || exit
  if [ "$way" != lambda ]; then
    subnets="$(public_subnets)" || exit
    vpc="$(aws ec2 describe-subnets --subnet-ids "${subnets%%,*}" --query 'Subnets[0].VpcId' --output text)" || exit 74
  fi
  ours parameters "$folder" "Way=$way" "BucketName=$S3_BUCKET" "Prefix=${S3_PREFIX:-}" \
    "TableName=${DYNAMODB_TABLE:-}" "Tracker=$tracker" "Source=${NBA_SOURCE:-}" "ProxyParameter=${PROXY_PARAMETER:-}" \
    "ImageUri=$image" "Subnets=$subnets" "VpcId=$vpc" "Fallback=${FALLBACK:-}" "From=$from" "Repository=${REPOSITORY:-}" \
    "Revision=$revision" "Mail=${MAIL:-}" "MonthlyBudget=${BUDGET:-}" \
    "DailyAt=${DAILY_AT:-}" "Architectures=${ARCHITECTURES:-}" "InstanceTypes=${INSTANCE_TYPES:-}"
  awk -v here="$here" '
    match($0, /^ +deploy\/[a-z-]+\.(py|sh)$/) {
      indent = $0; sub(/deploy.*/, "", indent); file = here "/" $1
      while ((getline line < file) > 0) print (line == "" ? "" : indent line)
      next
    }
    { print }' "$here/deploy/run.yaml" > "$folder/stack.yaml"
}

ours() { "$here/.venv/bin/python" "$here/scripts/deploy.py" "$@"; }

# The image of this revision, by what cannot change.
digest() {
  local name="${IMAGE:-nba-data}" tag uri found
  tag="$revision-s3"
  if uri="$(aws ecr describe-repositories --repository-names "$name" --output text --query 'repositories[0].repositoryUri' 2> "$folder/ecr")" &&
    found="$(aws ecr describe-images --repository-name "$name" --image-ids "imageTag=$tag" --output text --query 'imageDetails[0].imageDigest' 2> "$folder/ecr")"; then
    printf '%s@%s' "$uri" "$found"
    return
  fi
  ! grep -q NotFoundException "$folder/ecr" || { say "ECR has no $name:$tag; make image push first"; exit 78; }
  say "ECR was not asked: $(tr -s '[:space:]' ' ' < "$folder/ecr")"; exit 74
}

# SUBNETS, or those of the default VPC. A private one costs a NAT gateway, 32 dollars a month: never by accident.
public_subnets() {
  local subnets="${SUBNETS:-}" private listed
  [ -n "$subnets" ] || subnets="$(aws ec2 describe-subnets --filters Name=default-for-az,Values=true --output text \
    --query "join(',', Subnets[].SubnetId)")" || exit 74
  [ -n "$subnets" ] || { say 'there is no default VPC here; SUBNETS=subnet-1,subnet-2 names public subnets'; exit 78; }
  IFS=, read -ra listed <<< "$subnets"
  private="$(aws ec2 describe-subnets --subnet-ids "${listed[@]}" --output text \
    --query 'Subnets[?!MapPublicIpOnLaunch].SubnetId')" || exit 74
  if [ -n "$private" ] && [ "${PRIVATE_SUBNETS:-}" != 1 ]; then
    say "$private: private, which takes a NAT gateway at 32 dollars a month; name public SUBNETS, or PRIVATE_SUBNETS=1"
    exit 78
  fi
  printf '%s' "$subnets"
}

output() {
  aws cloudformation describe-stacks --stack-name "$stack" --output text \
    --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue" || exit 74
}
usage() { sed -n '2,17s/^# \{0,1\}//p' "$0"; }
say() { printf 'deploy: %s\n' "$1" >&2; }

main "$@"
