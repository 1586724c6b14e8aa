"""What the columns of a table of people say, guessed from their headers or told."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What a column says of somebody."""

    ID = "id"
    NAME = "name"
    GIVEN = "given"
    PATRONYMIC = "patronymic"
    SURNAME = "surname"
    NICKNAME = "nickname"
    SEX = "sex"
    BIRTH = "birth"
    AGE = "age"
    PLACE = "place"
    DISTRICT = "district"
    CLAN = "clan"
    PHONE = "phone"
    EMAIL = "email"
    EVENT = "event"
    NUMBER = "number"  # of a paper, a postcode: one sign more or less is a slip
    TEXT = "text"  # compared as it is written
    KIND = "kind"  # one of a few words
    IGNORE = "ignore"


SINGLE: Final = frozenset(Role) - {Role.NUMBER, Role.TEXT, Role.KIND, Role.IGNORE}
"""Roles that one column has at most."""

# The words of a header by which it is known: the first line that fits counts. Never guessed: a column that says who is
# whom already (`cluster`, `person_id`, `family`), or a note.
_WORDS: Final[Sequence[tuple[Role, str]]] = (
    (Role.IGNORE, r"(entity|person|cluster|family|household|case|match|truth|label|group).*|script|.*notes?|comment.*"),
    (Role.IGNORE, r"(first|given).*(and|_).*(sur|last).*name|кластер|примечани.*|комментари.*|источник|source.*"),
    (Role.ID, r"(record|unique|row|rec)?_?id|№|no|nr|номер|ид"),
    (Role.PHONE, r".*phone.*|mobile|tel(efon|ephone)?|тел(ефон)?.*|моб.*"),
    (Role.EMAIL, r"e?_?mail.*|эл(ектронная)?_?почта|почта"),
    (Role.PATRONYMIC, r"patronym(ic)?|father.*|middle_?name.*|отчество|vatersname"),
    (Role.NICKNAME, r"nick.*|alias.*|aka|called|прозвище|кличка|позывной|псевдоним"),
    (Role.SURNAME, r"(sur|last|family)_?names?|surname.*|фамилия|nachname|nom(_de_famille)?"),
    (Role.GIVEN, r"(given|first|fore)_?names?|given|имя|vorname|pr[eé]nom"),
    (Role.NAME, r"(full|name)_?(name|raw|full)?|names|фио|ф_и_о|полное_имя|name_.*|.*_name"),
    (Role.SEX, r"sex|gender|пол|geschlecht|sexe"),
    (Role.BIRTH, r"(date_of_)?(birth|dob|born)(_?(date|day|year))?|.*_of_birth|(год|дата)_рождения|geb.*|naissance"),
    (Role.AGE, r"ages?(_.*)?|.*_age|возраст|alter"),
    (Role.EVENT, r"(event|incident|abduction|arrest|detention|disappearance|death|killing)_?(date|day)?.*"),
    (Role.EVENT, r"date|дата(_.*)?|.*_date"),
    (Role.PLACE, r"village|town|city|settlement|suburb|(birth_?)?place.*|location|residence"),
    (Role.PLACE, r"нас.*пункт|село|город|место.*"),
    (Role.DISTRICT, r"district|region|rayon|raion|county|province|oblast|район|область|регион"),
    (Role.CLAN, r"clan|teip|teyp|tribe|тейп|тайп|тухум|род"),
    (Role.NUMBER, r".*post_?code.*|zip.*|.*(passport|soc|sec|tax|doc(ument)?|national|insurance)_.*(id|no|number)?"),
    (Role.NUMBER, r"ssn|inn|snils|passport|паспорт.*|инн|снилс|индекс|street_?number|house(_no)?|дом"),
    (Role.TEXT, r"(street|address).*|адрес.*|улица|occupation|profession|job|employer|профессия|должность|работа.*"),
    (Role.KIND, r"role|status|state|country|nationality|ethnicity|роль|статус|страна|национальность"),
)  # fmt: skip
_KNOWN: Final = [(role, re.compile(words)) for role, words in _WORDS]
_APART: Final = re.compile(r"[^\w№]+")


class Unmapped(ValueError):
    """The columns cannot be told apart: the text says why and what to do."""


def guessed(headers: Sequence[str]) -> dict[str, Role]:
    """The role of each column; IGNORE where none is known. The first column that fits a single role has it."""
    found: dict[str, Role] = {}
    for header in headers:
        plain = _APART.sub("_", unicodedata.normalize("NFKC", header).casefold().strip()).strip("_")
        role = next((role for role, words in _KNOWN if words.fullmatch(plain)), Role.IGNORE)
        found[header] = Role.IGNORE if role in SINGLE and role in found.values() else role
    return found


def mapped(headers: Sequence[str], told: Mapping[str, str]) -> dict[str, Role]:
    """The guess, and over it what was told: column to role. Raises Unmapped."""
    found = guessed(headers)
    for column, name in told.items():
        if column not in found:
            raise Unmapped(f"there is no column {column!r}; there are {', '.join(headers)}")
        if name not in {*Role}:
            raise Unmapped(f"{name!r} is nothing that a column can say; it can say {', '.join(Role)}")
        role = Role(name)
        if role in SINGLE:
            if [*told.values()].count(name) > 1:
                raise Unmapped(f"two columns are said to be {name!r}: one at most can be")
            found = {other: Role.IGNORE if known is role else known for other, known in found.items()}
        found[column] = role
    if not {Role.NAME, Role.GIVEN, Role.SURNAME} & {*found.values()}:
        raise Unmapped(f"no column is known to hold names; say which, for example --map {headers[0]}=name")
    return found
