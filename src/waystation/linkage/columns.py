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

# The words of a header by which it is known, in English, Russian, Ukrainian, Chechen, German, French, Spanish, Turkish
# and Polish: the first line that fits counts. Never guessed: a column that says who is whom already (`cluster`,
# `person_id`, `family`), a note, what is said of somebody else (a mother, a witness), when something was written down.
_WORDS: Final[Sequence[tuple[Role, str]]] = (
    (Role.IGNORE, r"(entity|person|cluster|family|household|case|match|truth|label|group)(?!(_?full)?_?names?$).*"),
    (Role.IGNORE, r"script|.*notes?|comment.*|кластер|примечани.*|комментари.*|источник.*|source.*"
     r"|bemerkung.*|примітк.*"),
    (Role.IGNORE, r".*(mother|maiden|spouse|wife|husband|brother|sister|relative|reporter|informant|witness).*"),
    (Role.IGNORE, r".*(матери|матері|девич|супруг|родственник|заявител|свидетел|mutter|mère|madre|anne_ad).*|мать"),
    (Role.IGNORE, r"(record|report|creat|updat|enter|entry|interview|receiv|regist)[a-z]*(_?(date|at|on|day|time))?"),
    (Role.IGNORE, r"(date|дата)_(of_)?(the_)?(report|record|entry|interview|receipt|regist|запис|сообщ"
     r"|внес|обращ|рег).*"),
    (Role.IGNORE, r"(file|user|school|project|company|organi[sz]ation|list)_?name"),
    (Role.ID, r"(record|unique|row|rec)?_?id|(№|no)(_п_п)?|nr|номер(_записи)?|ид|lfd_nr"),
    (Role.PHONE, r".*(phone|telefon|téléphone|teléfono|телефон).*|mobil(e|e_.*|nummer)?|моб(ильный"
     r"|_.*)?|(tel|тел)(_.*)?"),
    (Role.EMAIL, r"e?_?mail.*|.*_e_?mail|эл(ектронн(ая|ый))?_?(почта|адрес)|почта|courriel|correo(_.*)?|e_?posta"),
    (Role.PATRONYMIC, r"patronym(ic)?|father.*|(m|mid|midl|middle)_?(names?|initial)|отчество|имя_отца|отец"
     r"|по_?батькові|vaters?_?name"),
    (Role.PATRONYMIC, r"ден_цӏе|да|nom_du_père|patronyme|otchestvo|(nombre_del_)?padre|baba_ad\w*"),
    (Role.NICKNAME, r"nick.*|alias.*|a_?k_?a|(also_)?known_as|called|прозвище|кличка|позывной|псевдоним|прізвисько"
     r"|klichka|prozvishche"),
    (Role.NICKNAME, r"call_?sign|spitzname|rufname|surnom|apodo|takma_ad\w*|pseudonim"),
    (Role.PLACE, r"(village|town|city|place|settlement)_?names?|place_of_birth|birth_?place|pob"
     r"|место_рожд.*|geburtsort"),
    (Role.PLACE, r"lieu_de_naissance|lugar_de_nacimiento|місце_народження|doğum_yeri|miejsce_urodzenia"),
    (Role.TEXT, r"street_?names?"),
    (Role.SURNAME, r"(sur|last|family)_?names?|surname.*|l_?name|фамилия|фамили|прізвище|(nach|familien)name|zuname"
     r"|(victim|person|detainee)_(sur|last|family)(_?name)?|famil[iy]y?[aj]a?"),
    (Role.SURNAME, r"nom(_de_famille)?|apellidos?|soyad[ıi]?|nazwisko"),
    (Role.GIVEN, r"(given|first|fore)_?names?|f_?name|given|имя|ім_я|цӏе|vornamen?|pr[eé]noms?|nombres?"
     r"|ad[ıi]?|imi(ę|ona)|(victim|person|detainee)_(given|first)(_?name)?|im(y|j|i)a"),
    (Role.NAME, r"(full|name)_?(name|raw|full)?|names|(фио|ф_и_о|піб|п_і_б)(_.*)?|fio|f_i_o|полное_имя|name_.*"
     r"|.*_names?"),
    (Role.NAME, r"nom_complet|nombre_completo|имя_(человека|жертвы|пострадавш.*|задержанн.*|похищенн.*|убит.*)"),
    (Role.SEX, r"(sex|gender)(_code)?|пол|pol|стать|geschlecht|sexe|sexo|cinsiyet|płeć"),
    (Role.BIRTH, r"((date|year|day)_of_)?(birth|dob|born)(_?(date|day|year|on))?(_.*)?|.*_of_birth|yob"
     r"|b_?(date|day|year)"),
    (Role.BIRTH, r"((год|дата|день|г|д)_)?рожд.*|г_?р|д_?р|(дата|рік)_народження|geb(urts)?_?(datum|tag"
     r"|jahr)|geb(oren(_am)?)?"),
    (Role.BIRTH, r"(date_de_|année_de_)?naissance|né_e?_?le|(fecha_de_)?nacimiento|doğum_(tarihi|yılı)"
     r"|(data|rok)_urodzenia|(data|god|g|d)_ro[zž]h?d\w*"),
    (Role.AGE, r"ages?(_.*)?|.*_age|возраст(_.*)?|vo[zs]rast|вік|alter|âge|edad|yaş[ıi]?|wiek"),
    (Role.EVENT, r"((date|day)_(of_)?)?(the_)?(event|incident|abduct|arrest|detention|detained"
     r"|disappear|death|died|kill).*"),
    (Role.EVENT, r"(when|когда)_.*|(data|date)_(sobyti|zaderzhani|pokhi[sš]h?cheni|aresta|smerti|gibeli|ubi[yji]).*"),
    (Role.EVENT, r"date|дата(_.*)?|.*_date|date_(de|du|d)_.*|datum(_.*)?|fecha(_.*)?"),
    (Role.PLACE, r"village.*|town|city|settlement|parish|suburb|place.*|location|residence|home_?(town|village)"
     r"|(wohn)?ort"),
    (Role.PLACE, r"(res|residence|home|current|last)_(city|town|village|place)(_.*)?|mesto(_.*)?|gorod|selo|nas_punkt"),
    (Role.PLACE, r"нас.*п(ункт)?|село|город|аул|станица|место.*|населений_пункт|місто|місце.*|юрт|эвла"),
    (Role.PLACE, r"stadt|dorf|ville|lieu(_.*)?|commune|lugar(_.*)?|municipio|localidad|ciudad|şehir|köy"
     r"|miejscowość|miasto"),
    (Role.DISTRICT, r"district|region|rayon|raion|county|province|oblast|район|область|регион|республика|край|кӏошт"),
    (Role.DISTRICT, r"(land)?kreis|bezirk|département|departamento|provincia|ilçe|powiat|województwo"),
    (Role.CLAN, r"clan|teip|teyp|tribe|тейп|тайп|тайпа|тухум|тукхум|род"),
    (Role.NUMBER, r".*post_?code.*|zip.*|.*(passport|soc|sec|tax|doc(ument)?|national|insurance)_.*(id|no|number)?"),
    (Role.NUMBER, r"ssn|inn|snils|passport|паспорт.*|номер_паспорта|инн|снилс|(почтовый_)?индекс"
     r"|street_?(number|no)|house_?(no|number|num|nr)?|haus_?(nr|nummer)"),
    (Role.NUMBER, r"дом|plz|postleitzahl|code_postal|código_postal|documento|dni|posta_kodu|kod_pocztowy|pesel"),
    (Role.TEXT, r"((res|house|home|census)_)?(street|addr(ess)?)(_?\w*)|адрес.*|улица|вулиця|stra(ß|ss)e|adresse"
     r"|dirección|calle|adres|ulica"),
    (Role.TEXT, r"occupation|profession|job|employer|профессия|должность|работа.*|beruf|profesión"
     r"|професія|meslek|zawód"),
    (Role.KIND, r"role|status|state|country|nationality|ethnicity|citizenship|роль|статус|страна|национальность"),
    (Role.KIND, r"гражданство|громадянство|staatsangehörigkeit|nationalité|nacionalidad|uyruk|obywatelstwo"),
)  # fmt: skip
# A whole name in one column; beside a column of its own for one of its parts it says nothing more.
_WHOLE: Final = re.compile(
    r"(first|given).*(and|_).*(sur|last|family).*|(last|sur|family).*(and|_).*(first|given|fore).*|ad[ıi]?_soyad[ıi]?"
    r"|(фамилия|прізвище)_(и_|та_)?(имя|ім_я).*|(имя|ім_я)_(и_|та_)?(отчество_)?(фамилия|прізвище)|nom_(et_)?prénoms?"
    r"|prénoms?_(et_)?nom|vor_(und_)?nach?name|nombres?_y_apellidos?|apellidos?_y_nombres?|imię_i_nazwisko"
)
_MAYBE_WHOLE: Final = frozenset(("имя", "ім_я", "цӏе", "nom", "nombre", "nombres", "ad", "adı"))
_KNOWN: Final = [(role, re.compile(words, re.IGNORECASE)) for role, words in _WORDS]
_APART: Final = re.compile(r"[^\w№]+")
# Of where somebody lives: all of it is another at once when they move.
_OF_HOME: Final = re.compile(
    r".*(street|addr|post_?code|zip|house|suburb|city|town|адрес|улиц|вулиц|индекс|strasse|plz|postleitzahl|haus_?n"
    r"|code_postal|código_postal|posta_kodu|kod_pocztowy|calle|dirección|ulica).*|state|province|adres\w*|дом"
)


