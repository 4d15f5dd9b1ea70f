#!/bin/sh
# Makes the two roles and the database at the first start of the PostgreSQL container.
set -eu
psql -v ON_ERROR_STOP=1 -U postgres -v owner="$OWNER_PASSWORD" -v app="$APP_PASSWORD" <<'SQL'
\connect template1
CREATE EXTENSION IF NOT EXISTS vector;
\connect postgres
CREATE ROLE fs_owner LOGIN CREATEDB PASSWORD :'owner';
CREATE ROLE fs_app LOGIN PASSWORD :'app';
CREATE DATABASE franceservices OWNER fs_owner;
SQL
