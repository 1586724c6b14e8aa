"""What the demo's organisation released, and what it is about to: interviews without a name, a table, a statement."""

from uuid import UUID

from django.urls import reverse

from waystation.casework import access as casework
from waystation.publication import actions, tracing
from waystation.publication.export import signing
from waystation.publication.records import STATEMENT, TABLE, TRANSCRIPT, Publication
from waystation.publication.statistics import making, tables
from waystation.staff.access import refresh
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

_SPEAKERS = {
    "en": "Q: the newspaper\nA: communications manager | name withheld because of her work",
    "ru": "Q: газета\nA: руководитель отдела связи | имя не называется из-за её работы",
}
_RELEASED = {
    "en": """Q: How do they reach you?

A: They write. Each of them asks first whether we are going to help them or to kill them.

Q: And those in power?

A: We ask them. They keep silent. *Silence is counted too.*""",
    "ru": """Q: Как они вас находят?

A: Пишут. Каждый сначала спрашивает, поможем мы ему или убьём.

Q: А власти?

A: Мы спрашиваем. Они молчат. *Молчание мы тоже считаем.*""",
}
_PATIENCE = 120.0  # seconds for a check
_ON = "What its speaker says of her own work; what authorities did is counted in the table beside it."


def make(lev: Actor, cases: list[UUID]) -> None:
    """A transcript that still tells too much, and a statement that can be checked and approved."""
    called = casework.called(lev, cases[0])
    actions.write(
        lev,
        Publication(
            kind=TRANSCRIPT,
            titles={"en": "An interview about the spring", "ru": "Интервью о весне"},
            speakers=_SPEAKERS,
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


def release(lev: Actor, ira: Actor) -> None:
    """An interview and a table that are out, with what the interview stands on, and the public site, signed."""
    titles = {"en": "She speaks without her name", "ru": "Она говорит, не называя себя"}
    interview = Publication(kind=TRANSCRIPT, titles=titles, speakers=_SPEAKERS, texts=_RELEASED, aloud=True)
    refresh(lev)
    counted = making.freeze(
        lev, source=tables.ANSWERS, rows="answer", columns="", audience=tables.PUBLIC, least=tables.LEAST[tables.PUBLIC]
    )
    titles = {"en": "How authorities answered", "ru": "Как отвечали власти"}
    table = _released(lev, ira, Publication(kind=TABLE, titles=titles, table=counted))
    made = _released(lev, ira, interview)
    tracing.stand(lev, made, ["They keep silent.", "Они молчат."], reverse("publication:publication", args=[table]))
    tracing.stand(lev, made, ["They write.", "Пишут."], _ON)
    signing.sign(lev)


def _released(lev: Actor, ira: Actor, said: Publication) -> UUID:
    """What both check and approve, lev last: so that lev's check is the one before the release, too."""
    made = actions.write(lev, said)
    for actor, whose in ((ira, {}), (lev, {"nobody": True})):
        refresh(actor)
        actions.begin_check(actor, made).is_over_in(_PATIENCE)
        actions.approve(actor, made, **whose)
    actions.release(lev, made)
    return made
