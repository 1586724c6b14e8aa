"""From writing to release: two approve these very words, and nothing that was found stays open."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.canary import search
from tests.casework.test_secrecy import database
from tests.newcomers import as_confirmed, as_new
from tests.publication.test_pages import at_once, case, text
from waystation.documentation.errors import Refused
from waystation.publication import access, actions, checks, markdown, rules
from waystation.publication.protection import Finding, Level, Reason
from waystation.publication.records import Override, Publication
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.wording import NOT_CONFIRMED
from waystation.vault.errors import Stale

__all__ = ["at_once", "case"]
pytestmark = [pytest.mark.usefixtures("in_english"), pytest.mark.django_db]
Browser = Callable[[str], Client]
INNOCENT = Publication(titles={"en": "On the cellar"}, texts={"en": "Nobody answers.", "ru": "Никто не отвечает."})
NAMING = Publication(titles={"ru": "О подвале"}, texts={"ru": "Хамзатова держали в подвале."})


def checked(actor: Actor, publication_id: UUID) -> checks.Check:
    refresh(actor)
    return actions.begin_check(actor, publication_id)


def approved(actor: Actor, publication_id: UUID) -> None:
    checked(actor, publication_id)
    actions.approve(actor, publication_id, nobody=True)


def sentence(refused: pytest.ExceptionInfo[Refused]) -> str:
    return " ".join(str(said) for _name, said in refused.value.reasons)


def test_two_who_look_at_everything_release_it(lev: Actor, ira: Actor) -> None:
    made = actions.write(lev, INNOCENT)
    with pytest.raises(Refused) as refused:
        actions.approve(lev, made)
    assert "Check these very words first" in sentence(refused)
    approved(lev, made)
    with pytest.raises(Refused) as refused:
        actions.release(lev, made)
    assert "Two people have to approve" in sentence(refused)
    with pytest.raises(Refused):
        approved(lev, made)
    approved(ira, made)
    with pytest.raises(Absent):
        actions.release(ira, made)
    checked(lev, made)
    actions.release(lev, made)
    _row, found = access.publication(lev, made)
    assert found.released_by == lev.account
    for attempt in (
        lambda: actions.change(lev, made, NAMING),
        lambda: actions.discard(lev, made),
        lambda: actions.release(lev, made),
        lambda: approved(lev, made),
    ):
        with pytest.raises(Refused):
            attempt()
    actions.recall(lev, made, "She took her consent back.")
    assert rules.state(access.publication(lev, made)[1], ()) == rules.RECALLED


def test_two_who_do_not_look_at_everything_do_not(lev: Actor, sara: Actor, max_: Actor) -> None:
    made = actions.write(sara, INNOCENT)
    for actor in (sara, lev, max_):
        approved(actor, made)
    checked(lev, made)
    with pytest.raises(Refused) as refused:
        actions.release(lev, made)
    assert "between them look at everything" in sentence(refused)


def test_what_was_found_has_to_be_replaced_or_let_stand_by_two(lev: Actor, ira: Actor, max_: Actor, case: UUID) -> None:
    made = actions.write(lev, NAMING)
    refresh(max_)
    with pytest.raises(Refused) as refused:
        approved(lev, made)
    assert "1 finding is neither replaced" in sentence(refused)
    with pytest.raises(Refused):
        actions.ask_override(lev, made, 0, "  ")
    with pytest.raises(Refused):
        actions.ask_override(lev, made, 7, "Everybody has named him.")
    actions.ask_override(lev, made, 0, "Everybody has named him.")
    (asked,) = access.publication(lev, made)[1].overrides
    with pytest.raises(Refused) as refused:
        actions.agree(lev, made, asked.key)
    assert "Another person" in sentence(refused)
    checked(lev, made)
    with pytest.raises(Refused):
        actions.approve(lev, made)
    actions.agree(max_, made, asked.key)
    for actor in (lev, ira):
        approved(actor, made)
    actions.drop_override(lev, made, asked.key)
    assert access.publication(lev, made)[1].approvals == ()
    checked(lev, made)
    with pytest.raises(Refused):
        actions.release(lev, made)


def test_what_came_in_after_both_approved_stands_against_the_release(
    lev: Actor, ira: Actor, request: pytest.FixtureRequest
) -> None:
    made = actions.write(lev, NAMING)
    for actor in (lev, ira):
        approved(actor, made)
    request.getfixturevalue("case")  # somebody of this name writes to us
    checked(lev, made)
    with pytest.raises(Refused) as refused:
        actions.release(lev, made)
    assert "1 finding is neither replaced" in sentence(refused)
    assert access.publication(lev, made)[1].released_at is None


def test_a_change_takes_the_approvals_with_it(lev: Actor, ira: Actor) -> None:
    made = actions.write(lev, INNOCENT)
    approved(lev, made)
    approved(ira, made)
    refresh(lev)
    row, _found = access.publication(lev, made)
    said = Publication(titles=INNOCENT.titles, texts={"en": "Nobody answers, not even today."})
    actions.change(lev, made, said, seen=row.version)
    with pytest.raises(Refused):
        actions.release(lev, made)
    with pytest.raises(Stale):
        actions.change(lev, made, INNOCENT, seen=row.version)
    with pytest.raises(Refused):  # the check was of other words
        actions.approve(lev, made)


def test_a_check_counts_for_an_hour(lev: Actor) -> None:
    made = actions.write(lev, INNOCENT)
    checked(lev, made)
    later = replace(lev, now=lambda: datetime.now(UTC) + timedelta(minutes=61))
    with pytest.raises(Refused) as refused:
        actions.approve(later, made)
    assert "Check these very words first" in sentence(refused)


def test_nobody_approves_or_lets_it_stand_twice_under_a_second_name(lev: Actor, max_: Actor, case: UUID) -> None:
    refresh(max_)
    refresh(lev)
    made, naming = actions.write(lev, INNOCENT), actions.write(lev, NAMING)
    approved(lev, made)
    checked(lev, naming)
    actions.ask_override(lev, naming, 0, "Everybody has named him.")
    (asked,) = access.publication(lev, naming)[1].overrides
    as_new(max_, lev.account)
    for attempt in (lambda: approved(max_, made), lambda: actions.agree(max_, naming, asked.key)):
        with pytest.raises(Refused) as refused:
            attempt()
        assert sentence(refused) == str(NOT_CONFIRMED)
    as_confirmed(max_, lev.account)
    approved(max_, made)
    actions.agree(max_, naming, asked.key)


def test_others_see_nothing_of_it(lev: Actor, dina: Actor) -> None:
    made = actions.write(lev, INNOCENT)
    for attempt in (
        lambda: access.publications(dina),
        lambda: access.publication(dina, made),
        lambda: actions.write(dina, INNOCENT),
        lambda: actions.approve(dina, made),
    ):
        with pytest.raises(Absent):
            attempt()


def test_nothing_of_it_is_readable_in_the_database(lev: Actor, case: UUID) -> None:
    made = actions.write(lev, NAMING)
    checked(lev, made)
    actions.ask_override(lev, made, 0, "Канарейка сказала.")
    assert not list(search(database(), ["Хамзатов", "анарейка", "подвал", "name:"]))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Publication(texts={"en": "x"}), "title_ru"),
        (Publication(titles={"en": "x" * 201}), "title_en"),
        (Publication(titles={"en": "x"}, texts={"ru": "x" * 100_001}), "text_ru"),
        (Publication(titles={"en": "x"}, speakers={"en": "nobody"}), "speakers_en"),
        (Publication(titles={"en": "x"}, speakers={"en": "A: one\nA: two"}), "speakers_en"),
        (Publication(kind="poem", titles={"en": "x"}), "kind"),
        (Publication(titles={"xx": "x"}), ""),
    ],
)
def test_what_cannot_be_is_refused(said: Publication, field: str) -> None:
    assert field in [name for name, _sentence in rules.faults(said)]


def test_a_finding_is_open_until_two_let_it_stand() -> None:
    finding = Finding(rules.wording.Kind.NAME, Reason.RARE_NAME, Level.LIKELY, "Хамзатова", ((0, 9),))
    asked = Override(finding.key, "Хамзатова", "why", UUID(int=1), datetime.now(UTC))
    agreed = Override(finding.key, "Хамзатова", "why", UUID(int=1), datetime.now(UTC), UUID(int=2), datetime.now(UTC))
    assert rules.still_open([finding], [asked]) == [0]
    assert rules.still_open([finding], [agreed]) == []


def test_markdown_becomes_parts_and_never_html() -> None:
    said = "# Title\nfirst *line*\nsecond\n\n- one\n- **two**\n\n> said\n\n<b>no</b> [link](https://evil.example)"
    found = markdown.blocks(said)
    assert [block.kind for block in found] == ["heading", "paragraph", "items", "quote", "paragraph"]
    assert found[1].lines[0] == (markdown.Piece("first "), markdown.Piece("line", "em"))
    assert found[2].lines[1] == (markdown.Piece("two", "strong"),)
    assert found[4].lines[0][0].text == "<b>no</b> [link](https://evil.example)"
    assert markdown.blocks("") == [] or markdown.blocks("")[0].lines == ()
    assert len(markdown.blocks("*" * 50_000)) == 1


def test_the_words_alone_are_those_without_the_marks() -> None:
    assert markdown.plain("# Title\n\nA **strong** and *stressed* word, 2 * 3 * 4, # 5.\n- one\n") == (
        "Title\n\nA strong and stressed word, 2 * 3 * 4, # 5.\n- one\n"
    )


def test_turns_of_a_transcript() -> None:
    found = markdown.blocks("Q: How many?\nA: More than a hundred.\nAnd more.\n\nB: no speaker", ("Q", "A"))
    assert [(block.kind, block.speaker) for block in found] == [
        ("turn", "Q"), ("turn", "A"), ("paragraph", ""), ("paragraph", ""),
    ]  # fmt: skip


def test_a_transcript_walked_through_the_pages(client_of: Browser, browser: Browser, case: UUID) -> None:
    lev, ira = client_of("lev"), client_of("ira")
    said = {
        "kind": "transcript",
        "title_en": "An interview",
        "speakers_en": "Q: the newspaper\nA: communications manager | name withheld because of her work",
        "text_en": "Q: How many?\n\nA: More than a *hundred*. Khamzatov knows.",
        "title_ru": "Интервью",
        "text_ru": "Больше ста. <script>alert(1)</script>",
    }
    assert lev.post(reverse("publication:new"), said | {"title_en": "", "title_ru": ""}).status_code == 422
    made = lev.post(reverse("publication:new"), said)
    assert made.status_code == 303
    url = made["Location"].partition("?")[0]
    one = UUID(url.rpartition("/")[2])
    page = text(lev.get(url))
    assert "<strong>communications manager:</strong>" in page
    assert "name withheld because of her work" in page
    assert "<em>hundred</em>" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert 'lang="ru"' in page
    assert "An interview" in text(lev.get(reverse("publication:publications")))

    assert lev.post(reverse("publication:check-it", args=[one])).status_code == 303
    seen = text(lev.get(reverse("publication:found")))
    assert "<mark>Khamzatov</mark>" in seen
    assert "Ask a second person" in seen
    refused = lev.post(reverse("publication:approve", args=[one]), {"nobody": "on"})
    assert refused.status_code == 422
    assert "neither replaced nor let stand" in text(refused)
    assert lev.post(reverse("publication:override", args=[one]), {"finding": "x"}).status_code == 422
    asked = lev.post(reverse("publication:override", args=[one]), {"finding": "0", "reason": "Known to all."})
    assert asked.status_code == 303
    key = re.findall('name="key" value="([^"]+)"', text(ira.get(url)))
    assert ira.post(reverse("publication:agree", args=[one]), {"key": key[0], "do": "agree"}).status_code == 303
    for client in (ira, lev):
        client.post(reverse("publication:check-it", args=[one]))
        assert client.post(reverse("publication:approve", args=[one]), {"nobody": "on"}).status_code == 303
    assert ira.post(reverse("publication:release", args=[one])).status_code == 404
    assert "Release" in text(lev.get(url))
    assert lev.post(reverse("publication:release", args=[one])).status_code == 303
    assert lev.post(reverse("publication:change", args=[one]), said).status_code == 422
    assert lev.post(reverse("publication:recall", args=[one]), {"reason": "Asked to."}).status_code == 303
    assert "Asked to." in text(lev.get(url))
