#!/bin/sh
# Before each start of the server: bring both of Temporal's databases to the schema of this version.
set -eu
for database in temporal visibility; do
  name=temporal
  [ "$database" = visibility ] && name=temporal_visibility
  tool() {
    temporal-sql-tool --plugin "$SQL_PLUGIN" --endpoint "$SQL_HOST" --port "$SQL_PORT" \
      --user "$SQL_USER" --password "$SQL_PASSWORD" --database "$name" "$@"
  }
  # On a database that has a schema already this fails, and the update says whether all is well.
  tool setup-schema -v 0.0 || echo "$name has a schema already"
  tool update-schema -d "/etc/temporal/schema/postgresql/v12/$database/versioned"
done
