#!/usr/bin/env bash
# usage: tests/deploy/cloud/run.sh
#    ie: make test-cloud
#
# The ways into the cloud, tried with real parts: containers by podman, AWS by MiniStack, both on this machine.
# Installs what it needs where it is root on Debian; elsewhere it says what it skips. What it made is kept in
# CLOUD_BOX (/tmp/nba-cloud) for the next time.
set -euo pipefail

main() {
  cd "$(dirname "$0")/../../.."
  export CLOUD_BOX="${CLOUD_BOX:-/tmp/nba-cloud}"
  mkdir -p "$CLOUD_BOX"
  ministack || say 'no MiniStack: the stacks are skipped'
  if containers; then image; fi
  .venv/bin/pytest tests/deploy/cloud
}

ministack() {
  [ -x "$CLOUD_BOX/ministack/bin/ministack" ] && return
  python3 -m venv "$CLOUD_BOX/ministack" && "$CLOUD_BOX/ministack/bin/pip" install --quiet ministack==1.5.33
}

containers() {
  if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
    say 'not root on Debian: the image and what runs in it are skipped'
    return 1
  fi
  if ! { [ -x /usr/bin/podman ] && [ -x /usr/sbin/runc ] && [ -x /usr/bin/mmdebstrap ]; }; then
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends podman runc mmdebstrap > /dev/null; } || {
      say 'podman, runc or mmdebstrap cannot be installed: the image and what runs in it are skipped'
      return 1
    }
  fi
  registry || say 'there is no package docker-registry: make push is skipped'
}

# Unpacked, not installed: Debian would start it as a service.
registry() {
  [ -x "$CLOUD_BOX/registry/usr/bin/docker-registry" ] && return
  (cd "$CLOUD_BOX" && apt-get download -qq docker-registry && dpkg -x docker-registry_*.deb registry && rm docker-registry_*.deb)
}

# Both forms of the image, on a base like python:3.11-slim that needs no registry.
image() {
  cat > "$CLOUD_BOX/podman" << END
#!/bin/sh
exec podman --root $CLOUD_BOX/storage --runroot $CLOUD_BOX/run --cgroup-manager=cgroupfs --runtime runc "\$@"
END
  chmod +x "$CLOUD_BOX/podman"
  if ! "$CLOUD_BOX/podman" image exists localhost/nba-base; then
    nice mmdebstrap --quiet --variant=minbase --include=ca-certificates,python3-minimal,python3-venv \
      --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
      --dpkgopt='path-exclude=/usr/share/locale/*' bookworm "$CLOUD_BOX/base.tar"
    "$CLOUD_BOX/podman" import --quiet "$CLOUD_BOX/base.tar" localhost/nba-base && rm "$CLOUD_BOX/base.tar"
  fi
  # Whoever has certificates of its own must hand them in; chroot asks for no rights that a container lacks.
  TMPDIR="$CLOUD_BOX" BUILDER="$CLOUD_BOX/podman" nice make --no-print-directory image \
    BUILD_OPTIONS="--isolation chroot --network host --layers --volume /etc/ssl/certs:/etc/ssl/certs:ro --build-arg BASE=localhost/nba-base" \
    2> "$CLOUD_BOX/build.log" || { tail -n 20 "$CLOUD_BOX/build.log" >&2; exit 70; }
  "$CLOUD_BOX/podman" image prune --force > /dev/null
}

say() { printf 'test-cloud: %s\n' "$1" >&2; }

main "$@"