class Unmapped(ValueError):
    """The columns cannot be told apart: the text says why and what to do."""


def guessed(headers: Sequence[str]) -> dict[str, Role]:
    """The role of each column; IGNORE where none is known. The first column that fits a single role has it.

    A header of which nothing is known is read as one that is known and a slip away, if no column has that role.
    """
    found: dict[str, Role] = {}
    known = {header: _role(_plain(header)) for header in headers}
    for header in headers:
        role = Role.IGNORE if _WHOLE.fullmatch(_plain(header)) else known[header] or Role.IGNORE
        found[header] = Role.IGNORE if role in SINGLE and role in found.values() else role
    for header in [header for header in headers if known[header] is None][:_MOST_SLIPS]:
        slip = _role_but_for_a_slip(_plain(header))
        if slip is not None and slip not in found.values():
            found[header] = slip
    named = [header for header, role in found.items() if role in (Role.NAME, Role.GIVEN, Role.SURNAME)]
    whole = [header for header in headers if _WHOLE.fullmatch(_plain(header))]
    # "Имя" alone, or "Nom", is as often a whole name, and a first name alone is read as one there too.
    alone = whole if not named else named if len(named) == 1 and _plain(named[0]) in _MAYBE_WHOLE else []
    return found | dict.fromkeys(alone[:1], Role.NAME)


