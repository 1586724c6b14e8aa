"""Who the fictional people are, and who comes along with some of them."""

import random
from datetime import timedelta
from uuid import UUID, uuid4

import msgspec

from waystation.casework import pseudonyms
from waystation.casework.persons import access, actions, links
from waystation.casework.persons.records import Birth, Bond, Name, Paper, Person, Tie
from waystation.site.demo.people import Fiction
from waystation.staff.actor import Actor

# The given names are made up of syllables; nobody is meant.
_NAMES = (
    ("Tarim Volken", "Тарим Волькен"),
    ("Issal Derun", "Иссал Дерун"),
    ("Marek Ostal", "Марек Осталь"),
    ("Runo Selim", "Руно Селим"),
    ("Adil Korven", "Адил Корвен"),
)
_PAPERS = (("ru.internal_passport", "with them"), ("ru.foreign_passport_bio", "at the parents' house"))


def describe(chance: random.Random, lev: Actor, case: UUID, person: Fiction) -> None:
    """Names, age and papers of the one who asked; somebody beside them now and then."""
    someone = access.applicant(lev, case)
    latin, cyrillic = chance.choice(_NAMES)
    names = (Name(text=cyrillic, kind="passport"), Name(text=latin, kind="transliteration"))
    birth = chance.choice((Birth(precision="year", year=chance.randint(1980, 2001)), Birth()))
    told = Person(names=names, birth=birth, languages=tuple(dict.fromkeys((person.language, "ru"))))
    actions.describe(lev, case, someone, told)
    for kind, place in _PAPERS[: chance.randint(0, 2)]:
        until = lev.today + timedelta(days=chance.randint(-100, 2000))
        paper = Paper(id=uuid4(), kind=kind, valid_until=until, place=place, holder=chance.choice(("the person", "")))
        actions.keep_paper(lev, case, someone, paper)
    if person.number % 4 == 0:
        left = chance.choice((-2, 2, 9, 21, 120))
        visa = Paper(id=uuid4(), kind="visa", country="Lithuania", valid_until=lev.today + timedelta(days=left))
        actions.keep_paper(lev, case, someone, visa)
    if person.number % 6 == 0:
        _household(lev, case, someone)


def _household(lev: Actor, case: UUID, someone: UUID) -> None:
    """A brother who is a minor, and a relative who must not learn of the way."""
    called = [pseudonyms.suggest([])]
    called.append(pseudonyms.suggest(called))
    birth = Birth(precision="about", year=lev.now().year - 14)
    brother = Person(pseudonym=called[0], birth=birth, languages=("ru",))
    younger = actions.add(lev, case, brother, roles=("dependant",))
    uncle = actions.add(lev, case, Person(pseudonym=called[1], note="His uncle."), roles=("pursuer", "relative"))
    links.bind(lev, case, Bond(first=younger, second=someone, depends=younger, reason="He is a child."))
    apart = Bond(first=someone, second=uncle, travel="must_not", live="must_not", contact="must_not")
    links.bind(lev, case, msgspec.structs.replace(apart, reason="He said he would hand him over."))
    tie = Tie(first=uncle, second=someone, homes=(case, case), kind="hunts", credibility="2", source="self")
    links.tie(lev, case, tie)
