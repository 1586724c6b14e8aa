"""What the demo's organisation is about to release: an interview without a name, and what the check finds in it."""

from uuid import UUID

from waystation.casework import access as casework
from waystation.publication import actions
from waystation.publication.records import STATEMENT, TRANSCRIPT, Publication
from waystation.staff.actor import Actor

_ENGLISH = """# "They ask for names"

Q: How many have asked you for help since spring?

A: More than a hundred. We count only those of whom we know *when and how* they wrote.

Q: Who helps them on the way?

A: People who know nothing of each other. {called} would not be alive without them.

Q: Where do they meet?

A: At 43.41872, 45.70216 in the morning. Please leave that out."""

_RUSSIAN = """# «Они требуют имён»

Q: Сколько человек обратилось к вам с весны?

A: Больше ста. Мы считаем только тех, о ком знаем, *когда и как* они написали.

Q: Кто помогает им в пути?

A: Люди, которые ничего не знают друг о друге. Без них {called} не было бы в живых.

Q: Где они встречаются?

A: Утром у 43.41872, 45.70216. Это, пожалуйста, уберите."""


def make(lev: Actor, cases: list[UUID]) -> None:
    """A transcript that still tells too much, and a statement that can be checked and approved."""
    called = casework.called(lev, cases[0])
    actions.write(
        lev,
        Publication(
            kind=TRANSCRIPT,
            titles={"en": "An interview about the spring", "ru": "Интервью о весне"},
            speakers={
                "en": "Q: the newspaper\nA: communications manager | name withheld because of her work",
                "ru": "Q: газета\nA: руководитель отдела связи | имя не называется из-за её работы",
            },
            texts={"en": _ENGLISH.format(called=called), "ru": _RUSSIAN.format(called=called)},
        ),
    )
    actions.write(
        lev,
        Publication(
            kind=STATEMENT,
            titles={"en": "Thirty days have passed", "ru": "Прошло тридцать дней"},
            texts={
                "en": "We asked. The law gives **thirty days**. Nobody has answered.",
                "ru": "Мы спросили. Закон даёт **тридцать дней**. Никто не ответил.",
            },
        ),
    )
