"""What is inside the sealed rows: a text that is to be released, in up to three languages, and who let it go."""

from datetime import date, datetime
from uuid import UUID

from waystation.casework.records import WordsSeen
from waystation.publication.noise.records import Noise
from waystation.vault.records import Record

STATEMENT, TRANSCRIPT = PUBLICATION_KINDS = ("statement", "transcript")
TABLE = "table"
LANGUAGES = ("ru", "en", "ce")
EVENT, TESTIMONY, ASSERTION, FIGURE, CONSENT, RELEASE, RULE = GROUNDS = (
    *("event", "testimony", "assertion", "figure", "consent", "release", "rule"),
)


class Override(Record, frozen=True):
    """Two people let one finding stand: `written` is what the text says there, `key` what the finding is known by.

    It says nothing of whom the finding is about. Until a second one agreed it counts for nothing.
    """

    key: str
    written: str
    reason: str
    by: UUID
    at: datetime
    agreed_by: UUID | None = None
    agreed_at: datetime | None = None


class Consented(Record, frozen=True):
    """A case that is in it and consents to this purpose, and the answer whose limits were read."""

    case: UUID
    purpose: str
    limits: UUID | None = None


class Approval(Record, frozen=True):
    """One person approved the text of this digest, after a check with the keys of these teams.

    `said`: whoever may ask cases for their consent has said whose it tells of, or that it tells of nobody's.
    """

    by: UUID
    at: datetime
    digest: bytes
    teams: tuple[str, ...] = ()
    said: bool = False
    cases: tuple[Consented, ...] = ()


class Ground(Record, frozen=True):
    """On what one sentence stands: something documented, a figure, a consent, what was released, or a rule in words.

    `of` is the id of it, `within` the event of an assertion; `mark` a keyed digest of what it said when that was noted.
    """

    sentence: str
    kind: str
    by: UUID
    at: datetime
    of: UUID | None = None
    within: UUID | None = None
    said: str = ""
    mark: bytes = b""


class Tabled(Record, frozen=True):
    """A table of counts, frozen when it was made: what is shown of it, and what it was made of.

    `numbers` are the counts of all atoms then, `few` the cells of few or of few people: neither ever leaves. None in
    `shown` is hidden. `least`, `step`: see `statistics.tables`. `until` is the last month that is counted. Of one with
    `noise` neither `numbers` nor `few` are kept.
    """

    source: str
    rows: str
    columns: str
    audience: str
    least: int
    step: int
    until: str
    numbers: tuple[tuple[tuple[str, ...], int], ...]
    few: tuple[tuple[str, str], ...]
    shown: tuple[tuple[tuple[str, str], int | None], ...]
    at: datetime
    noise: Noise | None = None


class Publication(Record, frozen=True):
    """A statement or a transcript. Title, text and speakers are by language; a text is plain text with Markdown.

    `speakers` says on a line for each how they are called outside, and after a bar why no name is given:
    `A: communications manager | name withheld because of her work`. In a transcript a turn begins with such a letter.
    `aloud`: its words are to be heard too, spoken by a program. `seen` is what those in it said of its words.
    """

    kind: str = STATEMENT
    titles: dict[str, str] = {}
    texts: dict[str, str] = {}
    speakers: dict[str, str] = {}
    overrides: tuple[Override, ...] = ()
    approvals: tuple[Approval, ...] = ()
    released_at: datetime | None = None
    released_by: UUID | None = None
    recalled_at: datetime | None = None
    recalled_by: UUID | None = None
    recalled_because: str = ""
    uses: tuple[UUID, ...] = ()
    grounds: tuple[Ground, ...] = ()
    table: Tabled | None = None
    at: datetime | None = None
    by: UUID | None = None
    aloud: bool = False
    seen: tuple[WordsSeen, ...] = ()


class Shown(Record, frozen=True):
    """What is public of a table."""

    source: str
    rows: str
    columns: str
    least: int
    step: int
    until: str
    cells: tuple[tuple[tuple[str, str], int | None], ...]
    noise: Noise | None = None


class Public(Record, frozen=True):
    """What anybody may read, as it stands on the public site: released on `day`, by the file name `name`.

    `out` is the day on which it was taken out again; nothing is left of its words then but in which `languages` it was.
    """

    kind: str
    name: str
    day: date
    languages: tuple[str, ...]
    titles: dict[str, str] = {}
    texts: dict[str, str] = {}
    speakers: dict[str, str] = {}
    out: date | None = None
    table: Shown | None = None
    aloud: bool = False
