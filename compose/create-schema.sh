#!/bin/sh
# Makes Temporal's two databases and brings their schemas to the version of this image; a second call changes nothing.
# SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD and SQL_PLUGIN are read by the tool itself.
set -eu
versions="${SCHEMA_FOLDER:-/etc/temporal/schema/postgresql/v12}"

prepare() {
  temporal-sql-tool --db "$1" create
  # 0.0 is no version: it leaves a newer one as it is.
  temporal-sql-tool --db "$1" setup-schema -v 0.0
  temporal-sql-tool --db "$1" update-schema -d "$versions/$2/versioned"
}

prepare temporal temporal
prepare temporal_visibility visibility
echo "The schemas are up to date."
