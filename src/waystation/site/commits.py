"""What the wrappers of both databases do at the end of each transaction."""

from django.db.backends.base.base import BaseDatabaseWrapper


class CountsFirst(BaseDatabaseWrapper):
    """What a transaction changed stands in the manifests with the rows themselves, whoever is killed right after it."""

    def commit(self) -> None:
        from waystation.vault import manifest  # the models of the vault: they need the wrappers first

        try:
            manifest.count_the_rest(self)
        except BaseException:
            self.rollback()
            raise
        super().commit()
