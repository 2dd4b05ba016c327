"""What a database is made of, as text, from PostgreSQL's catalogs.

`python -m tests.contracts.catalog` writes `database.txt` anew, from what the migrations make of an empty database.
"""

import asyncio
from itertools import groupby
from pathlib import Path

import asyncpg

from app.database.migrate import migrate
from devserver.postgres import DATABASE
from devserver.temporary_folder import TemporaryFolder
from tests.support.servers import EmbeddedServers, RunningProgram

FILE = Path(__file__).with_name("database.txt")
IGNORED = "tortoise_migrations"  # the record of what was applied, which is Tortoise's own

RELATIONS = """
SELECT CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view'
                      WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' ELSE c.relkind::text END
       || ' ' || c.relname AS heading,
       concat_ws(chr(10),
         CASE WHEN c.relpersistence <> 'p' THEN 'persistence ' || c.relpersistence::text END,
         'options ' || array_to_string(c.reloptions, ', '),
         'options of the TOAST table ' || array_to_string(t.reloptions, ', '),
         CASE WHEN c.relrowsecurity THEN 'row level security' END,
         'privileges ' || c.relacl::text,
         CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
         'comment ' || obj_description(c.oid, 'pg_class')) AS line
  FROM pg_class c LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind NOT IN ('i', 'I', 't')
"""
# In the order of the table, which COPY and INSERT without names go by.
COLUMNS = """
SELECT 'table ' || c.relname AS heading,
       concat_ws(' ', 'column', a.attname, format_type(a.atttypid, a.atttypmod),
         CASE WHEN a.attcollation <> t.typcollation THEN 'COLLATE ' || a.attcollation::regcollation END,
         CASE WHEN a.attnotnull THEN 'NOT NULL' END,
         CASE WHEN a.attidentity <> '' THEN 'IDENTITY ' || a.attidentity::text END,
         CASE WHEN a.attgenerated <> '' THEN 'GENERATED' END,
         'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid),
         CASE WHEN a.attstorage <> t.typstorage THEN 'STORAGE ' || a.attstorage::text END,
         CASE WHEN a.attcompression <> '' THEN 'COMPRESSION ' || a.attcompression::text END,
         'STATISTICS ' || a.attstattarget,
         'options ' || array_to_string(a.attoptions, ', '),
         'comment ' || col_description(c.oid, a.attnum)) AS line
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY c.relname, a.attnum
"""
CONSTRAINTS = """
SELECT 'table ' || conrelid::regclass AS heading, 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) AS line
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 AND contype <> 'n'
 ORDER BY line
"""
# Those of constraints are left out: the constraint says the same, but for storage options.
INDEXES = """
SELECT 'table ' || indrelid::regclass AS heading,
       pg_get_indexdef(indexrelid) || CASE WHEN indisvalid THEN '' ELSE ' INVALID' END AS line
  FROM pg_index JOIN pg_class c ON c.oid = indexrelid
 WHERE c.relnamespace = 'public'::regnamespace
   AND (c.reloptions IS NOT NULL
        OR NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x')))
 ORDER BY line
"""
TRIGGERS_RULES_POLICIES = """
SELECT 'table ' || tgrelid::regclass AS heading,
       pg_get_triggerdef(oid) || CASE WHEN tgenabled = 'O' THEN '' ELSE ' ENABLED ' || tgenabled::text END AS line
  FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'table ' || tablename, definition FROM pg_rules WHERE schemaname = 'public'
UNION ALL
SELECT 'table ' || tablename, 'policy ' || to_jsonb(p)::text FROM pg_policies p WHERE schemaname = 'public'
 ORDER BY line
"""
STATISTICS = """
SELECT 'table ' || stxrelid::regclass AS heading, pg_get_statisticsobjdef(oid) AS line
  FROM pg_statistic_ext ORDER BY line
"""
FUNCTIONS = """
SELECT 'function ' || oid::regprocedure AS heading, rtrim(pg_get_functiondef(oid)) AS line
  FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""
TYPES = """
SELECT 'type ' || t.oid::regtype AS heading,
       concat_ws(chr(10), CASE WHEN typtype = 'd' THEN format_type(typbasetype, typtypmod) END,
         (SELECT string_agg(enumlabel, ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid),
         (SELECT string_agg(pg_get_constraintdef(c.oid), chr(10) ORDER BY conname)
            FROM pg_constraint c WHERE contypid = t.oid)) AS line
  FROM pg_type t WHERE typnamespace = 'public'::regnamespace AND typtype IN ('d', 'e', 'r')
"""
REST = """
SELECT 'extension ' || extname AS heading, '' AS line FROM pg_extension WHERE extname <> 'plpgsql'
UNION ALL
SELECT 'schema ' || nspname, '' FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$)'
UNION ALL
SELECT 'settings of the database', array_to_string(setconfig, ', ')
  FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase WHERE d.datname = current_database()
"""
QUERIES = (RELATIONS, COLUMNS, CONSTRAINTS, INDEXES, TRIGGERS_RULES_POLICIES, STATISTICS, FUNCTIONS, TYPES, REST)


async def describe(url: str) -> str:
    """Returns every object outside PostgreSQL's own schemas under a heading, with what belongs to it."""
    connection = await asyncpg.connect(url)
    try:
        found = [record for query in QUERIES for record in await connection.fetch(query)]
    finally:
        await connection.close()
    kept = sorted((record for record in found if IGNORED not in record["heading"]), key=lambda each: each["heading"])
    parts = [
        "\n".join([heading, *("  " + line for record in records for line in record["line"].splitlines())])
        for heading, records in groupby(kept, key=lambda each: each["heading"])
    ]
    return "\n\n".join(parts) + "\n"


async def _write() -> None:
    with TemporaryFolder("senturo-catalog-") as scratch:
        server = EmbeddedServers.within(scratch.path).postgres
        server.prepare()
        with RunningProgram(server.program()):
            url = server.dsn(DATABASE)
            await migrate(url)
            FILE.write_text(await describe(url), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(_write())
