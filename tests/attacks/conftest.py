"""Something of every kind, at addresses that are attacked."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import time, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from django.db import transaction

from tests.casework.exchange.bundles import bundle_to
from tests.evacuation.conftest import build
from tests.evacuation.plans.made import stored
from tests.files import samples
from tests.founded import on_top
from tests.hotline.helpers import ADDRESS
from tests.people import write_down
from tests.stage import Organisation, restarted
from waystation.advocacy import approving, bodies, drafting, following, pressing
from waystation.advocacy.records import Authority, Pressure, Reply, Submission
from waystation.audit.log import log
from waystation.casework import actions as casework
from waystation.casework import alerts, consent_texts, handing, pairing, releases, viewing
from waystation.casework import together as changed_together
from waystation.casework.consent_rules import Wanted
from waystation.casework.exchange import arrivals, importing, partners, transfers
from waystation.casework.likely import Likely
from waystation.casework.models import AlertRow, Case, PairRow
from waystation.casework.persons import actions as persons
from waystation.casework.persons import links
from waystation.casework.persons.records import Bond, Paper, Person, Tie
from waystation.casework.records import Alert, Filters
from waystation.casework.services import actions as services
from waystation.casework.services.records import Provider
from waystation.casework.together import Target
from waystation.casework.work import actions as work
from waystation.casework.work import together as tasks_together
from waystation.casework.work.models import TaskRow
from waystation.casework.work.template_views import id_of as template_id
from waystation.desk import actions as desk
from waystation.desk.models import ReceiptRow, ReviewRow
from waystation.desk.records import Receipt
from waystation.documentation import actions as documentation
from waystation.documentation import intervening
from waystation.documentation.assertions import Assertion, Passage
from waystation.documentation.dates import PartialDate
from waystation.documentation.exhibits import actions as exhibits
from waystation.documentation.exhibits.records import Provenance
from waystation.documentation.figures import actions as figures
from waystation.documentation.figures.models import FigureRow
from waystation.documentation.formats import exporting as formats_out
from waystation.documentation.formats import taking as formats
from waystation.documentation.matching import actions as matching
from waystation.documentation.medical import actions as medical
from waystation.documentation.medical import photographs
from waystation.documentation.medical.records import Agreed, Finding
from waystation.documentation.records import Act, BiographicDetail, Event, Information, Intervention, Involvement
from waystation.documentation.records import Person as Documented
from waystation.documentation.statements import actions as statements
from waystation.documentation.statements.records import Statement, Words
from waystation.documentation.terms import actions as terms
from waystation.duty import devices, hand_over, roster
from waystation.evacuation import actions as evacuation
from waystation.evacuation.check_ins import emergency, escalation, escalations
from waystation.evacuation.check_ins.records import Protocol
from waystation.evacuation.models import Booking
from waystation.evacuation.money import actions as money
from waystation.evacuation.money.records import Fund, Holding
from waystation.evacuation.network import actions as network
from waystation.evacuation.network.records import ConnectionRecord
from waystation.evacuation.plans.models import PartRow
from waystation.evacuation.pursuers import actions as pursuers
from waystation.evacuation.pursuers import alarms as pursuer_alarms
from waystation.evacuation.pursuers.records import PursuerRecord, SightingRecord
from waystation.evacuation.relocation import access as tracks
from waystation.evacuation.relocation import actions as relocation
from waystation.evacuation.relocation import arriving, filing, knowledge, pathways
from waystation.evacuation.relocation.records import Application, Appointment, Arrival, Item, Needed, Terms, Track
from waystation.hotline import actions as hotline
from waystation.hotline import callers, canned, contacting, crowd_actions, mailkeys, own_rules
from waystation.hotline.briefings import actions as briefings
from waystation.hotline.briefings.records import Confirmation
from waystation.hotline.intake import receive
from waystation.hotline.models import Message, Outgoing, Request
from waystation.hotline.records import Contact
from waystation.hotline.rules_views import id_of
from waystation.hotline.triage import Rule
from waystation.interfaces import tokens
from waystation.mail.envelope import Envelope
from waystation.publication import actions as publication
from waystation.publication.records import Publication
from waystation.staff import feeds
from waystation.staff.actions import add_account
from waystation.staff.actor import Actor, utc_now
from waystation.staff.models import NoticeRow
from waystation.staff.teams import AUDIT, DUTY, locator
from waystation.trust import fakes, marks, vetting, vouches
from waystation.trust.models import FakeRow
from waystation.vault import age, files
from waystation.vault.compartments import Compartment
from waystation.vault.records import create, set_columns

MAIL = (
    "From: a@mail.example\r\nMessage-ID: <1@mail.example>\r\nMIME-Version: 1.0\r\n"
    'Content-Type: application/pdf; name="pass.pdf"\r\nContent-Disposition: attachment\r\n\r\nx\r\n'
)

# With the stage's four: one for each role, and a second operator and coordinator.
MORE = {"sara": "advocate", "vera": "operator", "max": "coordinator", "alma": "clinician"}
PHRASE = "a passphrase of seven words or so"


def track_of(lev: Actor, case_id: uuid.UUID, provider: uuid.UUID) -> dict[str, Any]:
    """A track abroad with something of every kind, by what addresses call it."""
    today = lev.today
    track = relocation.begin(lev, case_id, Track(country="Sel Isles", pathway="work_study"))
    needed = relocation.add_paper(lev, case_id, Needed(track=track, kind="education"))
    starts = utc_now() + timedelta(days=2)
    appointment = relocation.add_appointment(lev, case_id, Appointment(track=track, what="fingerprints", starts=starts))
    drafts = [
        filing.draft(lev, case_id, Application(track=track, what=what, provider=provider))
        for what in ("visa", "permit")
    ]
    for application, decision in zip(drafts, ("granted", "refused"), strict=True):
        filing.hand_in(lev, case_id, application, filed_on=today, by_us=False)
        filing.decide(lev, case_id, application, decision=decision, decided_on=today)
    arrival = arriving.arrive(lev, case_id, Arrival(track=track, arrived_on=today))
    known = Terms(country="Sel Isles", pathway="work_study", source="Act 7", as_of=today)
    terms = knowledge.add_terms(lev, known)
    knowledge.keep_template(lev, "work_study", [Item(what="ring the consul")])
    whole = tracks.whole(lev, case_id, track)
    return {
        "track_id": track,
        "step_id": whole.steps[0][0],
        "part_id": needed,
        "needed_id": needed,
        "appointment_id": appointment,
        "application_id": drafts[0],
        "arrival_id": arrival,
        "check_up_id": whole.check_ups[0][0],
        "timer_id": tracks.timers_of(lev, case_id, track)[0].pk,
        "terms_id": terms,
        "pathway_id": pathways.id_of("work_study"),
    }


@pytest.fixture
def there(organisation: Organisation) -> dict[str, Any]:
    """One of everything, by what addresses call it: made once in a process, then found as after a restart."""

    def made() -> tuple[dict[str, uuid.UUID], dict[str, Any]]:
        found = something_of_every_kind(organisation)
        return organisation.accounts, found

    accounts, found = on_top(("there", organisation.accounts["dina"]), made)
    organisation.accounts.update(accounts)
    restarted()
    return found


def something_of_every_kind(organisation: Organisation) -> dict[str, Any]:
    """One of everything, by what addresses call it."""
    for name, role in MORE.items():
        organisation.accounts[name] = add_account(
            organisation.founding, name=name, passphrase=PHRASE, persona=name.title(), roles=[role]
        )
    lev = organisation.actor("lev")
    receive(MAIL.encode(), Envelope("smtp", "a@mail.example", (ADDRESS,)), now=utc_now())
    request = Request.objects.get()
    message = Message.objects.get()
    hotline.answer(lev, request.pk, "We read you.")
    letter = Outgoing.objects.get()
    set_columns(Outgoing.objects.all(), state="failed")
    mail_key = mailkeys.make(lev, ADDRESS)
    scene = build(lev)
    case_id = scene.case()
    need = casework.add_need(lev, case_id, code="shelter")
    person = write_down(lev, case_id, "Somebody")
    paper = uuid.uuid4()
    persons.keep_paper(lev, case_id, person, Paper(id=paper, kind="visa"))
    other = persons.add(lev, case_id, Person(pseudonym="Rowan"), roles=["companion"])
    bond = links.bind(lev, case_id, Bond(first=person, second=other, travel="must"))
    tie = links.tie(lev, case_id, Tie(first=person, second=other, homes=(case_id, case_id), kind="knows"))
    casework.assess_risk(lev, case_id, factors=["held_now"], imminence="now")
    provider = services.add_provider(lev, Provider(name="Linden", vetting="checked", offers=("shelter",)))
    service = services.plan_service(lev, case_id, code="shelter", provider=provider)
    rise = AlertRow.objects.get().pk
    with transaction.atomic():
        kinds = {alerts.SEARCH: "", alerts.CLOSING: "settled", alerts.HAND_OVER: "", alerts.RECALL: ""}
        waits = {
            kind: alerts.put(lev, case_id, Alert(kind=kind, at=utc_now(), by=lev.account, reason=reason))
            for kind, reason in kinds.items()
        }
        log(lev.account, "casework.handed_over", case=case_id)
    today = lev.today
    away = handing.say_away(lev, organisation.accounts["dina"], lev.account, today, today)
    file_id = casework.add_file(lev, case_id, files.keep([b"a file"]), compartment=Compartment.CONTACT)
    journey = evacuation.draft_journey(
        lev, case_id, phase="internal", origin=scene.places["hollow"], destination=scene.places["lantern"], legs=[]
    )
    scene.bed(case_id, journey_id=journey)
    leg = evacuation.add_leg(lev, journey, scene.leg("hollow", "lantern"))
    with transaction.atomic():
        expected = Confirmation(case=case_id, leg=leg, pseudonym="Birch", role="driver")
        confirmation = briefings.expect(lev, expected, utc_now() + timedelta(hours=3))
        log(lev.account, "handover.briefed", case=case_id)
    hunter = pursuers.add_pursuer(lev, case_id, PursuerRecord(called="the elder cousin"))
    where = scene.places["lantern"]
    sighting = SightingRecord(pursuer=hunter, place=where, since=utc_now(), until=utc_now(), source="a neighbour")
    evidence = pursuers.note(lev, case_id, sighting)
    override = pursuers.ask_override(lev, case_id, place=where, reason="Nowhere else.")
    conflict = pursuers.keep_apart(lev, case_id, scene.case("Maple"), "They quarrelled.")
    with transaction.atomic():
        reach_alarm = pursuer_alarms.raise_for(lev, {case_id: (conflict,)})[0]
    ends = {"from_place": scene.places["river"], "to_place": scene.places["harbour"]}
    way = network.add_connection(lev, ConnectionRecord(**ends, mode="train", minutes=90))
    abroad = track_of(lev, case_id, provider)
    desk.propose(lev, case_id, extent="case", reason="asked")
    kept = Receipt(text="waystation receipt 1\n", line=1, extent="case", at=utc_now(), by=lev.account)
    receipt = create(ReceiptRow, kept, lev.keys.key(locator(AUDIT)))
    due = evacuation.schedule_check_in(
        lev, case_id, due_at=utc_now() + timedelta(hours=3), place=scene.places["lantern"], if_unreachable="Look there."
    )
    escalation_id = escalations.keep(lev, msgspec.structs.replace(escalation.usual(), name="On the road"))
    protocol = emergency.keep_protocol(lev, Protocol(country="Varna Reach", lawyer="Advocate R."))
    fakes.report("he1p@waystation.example", "", now=utc_now())
    finding = vetting.note_finding(lev, request.pk, "insider")
    vouch = vouches.vouch(lev, request.pk, "partner", "Harbour Lawyers", "fair")
    mark = marks.give(lev, "a striped umbrella", thread=request.pk)
    today = lev.today
    roster.plan(lev, organisation.accounts["dina"], [today], time(8), time(20))
    left = hand_over.write(lev, "The one from the valley may call.")
    device = devices.add_address(organisation.actor("dina"), "alma@mail.example")
    own_rules.change(lev, Rule(code="valley", patterns=("valley",)))
    contacting.save(lev, request.pk, Contact(stop=True))
    sheet = importing.begin(lev, [b"names;stage\nSomebody;accepted\n"], "list.csv")
    release = releases.ask_second(
        lev, case_id, Wanted("share_ngo", "Harbour", frozenset({"list"})), "They are followed."
    )
    partners.make_own_key(lev)
    partner = partners.pin(lev, name="Harbour", recipient=age.new_identity()[1], how="on the phone")
    casework.record_consent(lev, case_id, purpose="share_ngo", recipient="Harbour", state="given")
    transfers.hand_on(lev, case_id, partner, kind="referral", purpose="share_ngo", parts=["list"])
    incoming = transfers.receive(lev, bundle_to(lev))
    asked = contacting.ask_second(lev, request.pk, "Once more.", "They are on the way.")
    callers.begin_web("One of very many.", now=utc_now(), crowd=True)
    task = work.add_task(lev, case_id, what="call")
    flag = work.raise_flag(lev, case_id, message="look")
    approval = work.ask_approval(lev, case_id, kind="plan", what="over the pass")
    feed = feeds.start(lev, hours=False)
    together = uuid.uuid4()
    crowd_actions.close(lev, together, crowd_actions.EVERY, utc_now())
    view = uuid.uuid4()
    viewing.save(lev, "Ours", Filters(urgency="now"), for_all=True, once=view)
    double = Likely(uuid.uuid4(), case_id, ("somebody",), 1.0, "", False)
    pairing.queue(lev, case_id, person, [double], {})
    batch = uuid.uuid4()
    seen = Target(case_id, Case.objects.get(pk=case_id).version)
    changed_together.change(lev, batch, [seen], {"urgency": "soon"})
    tasks_together.change(lev, batch, [Target(task, TaskRow.objects.get(pk=task).version)], {"due": today})
    fund = money.add_fund(lev, Fund(name="Bread fund", currency="EUR"))
    box = money.add_holding(lev, Holding(name="Box", currency="EUR"))
    gift = money.take_in(lev, fund, box, Decimal(500), on=today)
    reservation = money.reserve(lev, case_id, Decimal(100), "EUR", "tickets")
    money.set_budget(lev, case_id, Decimal(400), "EUR")
    payment = money.ask(
        lev, case_id, Decimal(50), "EUR", "tickets", method="ticket", payee="seller", reservation=reservation
    )
    money.approve(replace(lev, account=organisation.accounts["max"]), payment)
    money.pay(lev, payment, holding=box, paid=Decimal(50), on=today)
    proof = money.add_receipt(lev, payment, files.keep([b"a receipt"]))
    money.reconcile(lev, box, Decimal(450), on=today)
    evaluation = medical.begin(lev, case_id)
    agreed = Agreed(interview="yes", examination="yes", photographs="yes", how="By word")
    medical.note_agreed(lev, case_id, evaluation, agreed)
    medical.tell_account(lev, case_id, evaluation, "They beat me.")
    scar = medical.add_finding(
        lev, case_id, evaluation, Finding(evaluation=evaluation, number=0, kind="psych.mood", description="Despair")
    )
    wrist = files.keep([samples.picture()])
    photograph = photographs.take_in(lev, case_id, evaluation, wrist, shows="A wrist")
    ira = organisation.actor("ira")
    film = files.keep([b"They came at night."])
    exhibit = exhibits.take_in(ira, film, Provenance(what="Film of a door"), why="Sent to us", case_id=case_id)
    exhibits.ask_to_destroy(ira, exhibit, why="They ask for it")
    event = documentation.add_event(ira, Event(title="Raid on Lantern street"))
    victim = documentation.find_or_add_person(ira, Documented(called="Wren"))
    act = documentation.add_act(ira, Act(event=event, victim=victim, kind="integrity.beating"))
    involvement = documentation.involve(ira, Involvement(event=event, act=act, perpetrator=victim, degree="coerced"))
    information = documentation.add_source(ira, Information(event=event, source=victim, connection="self"))
    aunt = documentation.find_or_add_person(ira, Documented(called="Sparrow"))
    told = Statement(teller=victim, kind="interview", told=(PartialDate(day=today),), events=(event,))
    statement = statements.take_down(ira, told, Words(text="They beat me."))
    said = Assertion(
        id=uuid.uuid4(),
        subject=act,
        property="happened",
        value="integrity.beating",
        source=victim,
        statement=statement,
        passage=Passage(start=0, end=13),
        hand="first",
        connection="self",
    )
    assertion = statements.add_assertion(ira, event, said)
    heard = msgspec.structs.replace(said, id=uuid.uuid4(), source=aunt, hand="second", connection="relative_told")
    statements.add_assertion(ira, event, heard)
    reviewer = replace(ira, account=organisation.accounts["max"])
    statements.compare(reviewer, event, victim, aunt, independent=False, reason="Of one family.")
    statements.review(reviewer, event, assertion, finding="confirms", reason="Read it.")
    matching.decide(ira, victim, aunt, "different", note="Of one family.")
    figures.take_in_published(ira)
    upload = formats.begin(ira, [b"<MartusBulletins><MartusBulletin/></MartusBulletins>"], "bulletins.xml")
    formats_out.give_out(ira, "json", to="Harbour", why="They asked")
    step = Intervention(event=event, party=victim, kinds=("crime_report",))
    terms.add(ira, "acts", en="Filmed by a drone", nearest="privacy")
    intervention = intervening.add_intervention(ira, step, party="Harbour")
    life = intervening.add_life(ira, BiographicDetail(person=victim, employment="baker"))
    rapporteur = bodies.add_authority(lev, Authority(name="A rapporteur", kind="un.sp"))
    submission = drafting.draft(
        lev, Submission(authority=rapporteur, kind="un_allegation_letter", title="The cellar", text="We ask.")
    )
    approving.let_go(lev, submission, nobody=True)
    following.note_way(lev, submission, sent=today)
    reply = following.note_reply(lev, Reply(submission=submission, kind="pledge", day=today))
    pressure = pressing.add_pressure(
        lev,
        Pressure(side="power", kind="denied", who="A spokesman", day=PartialDate(day=today), what="There was nobody."),
    )
    token = tokens.make(None, name="Linden", scopes=["bundles"], now=utc_now()).id
    written = publication.write(lev, Publication(titles={"en": "On the cellar"}, texts={"en": "Nobody answers."}))
    return abroad | {
        "publication_id": written,
        "pressure_id": pressure,
        "authority_id": rapporteur,
        "submission_id": submission,
        "reply_id": reply,
        "upload_id": upload,
        "number": 0,
        "intervention_id": intervention,
        "involvement_id": involvement,
        "information_id": information,
        "life_id": life,
        "exhibit_id": exhibit,
        "evaluation_id": evaluation,
        "medical_finding_id": scar,
        "photograph_id": photograph,
        "copy_id": exhibits.make_copy(ira, exhibit, page=1, why="To read"),
        "event_id": event,
        "figure_id": FigureRow.objects.first().pk,
        "act_id": act,
        "statement_id": statement,
        "assertion_id": assertion,
        "documented_id": victim,
        "namesake_id": aunt,
        "fund_id": fund,
        "holding_id": box,
        "entry_id": gift,
        "reservation_id": reservation,
        "payment_id": payment,
        "proof_id": proof,
        "batch_id": batch,
        "pair_id": PairRow.objects.get().pk,
        "view_id": view,
        "task_id": task,
        "flag_id": flag,
        "approval_id": approval,
        "template_id": template_id("accepted"),
        "feed_id": feed,
        "together": together,
        "import_id": sheet,
        "partner_id": partner,
        "transfer_id": transfers.of_case(lev, case_id)[0][0].pk,
        "incoming_id": incoming,
        "release_id": release,
        "text_id": consent_texts.id_of("help"),
        "asked_id": asked,
        "finding_id": finding,
        "vouch_id": vouch,
        "mark_id": mark,
        "rule_id": id_of("valley"),
        "report_id": FakeRow.objects.get().pk,
        "request_id": request.pk,
        "shift_id": roster.shifts(lev)[0][0].pk,
        "hand_over_id": left,
        "device_id": device,
        "token_id": token,
        "bundle_id": token,  # of nothing that came by it
        "arrived_id": arrivals.take_in(token, "Linden", b"age-encryption.org/v1\nnothing of ours")[0],
        "canned_id": canned.listed(lev)[0].id,
        "notice_id": NoticeRow.objects.first().pk,
        "other_id": request.pk,
        "message_id": message.pk,
        "index": 0,
        "outgoing_id": letter.pk,
        "key_id": mail_key,
        "case_id": case_id,
        "need_id": need,
        "alert_id": rise,
        "search_id": waits[alerts.SEARCH],
        "proposal_id": waits[alerts.CLOSING],
        "offer_id": waits[alerts.HAND_OVER],
        "recall_id": waits[alerts.RECALL],
        "away_id": away,
        "provider_id": provider,
        "service_id": service,
        "file_id": file_id,
        "connection_id": way,
        "place_id": scene.places["lantern"],
        "helper_id": scene.driver,
        "booking_id": Booking.objects.get().pk,
        "journey_id": journey,
        "run_id": stored(lev, case_id, scene.places["hollow"], scene.places["lantern"]),
        "plan_part_id": PartRow.objects.get().pk,
        "check_in_id": due,
        "leg_id": leg,
        "role": "driver",
        "confirmation_id": confirmation,
        "pursuer_id": hunter,
        "evidence_id": evidence,
        "override_id": override,
        "conflict_id": conflict,
        "alarm_id": reach_alarm,
        "escalation_id": escalation_id,
        "protocol_id": protocol,
        "subject_id": case_id,
        "review_id": ReviewRow.objects.get().pk,
        "receipt_id": receipt.pk,
        "code": "en",
        "account_id": organisation.accounts["vera"],
        "colleague_id": organisation.accounts["dina"],
        "person_id": person,
        "paper_id": paper,
        "bond_id": bond,
        "tie_id": tie,
        "team": DUTY,
    }
