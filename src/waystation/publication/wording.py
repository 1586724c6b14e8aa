"""What is said of findings, and what may stand in their place."""

import re

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from waystation.confidential import Kind
from waystation.publication.layers import found
from waystation.publication.protection import Level, Reason
from waystation.publication.records import STATEMENT, TABLE, TRANSCRIPT
from waystation.staff.teams import COORDINATION, DOCUMENTATION, DUTY

Text = str | Promise

KINDS: dict[Kind, Text] = {
    Kind.NAME: _("A name"),
    Kind.CODE_NAME: _("What we call somebody among ourselves"),
    Kind.HANDLE: _("An account"),
    Kind.PHONE: _("A telephone number"),
    Kind.EMAIL: _("An e-mail address"),
    Kind.ADDRESS: _("An address"),
    Kind.COORDINATES: _("A position on the map"),
    Kind.WORKPLACE: _("A workplace"),
    Kind.NUMBER: _("The number of a paper or a car"),
    Kind.WORDS: _("A rare word"),
    Kind.PLACE: _("a place"),
    Kind.DATE: _("a day"),
    Kind.BORN: _("an age or a day of birth"),
    Kind.JOB: _("a trade"),
    Kind.FAMILY: _("a tie of kinship"),
    Kind.INJURY: _("an injury"),
}
REASONS: dict[Reason, Text] = {
    Reason.FULL_NAME: _("Two names of one person whom we know stand together."),
    Reason.RARE_NAME: _("Few of those whom we know have this name."),
    Reason.COMMON_NAME: _("Many of those whom we know have this name; it may be meant."),
    Reason.SOUNDS_LIKE: _("It sounds like the name of somebody whom we know, and is spelled otherwise."),
    Reason.SAME: _("It is the very same, however it is written."),
    Reason.PARTS: _("It is said in these words, or nearly."),
    Reason.POSITION: _("So exact a position shows a house, whoever lives there."),
    Reason.RARE_WORD: _("It stands in a confidential text of one or two people, and in no dictionary."),
}
FITS = ngettext_lazy(
    "Together it fits %(number)d person whom we know.", "Together it fits %(number)d people whom we know.", "number"
)
LEVELS: dict[Level, tuple[Text, str]] = {
    Level.CERTAIN: (_("certain"), "danger"),
    Level.LIKELY: (_("likely"), "warn"),
    Level.POSSIBLE: (_("possible"), "info"),
}
WHERE: dict[str, Text] = {
    found.TEXT: _("Text"),
    found.PROPERTIES: _("Properties"),
    found.HIDDEN: _("Not seen by a reader"),
    found.NAME: _("Name of the file"),
    found.POSITION: _("Where it was taken"),
    found.PICTURE: _("Read in the picture"),
    found.CODE: _("Read in a QR or bar code in the picture"),
}
TRACES: dict[str, Text] = {
    "author": _("It says who made it."),
    "position": _("It says where it was taken."),
    "thumbnail": _("It holds a small picture of itself, which may show what was cut out or made unrecognisable since."),
    "comments": _("It holds comments."),
    "deleted": _("It holds what was deleted or moved: changes were tracked."),
    "hidden": _("It holds text, rows or sheets that are hidden."),
    "attachments": _("Other files lie in it. What they look like was not checked."),
    "revisions": _("It holds earlier versions of itself."),
    "device": _("It says with which device it was made."),
    "after_end": _("Something stands after its end, where no program looks."),
    "links": _("It links to something outside, which learns who opens it."),
    "pictures": _("Pictures lie in it. Look at each of them."),
    "unread_words": _("No program here reads words in pictures: they were not checked. Somebody must look at each."),
    "unread_codes": _("No program here reads QR codes in pictures: they were not checked. Somebody must look at each."),
    "unread_pictures": _(
        "Not every picture could be read: of another kind, too large, or there was no time. Somebody must look at each."
    ),
}
PROBLEMS: dict[str, Text] = {
    found.BROKEN: _("The file is damaged, or protected by a password. It was not checked."),
    found.EMPTY: _("The file is empty. Look at it, and choose the right one."),
    found.LARGE: _("The file is too large to be checked. Divide it."),
    found.OTHER: _("Files of this kind cannot be checked. Save it as PDF, DOCX, XLSX, CSV, text, JPEG or PNG."),
    found.STOPPED: _("Reading the file took more time or memory than is safe. It was not checked."),
    found.UNSAFE: _("This machine cannot hold back the program that reads files. No file is checked on it."),
}
MISSING: dict[str, Text] = {
    DUTY: _("Requests and contacts were not looked at: somebody on duty has to check it too."),
    COORDINATION: _("Who people are, and where they are, was not looked at: a coordinator has to check it too."),
    DOCUMENTATION: _("Events and testimonies were not looked at: a documenter has to check it too."),
}
SOURCES: dict[str, Text] = {
    "acts": _("Acts against people, as documented"),
    "answers": _("How authorities answered"),
}
DIMENSIONS: dict[str, Text] = {
    "region": _("Region"),
    "month": _("Month"),
    "kind": _("Kind of act"),
    "body": _("Body"),
    "answer": _("Answer"),
}
AUDIENCES: dict[str, Text] = {
    "public": _("For everybody: on the public site"),
    "partners": _("For partners: not on the public site"),
}
NOT_A_TABLE = _("A table of this source cannot be made along these. Choose two different ones of it.")
TOO_FEW = _("A cell below %(least)d is never shown to these readers.")
NOTHING_TO_COUNT = _("There is nothing to count yet.")
TOO_MANY_CELLS = _("That is too large to be protected. Choose fewer, or another kind of table.")
NO_TABLE = _("The table came to nothing. Try again; tell the administrator if it happens again.")
CANNOT_HIDE = _(
    "Beside the tables that are out already, every part of this one would give somebody away. Wait until more is known."
)
MEETS_OTHERS = _("Beside what was released since, this table would give somebody away. Make it anew.")
NOT_WHERE = _("not known, or elsewhere")
SAY_SOMETHING = _("Paste a text, or choose a file.")
ONE_OF_BOTH = _("Paste a text or choose a file, not both.")

