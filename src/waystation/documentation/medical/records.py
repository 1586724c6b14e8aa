"""What is inside the sealed rows: an evaluation after the Istanbul Protocol (2022), and its findings.

Codes are those of the vocabularies. `at` and `by` say when and by which account something was written last, in UTC.
A digest is the SHA-256 of the facts as they stood when somebody judged or signed them (`rules`).
"""

from datetime import date, datetime
from uuid import UUID

import msgspec

from waystation.documentation.exhibits.records import Entry
from waystation.vault.records import Record
from waystation.vault.streams import Content

ANSWERS = NOT_ASKED, YES, NO = ("not_asked", "yes", "no")
CAUSES = TOLD, COULD_NOT_SEE, DOES_NOT_REMEMBER, CAUSE_NOT_ASKED = (
    "told",
    "could_not_see",
    "does_not_remember",
    "not_asked",
)
"""How a person knows what a finding comes from. Who was blindfolded, hooded or unconscious could not see (para 421)."""
CAPACITIES = CLINICIAN, RECORDER, INTERPRETER = ("clinician", "recorder", "interpreter")


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """Base of what stands inside a record and nowhere else."""


class Circumstances(Part, frozen=True):
    """How the evaluation took place. `minutes` is how long it took."""

    on: date | None = None
    place: str = ""
    asked_by: str = ""
    minutes: int | None = None
    present: str = ""
    restraints: str = ""
    language: str = ""
    interpreter: str = ""


class Agreed(Part, frozen=True):
    """What the person said to each thing that was asked of them; `how` it was asked, and the limits that they set."""

    interview: str = NOT_ASKED
    examination: str = NOT_ASKED
    photographs: str = NOT_ASKED
    sharing: str = NOT_ASKED
    how: str = ""
    limits: str = ""


class Method(Part, frozen=True):
    """One thing that was done, a code of `torture_methods`. `prompted`: only said when it was asked about."""

    code: str
    prompted: bool = False


class Opinion(Part, frozen=True):
    """What a clinician concludes of the whole, by the scale of paragraph 418 (para 425)."""

    level: str
    conclusion: str
    recommendations: str
    by: UUID
    who: str
    qualification: str
    at: datetime
    facts: bytes


class Signature(Part, frozen=True):
    """Somebody stands for what is written. `who` is the persona at that moment."""

    by: UUID
    who: str
    capacity: str
    qualification: str
    at: datetime
    facts: bytes


class Erased(Part, frozen=True):
    """What stays of an erased photograph: its number, the SHA-256 of its bytes as they came, its custody log."""

    number: int
    sha256: bytes
    custody: tuple[Entry, ...]


class Evaluation(Record, frozen=True):
    """MEDICAL: one medical or psychological evaluation of one person.

    `person` is whom of the case it is about; None: the one for whom the case was opened. `called` is what we call them.
    `account` is what they tell freely, in their own words; the lists come after it.
    """

    called: str
    person: UUID | None = None
    circumstances: Circumstances = Circumstances()
    agreed: Agreed = Agreed()
    account: str = ""
    methods: tuple[Method, ...] = ()
    conditions: tuple[str, ...] = ()
    detention: str = ""
    acute: str = ""
    chronic: str = ""
    treatment: str = ""
    physical: str = ""
    psychological: str = ""
    opinion: Opinion | None = None
    signatures: tuple[Signature, ...] = ()
    begun_by: UUID | None = None
    begun_who: str = ""
    at: datetime | None = None
    by: UUID | None = None
    erased: tuple[Erased, ...] = ()


class Photograph(Part, frozen=True):
    """A photograph, as it is cited: its number, and the SHA-256 of its bytes as they came, in hex.

    `own`: it is the evaluation's photograph of that number, `exhibit` its id, and `shows` says what can be seen;
    otherwise an exhibit.
    """

    exhibit: UUID
    number: int
    sha256: str
    own: bool = False
    shows: str = ""


class Judgement(Part, frozen=True):
    """How far a finding fits what is told of its cause, as one clinician sees it: a code of `ip_consistency`."""

    level: str
    why: str
    by: UUID
    who: str
    qualification: str
    at: datetime
    facts: bytes


class Finding(Record, frozen=True):
    """MEDICAL: one thing that was found. `kind` is a code of `finding_kinds`, `place` one of `body`.

    `age` is how old it looks; `cause` is what the person says of it, `known` how they know. Sizes are in millimetres.
    """

    evaluation: UUID
    number: int
    kind: str
    place: str = ""
    length: int | None = None
    width: int | None = None
    age: str = ""
    description: str = ""
    known: str = CAUSE_NOT_ASKED
    cause: str = ""
    photographs: tuple[Photograph, ...] = ()
    judgement: Judgement | None = None
    recorded_by: UUID | None = None
    recorded_who: str = ""
    at: datetime | None = None
    by: UUID | None = None


class Picture(Record, frozen=True, kw_only=True):
    """MEDICAL: one photograph of an evaluation, as it may be looked at: drawn anew (JPEG) of what came.

    The hashes are those of the bytes as they came, `size` is theirs. `exhibit` is the number of the exhibit whose
    working copy this is, 0 where it was taken in here: then `AsItCame` has the bytes, and `custody` says who did what
    with them, each entry with the hash of the one before (`exhibits.custody`).
    """

    evaluation: UUID
    number: int
    file: UUID
    content: Content
    shows: str
    sha256: bytes
    sha512: bytes
    size: int
    exhibit: int = 0
    taken_by: str = ""
    tool: str = ""
    when: str = ""
    custody: tuple[Entry, ...] = ()
    at: datetime
    by: UUID
    who: str = ""


class AsItCame(Record, frozen=True):
    """MEDICAL: the bytes of a photograph, untouched. `name` and `type` are what their sender says."""

    file: UUID
    content: Content
    name: str = ""
    type: str = ""
