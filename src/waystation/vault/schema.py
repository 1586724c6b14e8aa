"""Whether the database holds what this program made, and nothing that acts by itself.

Whoever may write to the database may also leave a trigger in it, which copies what is erased, carries keys into a table
that backups keep long, or swallows an alarm. This program makes no trigger, no view and no rule.
"""

from django.apps import apps
from django.db import connection

_BOOKKEEPING = {"django_migrations"}
_SQLITE = """
SELECT type, name FROM sqlite_master
 WHERE type IN ('table', 'trigger', 'view') AND substr(name, 1, 7) <> 'sqlite_'
"""
_POSTGRESQL = """
SELECT 'table', c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'f')
UNION ALL
SELECT 'view', c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = current_schema() AND c.relkind IN ('v', 'm')
UNION ALL
SELECT 'trigger', t.tgname FROM pg_trigger t WHERE NOT t.tgisinternal
UNION ALL
SELECT 'rule', r.rulename FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
  JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')
"""


def known_tables() -> set[str]:
    """Every table of this program."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table for model in models} | _BOOKKEEPING


def strangers() -> list[str]:
    """What stands in the database and is not this program's, as `kind name`."""
    known = known_tables()
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE if connection.vendor == "sqlite" else _POSTGRESQL)
        found = cursor.fetchall()
    return sorted(f"{kind} {name}" for kind, name in found if kind != "table" or name not in known)
