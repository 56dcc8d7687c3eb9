# The developer's front door; `just` lists the parts.
default:
    @just --list

# Format and lints.
check:
    ./test --only fmt
    ./test --only clippy

# Tests on SQLite alone; needs nothing installed.
test *args:
    cargo nextest run {{args}}

# Everything, on both databases.
test-all:
    ./test

# Licences, sources and advisories.
deny:
    cargo deny check

# Makes both twins of a new migration.
migration name:
    for db in sqlite postgres; do d="migrations/$db/$(date +%Y-%m-%d-%H%M)_{{name}}"; mkdir -p "$d"; touch "$d/up.sql" "$d/down.sql"; done
