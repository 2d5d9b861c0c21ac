#!/usr/bin/env bash
# Brings up a Docker engine and a PostgreSQL 15 image on a Debian 12 machine that reaches no container registry,
# so that the container server is tested for real. Needs root and a Debian mirror.
#
#   docker-postgres.sh          start an engine if none answers, build the image if it is missing
#   docker-postgres.sh --stop   stop the engine that an earlier call started
#
# The last line of its output is the image's name. Calling it again is cheap. The engine cannot fetch
# Ryuk's image here, so run the tests with TESTCONTAINERS_RYUK_DISABLED=true.
set -euo pipefail

readonly image=pgrehearse-test/postgres:15
readonly state=/var/lib/pgrehearse-docker
readonly pid_file=$state/dockerd.pid

main() {
  if [ "${1:-}" = --stop ]; then
    stop_engine
    return
  fi
  mkdir -p "$state"
  engine_answers || start_engine
  docker image inspect "$image" >/dev/null 2>&1 || build_image
  echo "$image"
}

engine_answers() {
  docker info >/dev/null 2>&1
}

install_package() {
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1"; } >>"$state/install.log" 2>&1 ||
    fail "$1 could not be installed" "$state/install.log"
}

fail() {
  tail -n 20 "$2" >&2
  echo "docker-postgres.sh: $1 (see $2)" >&2
  exit 1
}

# vfs needs nothing of the kernel; no firewall rules, so that it starts inside other containers too.
start_engine() {
  command -v dockerd >/dev/null || install_package docker.io
  nohup dockerd --storage-driver=vfs --iptables=false --data-root "$state/data" >"$state/dockerd.log" 2>&1 &
  echo $! >"$pid_file"
  for _ in $(seq 120); do
    engine_answers && return
    sleep 0.25
  done
  fail 'the engine did not start' "$state/dockerd.log"
}

stop_engine() {
  [ -f "$pid_file" ] || return 0
  local pid
  pid=$(cat "$pid_file")
  kill "$pid" 2>/dev/null || true
  for _ in $(seq 40); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.25
  done
  rm -f "$pid_file"
}

debian_mirror() {
  local mirror
  mirror=$(awk '/^URIs:/ { print $2; exit }' /etc/apt/sources.list.d/*.sources 2>/dev/null || true)
  [ -n "$mirror" ] || mirror=$(awk '$1 == "deb" { print ($2 ~ /^\[/) ? $3 : $2; exit }' /etc/apt/sources.list)
  echo "$mirror"
}

# PostgreSQL 15 is what Debian 12 packages.
build_image() {
  command -v debootstrap >/dev/null || install_package debootstrap
  root=$(mktemp -d)
  trap 'rm -rf "$root"' EXIT
  chmod 755 "$root"
  debootstrap --variant=minbase --include=postgresql,postgresql-contrib bookworm "$root" "$(debian_mirror)" \
    >"$state/debootstrap.log" 2>&1 || fail 'the image could not be built' "$state/debootstrap.log"
  entrypoint >"$root/usr/local/bin/docker-entrypoint.sh"
  chmod 755 "$root/usr/local/bin/docker-entrypoint.sh"
  local bin=/usr/lib/postgresql/15/bin
  tar -C "$root" -c . | docker import \
    -c 'ENTRYPOINT ["docker-entrypoint.sh"]' -c 'CMD ["postgres"]' -c 'EXPOSE 5432' -c 'VOLUME /var/lib/postgresql/data' \
    -c "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$bin" \
    - "$image" >/dev/null
}

# As much of the official image's contract as the tests use: POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB,
# POSTGRES_INITDB_ARGS, PGDATA, and the server's options as arguments.
entrypoint() {
  cat <<'ENTRYPOINT'
#!/bin/bash
set -e
export PGDATA=${PGDATA:-/var/lib/postgresql/data}
user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
as_postgres() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }
cd /
mkdir -p "$PGDATA" /run/postgresql
chown postgres "$PGDATA" /run/postgresql
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  install -o postgres -m 600 /dev/null /tmp/password
  printf '%s\n' "$POSTGRES_PASSWORD" >/tmp/password
  eval "as_postgres initdb -D \"$PGDATA\" -U \"$user\" --pwfile=/tmp/password -A scram-sha-256 $POSTGRES_INITDB_ARGS"
  rm /tmp/password
  { echo 'local all all trust'; cat "$PGDATA/pg_hba.conf"; echo 'host all all all scram-sha-256'; } >/tmp/hba
  cat /tmp/hba >"$PGDATA/pg_hba.conf"
  as_postgres pg_ctl -D "$PGDATA" -o "-c listen_addresses=''" -w start
  [ "$database" = postgres ] || as_postgres psql -U "$user" -d postgres -qc "CREATE DATABASE \"$database\""
  as_postgres pg_ctl -D "$PGDATA" -m fast -w stop
fi
[ "${1:0:1}" = - ] || shift
exec setpriv --reuid=postgres --regid=postgres --clear-groups \
  postgres -D "$PGDATA" -c listen_addresses='*' "$@"
ENTRYPOINT
}

main "$@"
