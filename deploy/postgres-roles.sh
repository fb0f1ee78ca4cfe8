#!/bin/sh
# Run once, on an empty PostgreSQL: a role and a database for Ichido, a role and two databases for Temporal.
set -eu
psql --username postgres --set ON_ERROR_STOP=1 \
  --set ichido="$ICHIDO_DATABASE_PASSWORD" --set temporal="$TEMPORAL_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE ichido LOGIN PASSWORD :'ichido';
CREATE DATABASE ichido OWNER ichido;
CREATE ROLE temporal LOGIN PASSWORD :'temporal';
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
SQL
