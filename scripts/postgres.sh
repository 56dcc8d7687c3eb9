# A private PostgreSQL cluster for tests and benchmarks: started in a temporary folder, gone after.
# Sourced by ./test and scripts/with-postgres; needs bash.

say() { printf '== %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

pg_find() {
  local folder
  for folder in "$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/x)")" \
    $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -Vr); do
    if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then echo "$folder"; return 0; fi
  done
  return 1
}

# PostgreSQL refuses to run as root.
pg_as() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

pg_start() {
  PG_BIN=$(pg_find) || fail "PostgreSQL is missing: apt-get install postgresql"
  # In memory where there is room: a database is copied and dropped for every test, and waits for the disk each time.
  local folder=${TMPDIR:-/tmp} free
  free=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1 | tr -d ' ')
  [ -n "${PG_ON_DISK:-}" ] || [ ! -w /dev/shm ] || [ "${free:-0}" -lt 6291456 ] || folder=/dev/shm
  PG_HOME=$(mktemp -d "$folder/liemchinh-pg.XXXXXX")
  chmod 755 "$PG_HOME"
  [ "$(id -u)" = 0 ] && chown postgres "$PG_HOME"
  local password port
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  port=$(python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])')
  pg_as sh -c "umask 077; printf %s '$password' > '$PG_HOME/password'"
  pg_as "$PG_BIN/initdb" -D "$PG_HOME/data" -k -U liemchinh -A scram-sha-256 --pwfile "$PG_HOME/password" \
    --locale C.UTF-8 -E UTF8 >"$PG_HOME.log" 2>&1 || { cat "$PG_HOME.log" >&2; fail "initdb failed"; }
  # A certificate of our own authority, so that a test can ask for verify-full.
  pg_as sh -c "cd '$PG_HOME' && umask 077 \
    && openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=liemchinh-test-ca -keyout ca.key -out ca.pem \
    && openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out server.csr \
    && printf 'subjectAltName=DNS:localhost,IP:127.0.0.1' > san \
    && openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile san -out server.crt \
    && chmod 644 ca.pem" >>"$PG_HOME.log" 2>&1 || { cat "$PG_HOME.log" >&2; fail "no test certificate"; }
  # Who encrypts is asked as in earnest; the rest would only hash its password thousands of times at each connection.
  pg_as sh -c "cat > '$PG_HOME/data/pg_hba.conf'" <<CONF
hostssl all all 127.0.0.1/32 scram-sha-256
hostnossl all all 127.0.0.1/32 password
CONF
  pg_as sh -c "cat >> '$PG_HOME/data/postgresql.conf'" <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$PG_HOME'
max_connections = 200
fsync = on
full_page_writes = on
synchronous_commit = on
ssl = on
ssl_cert_file = '$PG_HOME/server.crt'
ssl_key_file = '$PG_HOME/server.key'
CONF
  pg_as "$PG_BIN/pg_ctl" -D "$PG_HOME/data" -l "$PG_HOME/log" -w -t 60 start >>"$PG_HOME.log" 2>&1 \
    || { cat "$PG_HOME/log" "$PG_HOME.log" >&2; fail "PostgreSQL did not start"; }
  export TEST_POSTGRES_URL="postgres://liemchinh:$password@127.0.0.1:$port/postgres"
  export TEST_POSTGRES_CA="$PG_HOME/ca.pem"
  export TEST_POSTGRES_BIN="$PG_BIN"
  # Tests that kill a cluster start their own in here, so that an interrupt leaves none behind.
  mkdir -p "$PG_HOME/clusters"
  export TEST_POSTGRES_CLUSTERS="$PG_HOME/clusters"
  export REQUIRE_POSTGRES=1
  # Inside this machine nothing is encrypted unless a test asks for it: handshakes took an eighth of the time of all tests.
  export PGSSLMODE=disable
}

pg_stop() {
  [ -n "${PG_HOME:-}" ] || return 0
  pg_as "$PG_BIN/pg_ctl" -D "$PG_HOME/data" -m immediate -w stop >/dev/null 2>&1 || true
  # An interrupted test may be just starting its cluster: look until none of ours is left.
  local tries
  for tries in 1 2 3 4 5 6 7 8 9 10; do
    pkill -QUIT -f "$PG_HOME/clusters/" 2>/dev/null || [ "$tries" -lt 4 ] || break
    sleep 0.3
  done
  rm -rf "$PG_HOME" "$PG_HOME.log"
  PG_HOME=
}
