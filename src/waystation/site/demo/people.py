"""Fictional people and what they write. No real person, place or event is meant.

The land is invented: the region Tamur with its towns, other regions of the same country, and two countries abroad.
"""

import random
from dataclasses import dataclass
from datetime import timedelta

REGION = "Tamur"
TOWNS = ("Orlin", "Keshta", "Sosnovy Brod", "Upper Dol", "Birk", "Selnaya")
OTHER_REGIONS = ("Veles", "Baltara", "Nizhny Mys")
COUNTRIES = ("Norland", "Estova")

# How many people stand at each stage of the vocabulary case_stages; the first two have only written.
STAGES = {
    "new": 16,
    "answered": 14,
    "advice_only": 8,
    "accepted": 12,
    "planning_exit": 10,
    "in_transit": 7,
    "shelter_domestic": 12,
    "documents": 8,
    "visa_pending": 10,
    "departing": 3,
    "transit_country": 2,
    "arrived": 8,
    "asylum_pending": 3,
    "aftercare": 5,
    "closed_safe": 4,
    "closed_declined_by_person": 2,
    "closed_referred": 2,
    "lost_contact": 4,
}

_COLOURS = (
    "Amber", "Ashen", "Blue", "Copper", "Dusky", "Early", "Grey", "Hazel", "Ivory", "Late", "Maple", "Quiet", "Russet",
)  # fmt: skip
_BIRDS = (
    "Crane",
    "Finch",
    "Heron",
    "Lark",
    "Martin",
    "Oriole",
    "Plover",
    "Rook",
    "Starling",
    "Swift",
    "Tern",
    "Wren",
)

# language -> (who and what happened, what now, what is asked)
_PARTS = {
    "ru": (
        (
            "Меня держали три дня и отпустили, забрали телефон. Там вся переписка.",
            "Вчера к родителям приходили двое в форме и спрашивали, где я.",
            "Моего друга задержали в четверг. С тех пор его телефон выключен.",
            "Дядя узнал обо мне. Он сказал отцу, что если семья сама не решит, решит он.",
            "Меня остановили на посту, долго смотрели телефон, записали адрес.",
            "Мне написали с аккаунта знакомого и звали на встречу. Он сам не мог писать, он у них.",
            "Брат служит там, где держат людей. Дома он сказал, что моё имя уже назвали.",
        ),
        (
            "Я сейчас у знакомых, но остаться могу два дня.",
            "Из дома не выхожу. Ночью стараюсь не спать.",
            "Паспорт у отца, у меня только справка.",
            "Со мной сестра, ей девятнадцать. Одну её оставить нельзя.",
            "Писать могу только днём, пока никого нет.",
            "Деньги есть только на автобус.",
        ),
        (
            "Вы правда помогаете? Как мне понять, что это вы?",
            "Скажите, что делать.",
            "Пожалуйста, не звоните, только пишите.",
            "Мне нужно уехать. Куда угодно.",
        ),
    ),
    "en": (
        (
            "They held me for three days in a cellar and let me go when my family paid.",
            "Two men in uniform came to my parents and asked where I live now.",
            "My friend was taken on Thursday and his phone has been off since.",
            "My uncle found out. He told my father that if the family does not act, he will.",
            "They took my phone at a checkpoint. All my contacts are in it.",
            "I was beaten and given electric shocks until I gave them names. I am sorry.",
        ),
        (
            "I am with people I know but I can stay for two days only.",
            "I do not leave the house.",
            "My passport is with my father.",
            "I cannot leave my younger sister behind.",
            "I can write only during the day.",
        ),
        (
            "Are you real? How can I know?",
            "Please tell me what to do.",
            "Please never call me, only write.",
            "I need to get out, anywhere.",
        ),
    ),
}

# What somebody on the web page wants to be called.
_NAMES = {
    "ru": ("Т.", "Никто", "Сосед", "Р.", "Апрель", "Зимний", "Без имени", "М. из Орлина"),
    "en": ("A friend", "T.", "Nobody", "North", "R. and sister", "April"),
}

_ANSWERS = {
    "ru": (
        "Мы получили ваше письмо. Мы вам верим и поможем. Никому не говорите, что пишете нам. "
        "Напишите, когда вам безопасно читать ответы и есть ли при вас паспорт.",
        "Спасибо, что написали. Вы не обязаны называть имя. Скажите только, сколько дней вы можете оставаться там, "
        "где вы сейчас, и есть ли с вами кто-то ещё.",
    ),
    "en": (
        "We have your message. We believe you and we will help. Tell nobody that you write to us. "
        "Write when it is safe for you to read answers, and whether you have your passport with you.",
        "Thank you for writing. You need not give a name. Tell us only for how many days you can stay where you are, "
        "and whether somebody is with you.",
    ),
}


@dataclass(frozen=True)
class Fiction:
    """One invented person: what they wrote, and how far they have come."""

    number: int
    pseudonym: str
    stage: str
    language: str
    by_mail: bool
    in_danger: bool
    town: str
    name: str
    text: str
    answer: str
    ago: timedelta
    alone: bool

    @property
    def address(self) -> str:
        return f"person{self.number}@mail.example"


def people(seed: int = 2017) -> list[Fiction]:
    """About 130 people, the same for the same seed, in the order in which they first wrote."""
    chance = random.Random(seed)  # noqa: S311  # fiction needs repeatable chance, not secrecy
    names = [f"{colour} {bird}" for colour in _COLOURS for bird in _BIRDS]
    chance.shuffle(names)
    stages = [stage for stage, number in STAGES.items() for _ in range(number)]
    made = [_one(chance, number, names[number], stage) for number, stage in enumerate(stages)]
    return sorted(made, key=lambda person: person.ago, reverse=True)


def _one(chance: random.Random, number: int, pseudonym: str, stage: str) -> Fiction:
    language = "ru" if chance.random() < 0.7 else "en"
    order = list(STAGES).index(stage)
    days = 0.02 + order * 3.5 + chance.random() * (1.5 if order < 2 else 9)
    return Fiction(
        number=number,
        pseudonym=pseudonym,
        stage=stage,
        language=language,
        by_mail=chance.random() < 0.4,
        in_danger=chance.random() < 0.3,
        town=chance.choice(TOWNS),
        name=chance.choice(_NAMES[language]) if chance.random() < 0.6 else "",
        text="\n".join(chance.choice(part) for part in _PARTS[language]),
        answer=chance.choice(_ANSWERS[language]),
        ago=timedelta(days=days),
        alone=chance.random() < 0.8,
    )
