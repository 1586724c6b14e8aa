"""Each room makes known what it holds, and the check reaches all of it without knowing one of them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.utils import translation

from tests.evacuation.conftest import build
from waystation.casework.exchange.free_texts import FREE
from waystation.casework.persons import access as persons
from waystation.casework.persons import actions
from waystation.casework.persons.records import Birth, Name, Paper, Person
from waystation.confidential import Fact, Kind, tellers
from waystation.documentation import actions as documentation
from waystation.documentation.dates import read
from waystation.documentation.records import Act, Event, PlaceName
from waystation.documentation.records import Person as Documented
from waystation.duty import hand_over
from waystation.publication.gathering import Facts, missing
from waystation.publication.protection import check
from waystation.staff.actor import Actor
from waystation.vault import sets

pytestmark = pytest.mark.django_db


# Kinds of rows that tell nothing of people, by why; whoever adds a kind of row adds it here or makes it known.
SILENT = {
    "is meant for outside": (
        "advocacy.AuthorityRow advocacy.PressureRow advocacy.ReplyRow advocacy.SubmissionRow "
        "publication.PublicationRow casework.ConsentTextRow hotline.CannedRow hotline.PublishedKey "
        "trust.DraftRow trust.FakeRow figures.FigureRow terms.TermRow"
    ),
    "holds ids, codes, numbers and days alone": (
        "publication.LedgerRow casework.AwayRow casework.ViewRow desk.TallyRow duty.KnockRow duty.ShiftRow "
        "evacuation.UnreachableRow evacuation.EscalationRow exhibits.CopyRow handover.GivenRow "
        "hotline.ClockRow hotline.Waiting money.BudgetRow money.HoldingRow money.ReceiptRow "
        "money.ReconciliationRow money.ReservationRow plans.PartRow plans.RunRow services.SlotRow "
        "matching.MatchRow pursuers.Conflict relocation.TimerRow network.Connection casework.PairRow "
        "casework.UseRow casework.ReleaseRow desk.ReviewRow evacuation.EmergencyRow pursuers.Alarm "
        "casework.AlertRow briefings.ConfirmationRow interfaces.CallRow"
    ),
    "says again what another row says": (
        "casework.ChangeRow briefings.BriefingRow exchange.ImportRow exchange.IncomingRow exchange.ArrivedRow "
        "exchange.TransferRow exchange.SendingRow formats.ExportRow formats.UploadRow desk.ReceiptRow hotline.Outgoing"
    ),
    "is of ourselves, or of how we work": (
        "duty.DeviceRow exchange.OwnKeyRow exchange.PartnerRow hotline.MailKey hotline.TriageRow "
        "relocation.TemplateRow relocation.TermsRow staff.ClosingRow staff.DiaryRow staff.FeedRow "
        "staff.HolderRow staff.NoticeRow staff.OwnRow staff.ProfileRow trust.SigningKeyRow work.TemplateRow "
        "interfaces.TokenRow"
    ),
    "is a body apart, which only its page opens": ("hotline.Message hotline.CallerMessage"),
}


def told(actor: Actor) -> set[tuple[Kind, str]]:
    return {(fact.kind, fact.text) for fact in Facts(actor)}


def test_every_kind_of_row_tells_or_is_silent_for_a_reason() -> None:
    silent = [label for labels in SILENT.values() for label in labels.split()]
    telling = {each.model._meta.label for each in tellers()}
    every = {model._meta.label for model in sets.kinds() if not model._meta.label.startswith("rows.")}
    assert telling | set(silent) == every
    assert not telling & set(silent)
    assert len(silent) == len(set(silent))


def test_every_free_text_of_a_case_is_told() -> None:
    assert {each.model for each in FREE} <= {each.model for each in tellers()}


def test_a_person_is_told_with_everything(lev: Actor, accepted: Callable[..., UUID]) -> None:
    case_id = accepted(lev, pseudonym="Heron")
    person_id = persons.applicant(lev, case_id)
    row, _known = persons.person(lev, case_id, person_id)
    said = Person(
        names=(Name(text="Аслан Хамзатов"), Name(text="Aslan")),
        birth=Birth(precision="exact", year=1990, month=2, day=3),
        phone="+7 928 123-45-67",
        note="Ходил к Зинкайчу.",
    )
    actions.describe(lev, case_id, person_id, said, seen=row.version)
    actions.keep_paper(lev, case_id, person_id, Paper(id=uuid4(), kind="visa", number="82 04 123456"))
    assert {
        (Kind.NAME, "Аслан Хамзатов"), (Kind.NAME, "Aslan"), (Kind.BORN, "1990-02-03"), (Kind.CODE_NAME, "Heron"),
        (Kind.PHONE, "+7 928 123-45-67"), (Kind.NUMBER, "82 04 123456"), (Kind.WORDS, "Ходил к Зинкайчу."),
        (Kind.EMAIL, "amir@mail.example"),
    } <= told(lev)  # fmt: skip
    facts = [fact for fact in Facts(lev) if fact.about == case_id.bytes]
    assert {fact.kind for fact in facts} >= {Kind.NAME, Kind.PHONE, Kind.CODE_NAME}


def test_a_house_of_ours_is_told_and_a_city_is_not(lev: Actor) -> None:
    build(lev)
    kinds = {kind for kind, _text in told(lev)}
    assert Kind.CODE_NAME in kinds
    assert Kind.COORDINATES not in kinds or all("," in text for kind, text in told(lev) if kind is Kind.COORDINATES)


def test_what_was_done_to_somebody_names_them(ira: Actor) -> None:
    event = documentation.add_event(ira, Event(title="Подвал"))
    victim = documentation.find_or_add_person(ira, Documented(called="Лиза Дудаева"))
    act = Act(
        event=event, victim=victim, kind="integrity.torture", methods=("electric",), began=read("2017-03-12"),
        place=PlaceName(region="Область", locality="Тарсой"),
    )  # fmt: skip
    documentation.add_act(ira, act)
    facts = list(Facts(ira))
    assert Fact(victim.bytes, Kind.PLACE, "Тарсой") in facts
    assert Fact(victim.bytes, Kind.DATE, "2017-03-12") in facts
    (one,) = check("12 марта 2017 года в Тарсое его пытали электрическим током.", facts)
    assert one.about == (victim.bytes,)
    assert len(one.kinds) == 3


def test_free_texts_are_told_at_any_depth_and_codes_are_not(lev: Actor, ira: Actor) -> None:
    event = documentation.add_event(ira, Event(title="Подвал", description="Сидели у Кешнабала."))
    words = {text for kind, text in told(ira) if kind is Kind.WORDS}
    assert {"Подвал", "Сидели у Кешнабала."} <= words
    assert str(event) not in words
    hand_over.write(lev, "Зинкайч ждёт звонка.")
    assert "Зинкайч ждёт звонка." in {text for _kind, text in told(lev)}


def test_whoever_opens_nothing_is_told_who_must_check(lev: Actor, ira: Actor, accepted: Callable[..., UUID]) -> None:
    accepted(lev, pseudonym="Heron")
    assert missing(lev) == ["documentation"]
    assert missing(ira) == ["duty", "coordination"]
    assert (Kind.CODE_NAME, "Heron") not in told(ira)


def test_it_tells_how_far_it_is(lev: Actor, accepted: Callable[..., UUID]) -> None:
    accepted(lev, pseudonym="Heron")
    facts = Facts(lev)
    shares = [facts.share for _fact in facts]
    assert shares == sorted(shares)
    assert 0 < shares[0] <= shares[-1] <= 1
    assert facts.looked_at == facts.rows
    assert sum(facts.by_label.values()) <= facts.looked_at


def test_what_was_looked_at_is_said_in_the_language_of_whoever_reads(lev: Actor) -> None:
    """The check runs in a thread of its own, which knows nothing of the page's language."""
    build(lev)
    facts = Facts(lev)
    with translation.override("ru"):
        assert list(facts)
    with translation.override("en"):
        english = facts.by_label
    assert "Places" in english
    with translation.override("ru"):
        assert "Места" in facts.by_label
    assert not [label for label in english if not label.isascii()]