PUBLICATIONS: dict[str, Text] = {
    STATEMENT: _("A statement"),
    TRANSCRIPT: _("A transcript: questions and answers"),
    TABLE: _("A table of numbers"),
}
STATES: dict[str, tuple[Text, str]] = {
    "drafted": (_("draft"), "info"),
    "approved": (pgettext_lazy("a text", "approved"), "good"),
    "released": (_("released"), "good"),
    "recalled": (pgettext_lazy("a text", "taken back"), "danger"),
}
IN_LANGUAGE: dict[str, tuple[Text, Text, Text]] = {
    "ru": (_("Title in Russian"), _("Speakers in Russian"), _("Text in Russian")),
    "en": (_("Title in English"), _("Speakers in English"), _("Text in English")),
    "ce": (_("Title in Chechen"), _("Speakers in Chechen"), _("Text in Chechen")),
}
LANGUAGE_WORDS: dict[str, Text] = {"ru": _("Russian"), "en": _("English"), "ce": _("Chechen")}
HOW_TEXT = _(
    "# begins a heading, - an item, > a quotation; **strong**, *stressed*. In a transcript A: begins the turn of A."
)
HOW_SPEAKERS = _("One on a line: A: what they are called outside | why no name is given. Only for a transcript.")
CHOOSE = _("Choose one of those that are offered.")
NO_TITLE = _("Give it a title in one language at least.")
TOO_LONG = _("That is too long: at most %(most)s characters. Nothing was cut off.")
NO_SPEAKER = _("Line %(number)s says no speaker. Write a letter, a colon, and what they are called.")
SAME_LETTER = _("Two speakers have the same letter.")
OUT_ALREADY = _("It was released already, and stays as it is. Take it back, or write a new one.")
NOT_OUT = _("It is not released.")
CHECK_BESIDE = _("Another table was released since you checked this one. Check it once more.")
CHECK_FIRST = _("Check these very words first; a check counts for an hour.")
SAY_WHY = _("Say why.")
NOT_ASKED = _("Nobody asks for this any more.")
NOT_BY_YOU = _("Another person than who asked for it has to agree.")
APPROVED_BY_YOU = _("You have approved it already. Another person has to.")
STILL_OPEN = ngettext_lazy(
    "%(number)d finding is neither replaced nor let stand by two people.",
    "%(number)d findings are neither replaced nor let stand by two people.",
    "number",
)
WHOSE_IS_OPEN = _("Nobody of those who approved has said whose cases it tells of. Change it, and approve it anew.")
WITHDRAWN = _("A consent on which it stood was taken back. Its words are off the public site with the next export.")
NOT_APPROVED = _("Two people have to approve these words first, and between them look at everything confidential.")
CHANGED_MEANWHILE = _("Somebody changed it meanwhile. Your words still stand here; look at theirs, then save again.")
STILL_MISSING: dict[str, Text] = {
    DUTY: _("Nobody on duty has approved it yet."),
    COORDINATION: _("No coordinator has approved it yet."),
    DOCUMENTATION: _("No documenter has approved it yet."),
}

