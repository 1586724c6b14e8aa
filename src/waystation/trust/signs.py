"""What a text shows by plain rules, in Russian and English. They propose; a person looks and decides.

Rules and not a model: whoever is asked to tick a sign must see which words raised it.
"""

import re
from collections.abc import Iterator

# What was found is shown as it was written: no more of it than this.
EXCERPT = 120

_OTHERS_RU = r"(?:остальны\w+|други[ехм]\w*|ребят\w*|парн\w+|тех|людей)\b"
_STAFF_RU = r"(?:водител\w+|координатор\w+|сотрудник\w+|волонт[её]р\w+|помощник\w+)"
_SHELTER_RU = r"(?:убежищ\w+|квартир\w+|шелтер\w*|приют\w*|явк\w+)"
_OTHERS = r"(?:the )?(?:others?|rest|other (?:men|guys|people)|them)\b"
_STAFF = r"(?:drivers?|volunteers?|staff|coordinators?|helpers?)"
_SHELTER = r"(?:safe ?houses?|shelters?|flats?|apartments?|office)"

_ASKS_OTHERS = (
    r"кто (?:ещё|еще) (?:у вас|там|с вами|приехал|едет|пишет|писал|обращал)\w*",
    r"сколько (?:у вас |вас |там )?(?:сейчас )?(?:человек|людей|парней|ребят)\b",
    r"сколько вас\b",
    rf"(?:где|куда) (?:сейчас |вы )?(?:прячете|держите|увезли|дели|вывезли) {_OTHERS_RU}",
    rf"(?:имена|фамили[ия]|контакты|номера|телефоны|список) (?:{_OTHERS_RU}|{_STAFF_RU})",
    rf"как (?:зовут|фамилия) (?:вашего |вашу |ваших )?{_STAFF_RU}",
    r"who else\b[^.?!\n]{0,30}",
    r"how many (?:people|others|men|guys|boys|of you)\b[^.?!\n]{0,30}",
    rf"where (?:are|did you (?:take|hide|put)|do you (?:hide|keep)) {_OTHERS}",
    rf"(?:names?|list|contacts?|numbers?) of (?:the |your )?(?:others?|people|{_STAFF})",
    rf"who (?:is|are) your {_STAFF}",
)
_PUSHES_ADDRESS = (
    rf"(?:адрес|геолокаци\w+|координат\w+)(?: \w+)? (?:{_SHELTER_RU}|дома|офиса|места)",
    r"(?:скажите|дайте|назовите|пришлите|скиньте|напишите|нужен|какой)(?: \w+){0,3} (?:адрес|геолокаци\w+)",
    rf"где (?:именно )?(?:у вас |ваш\w+ )?(?:находится )?{_SHELTER_RU}",
    r"где (?:именно )?вы (?:сейчас )?(?:находитесь|прячете\w*|живете|живёте|сидите)",
    rf"в каком городе (?:вы|люди|{_SHELTER_RU})",
    rf"(?:address|location) of (?:the |your )?(?:{_SHELTER}|place|house)",
    r"(?:give|send|tell|text|need|what is)(?: \w+){0,3} (?:address|location)\b",
    rf"where (?:exactly )?(?:is|are) (?:the |your )?{_SHELTER}\b",
    r"(?:which|what) (?:city|town) (?:is|are) (?:the |your |you )[^.?!\n]{0,20}",
)
SIGNS = {
    "asks_others": re.compile("|".join(_ASKS_OTHERS), re.IGNORECASE),
    "pushes_address": re.compile("|".join(_PUSHES_ADDRESS), re.IGNORECASE),
}

_ADDRESS = re.compile(
    r"\b(?:ул|улица|улице|улицы|пр|пр-т|проспект|проспекте|пер|переулок|переулке|шоссе|бульвар|бульваре|наб|"
    r"набережная|набережной|проезд|площадь|площади)\b\.?,? ?[^\n,.;]{2,40},? ?(?:д|дом)?\.? ?\d{1,4}\b"
    r"|\b(?:д|дом|кв|квартира|корпус|подъезд)\b\.? ?№? ?\d{1,4}\b"
    r"|\b\d{1,5}[a-z]?,? (?:\w+ ){1,3}(?:street|st|road|rd|avenue|ave|lane|square)\b"
    r"|\b(?:flat|apartment|apt|room)\.? ?(?:no\.? ?)?\d{1,4}\b"
    r"|[-+]?\d{1,2}\.\d{3,},? ?[-+]?\d{1,3}\.\d{3,}"
    r"|\b(?:maps\.(?:google|yandex|app)|yandex\.\w+/maps|google\.\w+/maps|goo\.gl/maps|maps\.app\.goo\.gl|2gis\.|"
    r"openstreetmap\.org|osm\.org)|\bgeo:-?\d",
    re.IGNORECASE,
)


def in_text(text: str) -> Iterator[tuple[str, str]]:
    """The signs against somebody in what they wrote, each once, with the words that raised it."""
    for code, pattern in SIGNS.items():
        if found := pattern.search(text):
            yield code, " ".join(found[0].split())[:EXCERPT]


def names_an_address(text: str) -> bool:
    """Whether a text holds what is written of an address: a street with a number, a flat, coordinates, a map."""
    return _ADDRESS.search(text) is not None
