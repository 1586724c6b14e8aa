"""The framework's PostgreSQL; a transaction counts what it changed before it commits."""

from django.db.backends.postgresql import base

from waystation.site.commits import CountsFirst


class DatabaseWrapper(CountsFirst, base.DatabaseWrapper):
    """As the framework has it."""