GROUNDS: dict[str, Text] = {
    "event": _("An event"),
    "testimony": _("A testimony"),
    "assertion": _("A fact, as a source told it"),
    "figure": _("A figure"),
    "consent": _("A consent"),
    "release": _("Something of ours that is out"),
    "rule": _("A rule, or in words"),
}
GROUND_STATES: dict[str, tuple[Text, str]] = {
    "stands": (_("stands as it was"), "good"),
    "changed": (_("changed since"), "warn"),
    "gone": (_("does not stand any more"), "danger"),
    "closed": (_("not for you to open"), "info"),
}
TO_BE_HEARD = _("To be heard, too")
HOW_HEARD = _(
    "A program speaks these words on the public site, in Russian and English. No recording of anybody is used: the "
    "voice is nobody's."
)
CANNOT_SPEAK = _(
    "This server has no program that speaks. Whoever looks after it installs libespeak-ng1 and libmp3lame0."
)
LOOK_AND_SAY = _("Take it back, say it anew, or note that it still stands")
CHANGED_UNDER = _("changed since it was released: %(what)s")
SIGN_ANEW = _("Sign the public site and put it in the place of the old one")
NO_LIST_OF_HASHES = _("That is no such list: each line begins with 64 letters and digits, then the name of a file.")
CONSENT_STILL_THERE = _("somebody in it took their consent back; the mirrors may still show it")
RECALLED_STILL_THERE = _("it was taken back; the mirrors may still show it")
SHAKEN = _("stands on what changed")
TAKE_IT_BACK = _("Look at it again. What is wrong by now is taken back, or said anew; else note that it still stands.")
LOOK_AGAIN = _("Look at it again before it goes out.")
CHOOSE_SENTENCES = _("Choose the sentences that stand on it.")
SAY_ON_WHAT = _("Say on what they stand.")
NOT_THERE = _("There is no such page of ours, or not for you.")
NOT_ON_ITSELF = _("A text does not stand on itself.")
NO_CONSENT = _("This person says no to being published, or was not asked.")
GONE_ALREADY = _("That was withdrawn or taken back: nothing stands on it.")
TOO_MANY_GROUNDS = _("That is too much for one text. Divide the text.")

# What stands in the place of something, in the language of the text: it is not a word of the page.
_INSTEAD = {
    Kind.NAME: ("[name withheld]", "[имя не называется]"),
    Kind.CODE_NAME: ("[name withheld]", "[имя не называется]"),
    Kind.HANDLE: ("[account withheld]", "[учётная запись не называется]"),
    Kind.PHONE: ("[number withheld]", "[номер не называется]"),
    Kind.EMAIL: ("[address withheld]", "[адрес не называется]"),
    Kind.ADDRESS: ("[address withheld]", "[адрес не называется]"),
    Kind.COORDINATES: ("[place withheld]", "[место не называется]"),
    Kind.WORKPLACE: ("[workplace withheld]", "[место работы не называется]"),
    Kind.NUMBER: ("[number withheld]", "[номер не называется]"),
    Kind.WORDS: ("[withheld]", "[не называется]"),
    Kind.PLACE: ("[place withheld]", "[место не называется]"),
    Kind.DATE: ("[date withheld]", "[дата не называется]"),
    Kind.BORN: ("[age withheld]", "[возраст не называется]"),
    Kind.JOB: ("[occupation withheld]", "[занятие не называется]"),
    Kind.FAMILY: ("[relative]", "[родственник]"),
    Kind.INJURY: ("[injury]", "[травма]"),
}
_MONTHS = (
    "January February March April May June July August September October November December".split(),
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split(),
)
_CYRILLIC = re.compile(r"[\u0400-\u052f]")


def is_cyrillic(text: str) -> bool:
    """Whether most letters of a text are Cyrillic."""
    return len(_CYRILLIC.findall(text)) * 2 > sum(map(str.isalpha, text))


def instead(kind: Kind, *, cyrillic: bool) -> str:
    """What may stand in the place of something of this kind."""
    return _INSTEAD[kind][cyrillic]


def month(year: str, number: int, *, cyrillic: bool) -> str:
    """A month, in the place of a day."""
    return f"{_MONTHS[cyrillic][number - 1]} {year}".strip()


ALTOGETHER = _("Altogether")
HOW_HIDDEN = _(
    "“…” is a number below %(least)d, or of fewer than %(least)d people, or one by which somebody could work such "
    "a number out."
)
HOW_ROUNDED = _(
    "Numbers are given as ranges of %(step)d, so that nobody learns of what was added since an earlier table."
)
HOW_LATE = _("What happened up to %(until)s is counted, of what was documented when the table was made.")


def along(rows: str, columns: str) -> Text:
    """The dimensions of a table in words."""
    if not columns:
        return DIMENSIONS[rows]
    return format_lazy("{} × {}", DIMENSIONS[rows], DIMENSIONS[columns])
