"""The rows of a table that are not taken, as a table of their own: they are corrected there, and it is taken in."""

from collections import defaultdict
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.audit.log import log
from waystation.casework.exchange import import_rules, importing, sorting, tables
from waystation.casework.exchange.columns import LABELS
from waystation.casework.exchange.records import Import
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent


def wrong_rows(actor: Actor, import_id: UUID) -> bytes:
    """These rows as XLSX, each as it is and after it which row it is and what is wrong with it.

    Raises Absent, also where no row is wrong, and once the table is taken in: then its cells are deleted.
    """
    _row, record = importing.one(actor, import_id)
    rows = sorting.cells(record)
    wrong: dict[int, list[str]] = defaultdict(list)
    for each in sorting.look(actor, record).left_out if rows else ():
        named = import_rules.named(each.column, record.titles)
        wrong[each.row].append(f"{named}: {each.what}" if named else str(each.what))
    if not wrong:
        raise Absent
    width = max(map(len, rows))
    head = [*_head(record, width), _("Row of the table"), _("What is wrong")]
    lines = [[*_filled(rows[number - 1], width), str(number), "\n".join(said)] for number, said in wrong.items()]
    log(actor.account, "exchange.import_rows_given", subject=import_id)
    return tables.as_xlsx([head, *lines])


def _head(record: Import, width: int) -> list[str]:
    """The names of the columns in the file's own words; where it has none ours, which are known again."""
    ours = {index: str(LABELS[code]) for code, index in record.columns.items()}
    titles = _filled(record.titles, width)
    return [title or ours.get(index) or import_rules.letter(index) for index, title in enumerate(titles)]


def _filled(row: list[str] | tuple[str, ...], width: int) -> list[str]:
    return [*row, *[""] * width][:width]
