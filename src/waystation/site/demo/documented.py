"""What the demo's documenters recorded: two events, what two people told of them, and what colleagues made of it.

One fact is corroborated, one is a first-hand account, one a death that nobody saw; a man whom both name, each in their
spelling, may be one, and his brother is another. The interview of the manual is left to be entered by hand. Every
person and place is invented.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from waystation.documentation import actions as events
from waystation.documentation.assertions import HAPPENED, METHOD, PERPETRATOR
from waystation.documentation.dates import read
from waystation.documentation.records import FOLLOWS, ChainLink, Event, Person, PlaceName
from waystation.documentation.reviews import CONFIRMS
from waystation.documentation.statements import access, actions, drawing
from waystation.documentation.statements.records import Statement, Words
from waystation.staff.access import refresh
from waystation.staff.actor import Actor

_REEDHOLM = PlaceName(country="Fennland", region="Lower Fenn", locality="Reedholm")
_YARD = PlaceName(country="Fennland", region="Lower Fenn", locality="Reedholm", site="bus yard")
_FIRST = """Q. You may stop at any time. Where would you like to begin?
Y. At the bus yard. They shut the gate and took six of us away in two vans.
Y. In the cellar two of them beat me with a pipe, that night and the next.
Q. Was anybody hurt worse?
Y. I did not see it. A guard said that the conductor had died.
Q. And since then?
Y. They rang me: come back, or we go to your sister.
Y. The mechanic was in my van: Ruslan Veshnyakov."""
_SECOND = """M. I was at the yard as well. Two vans, six men, I among them.
M. They took our phones and read them out to each other.
M. Next to me sat Ruslan Veschniakow, who mends the buses.
M. His brother Artur Veschniakow was in the other van."""
_REASON = "Held in different rooms, no contact since; each wrote to us before knowing of the other."


@dataclass(frozen=True)
class _Said:
    """What one line asserts: of `act` (by our name for it), done to `victim`."""

    line: int
    act: str
    claims: Sequence[tuple[str, str]]
    victim: str = ""
    count: int | None = None
    connection: str = "self"


_BY_YARROW = (
    _Said(2, "taken", [(HAPPENED, "liberty.mass_roundup")], "men of the bus yard", 6),
    _Said(
        3,
        "beaten",
        [(HAPPENED, "integrity.beating"), (METHOD, "blunt.object"), (PERPETRATOR, "two men in the cellar")],
        "Yarrow",
    ),
    _Said(5, "died", [(HAPPENED, "life.death_under_torture")], "the conductor", connection="heard_in_custody"),
    _Said(8, "mechanic", [(HAPPENED, "liberty.unlawful_arrest")], "Ruslan Veshnyakov", connection="eyewitness"),
)
_BY_MEDLAR = (
    _Said(1, "taken", [(HAPPENED, "liberty.mass_roundup")]),
    _Said(2, "searched", [(HAPPENED, "privacy.phone_search")], "men of the bus yard", 6),
    _Said(3, "neighbour", [(HAPPENED, "liberty.unlawful_arrest")], "Ruslan Veschniakow", connection="eyewitness"),
    _Said(4, "brother", [(HAPPENED, "liberty.unlawful_arrest")], "Artur Veschniakow", connection="eyewitness"),
)


def make(ira: Actor, osip: Actor) -> UUID:
    """Records everything; `osip` has taken down none of it, compares and reviews. Returns the id of the first event."""
    refresh(ira)
    when = read("2017-05-03")
    raid = events.add_event(
        ira,
        Event(
            title="The men of the bus yard",
            began=when,
            ended=read("2017-05-09"),
            place=_YARD,
            description="Men without insignia shut the yard at noon and took those whose names they had.",
        ),
    )
    after = ChainLink(kind=FOLLOWS, event=raid)
    calls = events.add_event(
        ira, Event(title="Calls to those who got away", began=read("2017-05-11"), place=_REEDHOLM, chain=(after,))
    )
    acts: dict[str, UUID] = {}
    yarrow = _told(ira, raid, "Yarrow", "interview", "2017-06-02", _FIRST, acts, _BY_YARROW)
    actions.use_for(ira, yarrow[0], calls)
    threat = _Said(7, "threatened", [(HAPPENED, "integrity.threat_family")], "Yarrow")
    _draw(ira, calls, yarrow[0], "Yarrow", {}, threat)
    medlar = _told(ira, raid, "Medlar", "phone_note", "2017-06-19", _SECOND, acts, _BY_MEDLAR)
    refresh(osip)
    sources = [events.find_or_add_person(ira, Person(called=called)) for called in ("Yarrow", "Medlar")]
    actions.compare(osip, raid, *sources, independent=True, reason=_REASON)
    for one, reason in ((yarrow[1][0], "Both statements read: one act."), (medlar[1][1], "First-hand, and clear.")):
        actions.review(osip, raid, one, finding=CONFIRMS, reason=reason)
    return raid


def _told(
    ira: Actor, event: UUID, teller: str, kind: str, day: str, text: str, acts: dict[str, UUID], said: Sequence[_Said]
) -> tuple[UUID, list[UUID]]:
    """The statement, and of each line its first assertion."""
    on = read(day)
    who = events.find_or_add_person(ira, Person(called=teller))
    told = Statement(teller=who, kind=kind, told=(on,) if on else (), language="en", events=(event,))
    made = actions.take_down(ira, told, Words(text=text))
    return made, [_draw(ira, event, made, teller, acts, each) for each in said]


def _draw(ira: Actor, event: UUID, statement: UUID, teller: str, acts: dict[str, UUID], said: _Said) -> UUID:
    drawn = drawing.Drawing(
        once=uuid4(),
        lines=[said.line],
        subject=acts.get(said.act),
        claims=said.claims,
        victim=said.victim,
        minimum=said.count,
        maximum=said.count,
        source=teller,
        connection=said.connection,
        reliability="B",
        credibility="2",
    )
    first = drawing.draw(ira, event, statement, drawn)[0]
    acts.setdefault(said.act, access.assertion(ira, event, first).said.subject)
    return first