def _role(plain: str) -> Role | None:
    return next((role for role, words in _KNOWN if words.fullmatch(plain)), None)


_SHORTEST_SLIP: Final = 6
_LONGEST_SLIP: Final = 30
_MOST_SLIPS: Final = 40
"""Columns of which nothing is known that are looked at letter by letter."""
_LETTERS: Final = ("abcdefghijklmnopqrstuvwxyz_", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя_")


def _role_but_for_a_slip(plain: str) -> Role | None:
    """The role of a header that is this one but for a letter: "Surnmae", "Vilage", "Отчетсво"."""
    if not _SHORTEST_SLIP <= len(plain) <= _LONGEST_SLIP or _WHOLE.fullmatch(plain):
        return None
    letters = _LETTERS[not plain.isascii()]
    for at in range(len(plain) + 1):
        before, after = plain[:at], plain[at:]
        near = [before + letter + after for letter in letters]
        if after:
            near += [before + after[1:], before + after[1:2] + after[:1] + after[2:]]
            near += [before + letter + after[1:] for letter in letters]
        for each in near:
            if (role := _role(each)) in SINGLE:
                return role
    return None


def is_of_home(header: str) -> bool:
    """Whether a column says where somebody lives: a street, a house, a postcode."""
    return _OF_HOME.fullmatch(_plain(header)) is not None


def _plain(header: str) -> str:
    return _APART.sub("_", unicodedata.normalize("NFKC", header).casefold().strip()).strip("_")


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
        first = next((column for column, role in found.items() if role is Role.IGNORE), headers[0])
        raise Unmapped(f"no column is known to hold names; say which, for example --map {first}=name")
    return found
