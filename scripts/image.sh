#!/usr/bin/env bash
# usage: scripts/image.sh build|push
#    ie: BUILDER=podman scripts/image.sh build
#
# build  builds IMAGE (nba-data) with the AWS CLI, and IMAGE:s3 without; BUILDER is docker, podman or buildah
# push   sends both to ECR, in the repository of that name, which is made if it is missing; the tag is the revision
#
# BUILD_OPTIONS are handed to the builder as they are: BUILD_OPTIONS="--build-arg BASE=python:3.11-slim-bookworm"
set -euo pipefail

main() {
  local here image="${IMAGE:-nba-data}" builder options
  here="$(cd "$(dirname "$0")/.." && pwd)"
  # shellcheck source=lib/aws.sh
  . "$here/lib/aws.sh"
  read -ra builder <<< "${BUILDER:-docker}"
  read -ra options <<< "${BUILD_OPTIONS:-}"
  case "${1:-}" in
    build | push) ;;
    -h | --help) usage; return 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  command -v "${builder[0]}" > /dev/null || { say "there is no ${builder[0]} here; install it, or BUILDER=podman"; exit 78; }
  "$1"
}

build() {
  form s3 "$image:s3" && form sync "$image" && return
  say "$image was not built; see above"; exit 70
}

form() { "${builder[@]}" build ${options[@]+"${options[@]}"} --target "$1" --tag "$2" "$here" >&2; }

push() {
  local registry revision
  revision="$(git -C "$here" rev-parse --short=12 HEAD 2> /dev/null)" ||
    { say 'this folder is no git clone, and the revision names the image; clone the repository'; exit 78; }
  [ -z "$(git -C "$here" status --porcelain)" ] || { say 'there are changes that are not committed; commit, then make image push'; exit 78; }
  registry="$(aws ecr describe-repositories --repository-names "$image" --query 'repositories[0].repositoryUri' --output text 2> /dev/null)" ||
    registry="$(aws ecr create-repository --repository-name "$image" \
      --query repository.repositoryUri --output text)" || exit 74
  aws ecr get-login-password | "${builder[@]}" login --username AWS --password-stdin "${registry%%/*}" >&2 || exit 74
  send "$image" "$registry:$revision" || exit 74
  send "$image:s3" "$registry:$revision-s3" || exit 74
  printf '%s\n' "$registry:$revision"
}

send() { "${builder[@]}" tag "$1" "$2" >&2 && "${builder[@]}" push "$2" >&2; }
usage() { sed -n '2,8s/^# \{0,1\}//p' "$0"; }
say() { printf 'image: %s\n' "$1" >&2; }

main "$@"
