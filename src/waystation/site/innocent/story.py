"""The story of an innocent view, told through the same actions as real work; its log goes into its own diary."""

import random
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils import translation

from waystation.audit.log import Entry, heard_by, keep_up
from waystation.casework import actions as casework
from waystation.casework import pseudonyms, register
from waystation.casework.access import may_identify
from waystation.casework.persons import access as persons_access
from waystation.casework.persons import actions as persons
from waystation.casework.persons.records import Birth, Person
from waystation.casework.services import actions as services
from waystation.casework.services.records import CHECKED, Provider
from waystation.casework.work import actions as work
from waystation.duty import roster
from waystation.evacuation import actions as evacuation
from waystation.evacuation.records import CITY, HOST, VERIFIED, HelperRecord, PlaceRecord
from waystation.hotline import actions as hotline
from waystation.hotline import callers
from waystation.hotline.models import Request
from waystation.publication.models import LedgerRow, PublicationRow
from waystation.publication.noise.records import Ledger
from waystation.publication.noise.rules import agreed_for, paid_for
from waystation.publication.public import as_released, told_to_the_public
from waystation.site.innocent.rows import wipe
from waystation.site.innocent.texts import BY_LANGUAGE, Words
from waystation.staff import holders, innocent
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.models import DiaryRow, ProfileRow
from waystation.staff.policy import COORDINATOR, OPERATOR, ROLES, teams_of
from waystation.staff.records import Diary, Holders, Profile
from waystation.staff.teams import EVERYONE, PUBLICATION
from waystation.vault import directory, grants
from waystation.vault.keyring import Key, Keyring
from waystation.vault.models import Address
from waystation.vault.records import create, delete

NEW, ANSWERED, CALLS = 5, 7, 2
# The stages that its cases come to, and how they are closed.
STAGES = ("advice_only", "advice_only", "accepted", "advice_only", "closed_referred", "accepted", "advice_only")
FACTORS = ("passport_missing", "outed_family")
NEEDS = ("legal", "psych", "passport", "money")


def tell(view: Key, profile: Profile, now: datetime) -> None:
    """Makes somebody's innocent view, in place of the one they had."""
    language = profile.language if profile.language in BY_LANGUAGE else "ru"
    wipe(view)
    for key in (view, *innocent.team_keys(view).values()):
        Address.objects.filter(locator=key.locator).delete()
        directory.publish(key)
    story = Story(view, BY_LANGUAGE[language], language, innocent.keyring(view, ROLES), now)
    story.gather(profile)
    with heard_by(story.hear), translation.override(language):
        story.tell()
    everyone = story.keys.key(story.apart[EVERYONE])
    for key in innocent.team_keys(view).values():
        grants.fold(key)  # or the first sign-in would do it, and be seen to
    with transaction.atomic():
        create(DiaryRow, Diary(made=now, entries=story.in_order()), everyone, id=view.locator)
        keep_up()


