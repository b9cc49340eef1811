#!/bin/bash
exec > "${LOG:=/var/log/nba-data.log}" 2>&1
trap finish EXIT
(while [ "$SECONDS" -lt "${LIFETIME:-3300}" ]; do sleep 2; done; echo 'the lifetime is over'; kill -TERM $$; sleep 400; ${SHUTDOWN:-shutdown -h now}) & life=$!
# A spot machine's life: it logs, ends whatever happens, fetches what its tags name, and is gone. deploy.sh puts the
# settings before this; METADATA, SHUTDOWN, CONTAINER and LOG are others in tests only.
set -uo pipefail
trap 'exit 143' TERM

finish() {
  trap '' TERM
  if [ -n "${job:-}" ]; then  # it stores what came, and ends
    kill -TERM -- "-$job" 2> /dev/null && for _ in $(seq 90); do kill -0 "$job" 2> /dev/null || break; sleep 1; done
  fi
  echo "ended after $SECONDS seconds"
  timeout 60 aws s3 cp --only-show-errors "$LOG" "s3://$S3_BUCKET/${S3_PREFIX:+$S3_PREFIX/}_logs/$(date -u +%Y-%m-%dT%H%M%SZ)-${instance:-unknown}.log"
  timeout 60 python3 -c "$EVENTS" "$LOG" > "$LOG.json" && timeout 60 aws logs create-log-stream --log-group-name "$LOG_GROUP" --log-stream-name "${instance:-unknown}" &&
    timeout 60 aws logs put-log-events --log-group-name "$LOG_GROUP" --log-stream-name "${instance:-unknown}" --log-events "file://$LOG.json"
  kill "$life" "${watch:-$life}" 2> /dev/null
  ${SHUTDOWN:-shutdown -h now}
}
# The log as put-log-events takes it: the last 1,000 lines.
EVENTS='import json, sys, time
lines = [line.rstrip() for line in open(sys.argv[1], errors="replace") if line.strip()][-1000:]
print(json.dumps([{"timestamp": int(time.time() * 1000), "message": line[:8000]} for line in lines]))'

METADATA="${METADATA:-http://169.254.169.254}"
token="$(curl -sSf -m 5 --retry 5 --retry-connrefused -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 21600' "$METADATA/latest/api/token")" || exit
metadata() { curl -sf -m 2 -H "X-aws-ec2-metadata-token: $token" "$METADATA/latest/meta-data/$1"; }
instance="$(metadata instance-id)" || exit
RUN_ID="$(metadata tags/instance/nba-data-run)" || exit
read -ra targets <<< "$(metadata tags/instance/nba-data-targets)"
export RUN_ID

# Two minutes before a spot machine is taken away its metadata say so.
while sleep 2; do
  if metadata spot/instance-action; then echo ': taken away'; kill -TERM $$; break; fi
done & watch=$!

if [ -n "${PROXY_PARAMETER:-}" ]; then
  NBA_API_PROXY="$(aws ssm get-parameter --name "$PROXY_PARAMETER" --with-decryption --query Parameter.Value --output text)" || exit
  export NBA_API_PROXY
fi
if [ "${FROM:-image}" = git ]; then
  dnf install -y -q git make python3.11 && git clone -q "$REPOSITORY" /opt/nba-data && cd /opt/nba-data && git checkout -q "$REVISION" || exit
  make PYTHON=python3.11 setup || exit
  setsid make -k "${targets[@]}" &
else
  read -ra container <<< "${CONTAINER:-docker}"
  [ -n "$(command -v "${container[0]}")" ] || { dnf install -y -q docker && systemctl start docker; } || exit
  if [[ "$IMAGE_URI" = *.dkr.ecr.* ]]; then aws ecr get-login-password | "${container[@]}" login -u AWS --password-stdin "${IMAGE_URI%%/*}" || exit; fi
  variables=(); for name in $(compgen -e | grep -E '^(AWS_|NBA_|LOG_F|S3_|DATA_S|DYNAMO|TRACKER|RUN_ID|NOW)'); do variables+=(--env "$name"); done
  setsid "${container[@]}" run --rm --read-only --network host "${variables[@]}" --volume nba-tmp:/tmp --volume nba-data:/app/data "$IMAGE_URI" -k "${targets[@]}" &
fi
job=$!
wait "$job"; echo "make ended with $?"; job=