@dataclass
class Story:
    """What happens, to whom, by whom, in an order that chance gives."""

    view: Key
    words: Words
    language: str
    keys: Keyring
    now: datetime
    chance: random.Random = field(default_factory=random.SystemRandom)
    moment: datetime = field(init=False)
    staff: list[Actor] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    providers: list[UUID] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.moment = self.now
        self.apart = innocent.teams(self.view)

    def hear(self, entry: Entry) -> bool:
        """Keeps a line for the diary, at the hour at which it is told to have happened."""
        self.entries.append(msgspec.structs.replace(entry, at=self.moment))
        return True

    def in_order(self) -> list[Entry]:
        """The diary, oldest first."""
        return sorted(self.entries, key=lambda entry: entry.at)

    def gather(self, profile: Profile) -> None:
        """The person whose view it is, and three colleagues, in place of those who were there before."""
        names = [name for name in self.words.colleagues if name.casefold() != profile.persona.casefold()]
        colleagues = [(uuid.uuid4(), name) for name in self.chance.sample(names, 3)]
        roles = ([OPERATOR], [OPERATOR], [COORDINATOR])
        everyone = self.keys.key(self.apart[EVERYONE])
        people = [(self.view.locator, profile)]
        people += [
            (pk, Profile(persona=name, roles=role, language=self.language))
            for (pk, name), role in zip(colleagues, roles, strict=True)
        ]
        before = list(ProfileRow.objects.filter(locator=everyone.locator))
        for row in before:
            delete(row)
            if row.pk != self.view.locator:
                directory.withdraw(row.pk)
        for pk, _name in colleagues:
            directory.publish(Key.new(pk))
        self._enlist(dict(people))
        for account, each in people:
            each = msgspec.structs.replace(each, teams=sorted(teams_of(each.roles)))
            create(ProfileRow, each, everyone, id=account)
            if {OPERATOR, COORDINATOR} & set(each.roles):
                self.staff.append(self._actor(account, each.persona))

    def _enlist(self, people: dict[UUID, Profile]) -> None:
        """Writes the list of each team."""
        for name, key in innocent.team_keys(self.view).items():
            inside = [account for account, each in people.items() if name in teams_of(each.roles)]
            holders.keep(Holders(holders=inside), key)

    def _actor(self, account: UUID, persona: str) -> Actor:
        roles = frozenset((OPERATOR, COORDINATOR))
        return Actor(account, persona, roles, self.keys, {}, lambda: self.moment, self.apart)

    def tell(self) -> None:
        """Everything. Helpers come last: an answer that says "lawyer" would else name the one who is called that."""
        for number, stage in enumerate(STAGES):
            self._case(stage, days=34 - 4 * number - self.chance.random() * 3)
        for number in range(ANSWERED):
            self._talk(days=15 - 2 * number - self.chance.random())
        for _ in range(CALLS):
            self._call(days=1 + self.chance.random() * 8)
        for _ in range(NEW):
            self._write(days=self.chance.random() * 1.6)
        self._land()
        self._published()
        self._roster()
        self._plan()
        for each in self.staff:
            self._days_of(each)

    def _at(self, days: float) -> None:
        self.moment = self.now - timedelta(days=max(days, 0.01))

    def _somebody(self) -> Actor:
        actor = self.chance.choice(self.staff)
        refresh(actor)
        return actor

    def _land(self) -> None:
        self._at(40)
        actor = self._somebody()
        for name in self.words.places:
            evacuation.add_place(actor, PlaceRecord(name=name, kind=CITY, region=name))
        for name in self.words.helpers:
            evacuation.add_helper(actor, HelperRecord(pseudonym=name, kind=HOST, vetting=VERIFIED))
            self.providers.append(services.add_provider(actor, Provider(name=name, offers=NEEDS[:2], vetting=CHECKED)))

    def _published(self) -> None:
        """What is public, since anybody can compare it with what is listed here."""
        key = innocent.team_keys(self.view)[PUBLICATION]
        paid = []
        for said in told_to_the_public():
            self.moment = min(datetime.combine(said.day, time(12), UTC), self.now)
            publication, by = uuid.uuid4(), self._somebody().account
            written = msgspec.structs.replace(as_released(said), at=self.moment, by=by)
            released = msgspec.structs.replace(written, released_at=self.moment, released_by=by)
            create(PublicationRow, released, key, id=publication)
            self.entries.append(Entry(at=self.moment, verb="publication.released", actor=by, subject=publication))
            paid += [paid_for(publication, written)]
        if spends := tuple(each for each in paid if each is not None):
            create(LedgerRow, Ledger(totals=(agreed_for(spends),), spends=spends), key)

    def _plan(self) -> None:
        """A few appointments with those who help."""
        self._at(0)
        actor = self._somebody()
        for held in self.chance.sample([*register.register(actor).group(register.OPEN)], 3):
            code, due = self.chance.choice(NEEDS[:2]), self.now.date() + timedelta(days=self.chance.randint(1, 12))
            services.plan_service(actor, held.id, code=code, provider=self.chance.choice(self.providers), due=due)

    def _roster(self) -> None:
        """Who is on duty these days."""
        self._at(0)
        today, by_turns = self.now.date(), self.chance.sample(self.staff, len(self.staff))
        for number in range(-2, 6):
            somebody = by_turns[number % len(by_turns)]
            roster.plan(self._somebody(), somebody.account, [today + timedelta(days=number)], time(9), time(21))

    def _write(self, days: float) -> tuple[UUID, callers.Caller]:
        """Somebody writes on the web page."""
        self._at(days)
        text = " ".join(self.chance.choice(part) for part in self.words.asks)
        name, language = self.chance.choice(self.words.names), self.language
        team = innocent.team_keys(self.view)["duty"].locator
        caller = callers.caller_of(callers.begin_web(text, name, language=language, now=self.moment, team=team))
        return Request.objects.get(caller=caller.lookup).pk, caller

    def _call(self, days: float) -> None:
        self._at(days)
        text = self.chance.choice(self.words.calls)
        hotline.take_note(self._somebody(), text, urgency="normal", language=self.language)

    def _talk(self, days: float) -> UUID:
        """Somebody writes, is answered, and sometimes writes again, which waits for nobody longer than two days."""
        request, caller = self._write(days)
        self._at(days - 0.1 - self.chance.random() * 0.5)
        actor = self._somebody()
        self._answer(actor, request)
        hotline.set_urgency(actor, request, self.chance.choice(("normal", "normal", "soon")))
        if self.chance.random() < 0.6:
            self._at(days - 0.8 - self.chance.random())
            callers.write_again(caller, self.chance.choice(self.words.thanks), now=self.moment)
            if days > 4:
                self._at(days - 2.1)
                self._answer(self._somebody(), request)
        return request

    def _answer(self, actor: Actor, request: UUID) -> None:
        hotline.open_thread(actor, request)
        hotline.answer(actor, request, self.chance.choice(self.words.answers))

    def _case(self, stage: str, days: float) -> None:
        request = self._talk(days)
        self._at(days - 2.5)
        actor, name = self._somebody(), pseudonyms.suggest(self.taken)
        self.taken.append(name)
        case = casework.accept(actor, request, pseudonym=name, urgency=self.chance.choice(("soon", "normal", "normal")))
        self._describe(actor, case)
        casework.add_need(actor, case, code=self.chance.choice(NEEDS))
        casework.record_consent(actor, case, purpose="help", state="given", how=self.words.consent)
        casework.assess_risk(actor, case, factors=[self.chance.choice(FACTORS)], imminence="none_known")
        self._at(days - 4)
        note = self.chance.choice(self.words.notes)
        casework.write_note(actor, case, note)
        if stage != "accepted":
            reason = "partner" if stage.startswith("closed") else ""
            casework.advance(actor, case, stage, note=note, reason=reason)
        if not stage.startswith("closed"):
            self._next(actor, case)

    def _describe(self, actor: Actor, case: UUID) -> None:
        """A year and languages, where whoever took the case on may know more than what they are called."""
        if may_identify(actor, case):
            birth = Birth(precision="about", year=self.now.year - self.chance.randint(19, 45))
            languages = tuple(dict.fromkeys((self.language, "ru")))
            person = Person(birth=birth, languages=languages)
            persons.describe(actor, case, persons_access.applicant(actor, case), person)

    def _next(self, actor: Actor, case: UUID) -> None:
        due = (self.now + timedelta(days=self.chance.randint(1, 9))).date()
        casework.set_next(actor, case, next_action=self.chance.choice(self.words.next_steps), next_due=due)
        casework.assign(actor, case, self.chance.choice(self.staff).account)
        if self.chance.random() < 0.6:
            task, somebody = self.chance.choice(self.words.next_steps), self.chance.choice(self.staff)
            work.add_task(actor, case, what=task, due=due + timedelta(days=2), who=somebody.account)

    def _days_of(self, actor: Actor) -> None:
        """When a colleague came and went."""
        for day in range(1, 9):
            came = self.now - timedelta(days=day, hours=self.chance.randint(0, 6), minutes=self.chance.randint(0, 59))
            for verb, moment in (("staff.signed_in", came), ("staff.signed_out", came + timedelta(hours=3))):
                self.entries.append(Entry(at=moment, verb=verb, actor=actor.account, subject=actor.account))
