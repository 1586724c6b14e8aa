"""What triage proposes, and that it says why."""

from __future__ import annotations

import pytest

from waystation.hotline.triage import Proposal, Rule, RuleList, Triage, built_in, faults, merged, propose


def _codes(proposal: Proposal) -> set[str]:
    return {reason.code for reason in proposal.reasons if not reason.denied}


def test_it_works_and_shows_the_words_it_found() -> None:
    proposal = propose("Здравствуйте. Братья сказали, что убьют меня.")
    assert proposal.urgency == "now"
    reason = proposal.reasons[0]
    assert (reason.code, reason.found, reason.at, reason.points) == ("kill", "убьют", 34, 10)


@pytest.mark.parametrize(
    "text",
    [
        "помогите меня убьют",
        "ПОМОГИТЕ МЕНЯ УБЬЮТ",
        "памагите миня убют",
        "pomogite menya ubyut",
        "п о м о г и т е",
        "у.б.ь.ю.т меня",
        "уб*ют меня",
        "п0могите",
        "пoмoгитe",  # o and e are Latin
        "помогитееее!!!",
        "помогтие",
        "h e l p",
        "plz help",
    ],
)
def test_however_a_call_for_help_is_typed(text: str) -> None:
    assert propose(text).urgency == "now"


@pytest.mark.parametrize("palochka", "Ӏӏ1IilL|І")
def test_the_palochka_as_people_type_it(palochka: str) -> None:
    proposal = propose(f"г{palochka}о оьшу, сихха")
    assert (proposal.urgency, proposal.language) == ("now", "ce")


def test_ё_is_е_and_й_may_come_in_two_characters() -> None:
    assert propose("отец убьёт меня").reasons[0].code == propose("отец убьет меня").reasons[0].code == "kill"
    assert propose("он уби\u0306дет").language == "ru"


@pytest.mark.parametrize(
    ("text", "code"),
    [("не убьют меня", "kill"), ("никто меня не пытает", "tortured"), ("nobody is torturing me", "tortured")],
)
def test_what_is_denied_is_shown_and_gives_no_points(text: str, code: str) -> None:
    proposal = propose(text)
    reason = next(reason for reason in proposal.reasons if reason.code == code)
    assert reason.denied
    assert reason.points == 0
    assert proposal.urgency not in ("now", "soon")


@pytest.mark.parametrize(("text", "is_held"), [("I have a new phone and a new key", False), ("no key, no phone", True)])
def test_a_key_for_mail_is_no_locked_door(text: str, is_held: bool) -> None:
    assert ("held" in _codes(propose(text))) is is_held


def test_a_denial_reaches_no_further_than_its_clause() -> None:
    assert propose("денег не будет, убьют меня").urgency == "now"


def test_what_only_may_come_about_is_soon() -> None:
    assert propose("если отец узнает, он убьёт меня").urgency == "soon"


def test_a_condition_takes_nothing_from_other_dangers() -> None:
    assert propose("убьют меня если приедут, они уже за дверью").urgency == "now"


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("They came to my brother's house last night.", "soon"),
        ("Last night I slept at my aunt's.", "unknown"),
        ("Did you get my last message?", "unknown"),
        ("This is my last message.", "now"),
        ("Last message from me. Forgive me.", "now"),
        ("It is my last night.", "now"),
        ("Tonight is the last night.", "now"),
        ("You are my last hope.", "soon"),
    ],
)
def test_what_is_last_is_a_farewell_only_where_it_says_so(text: str, urgency: str) -> None:
    assert propose(text).urgency == urgency


def test_haste_alone_is_no_danger() -> None:
    assert propose("Срочно нужен комментарий сегодня до 18:00").urgency == "normal"


def test_where_no_rule_tells_anything_nothing_is_proposed() -> None:
    assert propose("Вода тёплая, и мне уже всё равно").urgency == "unknown"
    assert propose("").urgency == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        "Кредит без отказа! Переходите по ссылке http://credit.example промокод SALE. Помогите, меня убьют",
        "отписаться от рассылки здесь. они за дверью",
        "твари, отец бьёт меня и зовёт пидором",
        "Unsubscribe here, view in browser. My brothers found out and they are coming tonight",
    ],
)
def test_what_tells_of_danger_is_never_set_aside(text: str) -> None:
    proposal = propose(text)
    assert proposal.aside >= 6
    assert proposal.urgency in ("now", "soon")


def test_who_speaks_of_oneself_is_set_aside_less_easily() -> None:
    assert propose("пидоры").urgency == "aside"
    assert propose("меня назвали так: пидор").urgency != "aside"


def test_who_asks_for_our_houses_is_marked_but_neither_hidden_nor_hurried() -> None:
    proposal = propose("Скажите точный адрес вашей квартиры, где живут ребята")
    assert [reason.code for reason in proposal.marks] == ["asks-for-places"]
    assert proposal.urgency in ("unknown", "normal")


def test_the_built_in_rules_can_be_meant_and_are_explained() -> None:
    assert faults(built_in()) == []
    assert all(rule.explanation.keys() >= {"en", "ru"} for rule in built_in().rules)
    codes = [rule.code for rule in built_in().rules]
    assert all(rule.of in codes for rule in built_in().rules if rule.of)


OWN = Rule(code="valley", points=10, patterns=("долин* @road",), explanation={"en": "The valley"})


def test_a_rule_of_the_organisation_is_added_with_its_words() -> None:
    rules = merged(RuleList(rules=(OWN,), groups={"road": ("дорога", "трасс*")}))
    assert propose("стоим в долине у трассы").urgency == "unknown"
    assert Triage(rules).propose("стоим в долине у трассы").urgency == "now"


def test_a_rule_of_the_organisation_replaces_the_built_in_one() -> None:
    off = merged(RuleList(rules=(Rule(code="kill", enabled=False),)))
    assert "kill" in _codes(propose("убьют"))
    assert "kill" not in _codes(Triage(off).propose("убьют"))


def test_a_group_of_the_organisation_adds_its_words_to_the_built_in_one() -> None:
    more = merged(RuleList(groups={"kin": ("кунак",)}))
    assert {"кунак", "отец"} <= set(more.groups["kin"])


def test_a_rule_keeps_to_its_languages_and_to_short_messages() -> None:
    rules = RuleList(rules=(Rule(code="a", points=10, patterns=("word",), languages=("en",), longest=2),))
    triage = Triage(rules)
    assert triage.propose("word please").urgency == "now"
    assert triage.propose("word and more words").urgency == "unknown"
    assert triage.propose("слово word здесь").urgency == "unknown"


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("", "empty"),
        ("слово @nowhere", "no-group"),
        ("с* слово", "too-short"),
        ("!слово", "only-absent"),
        ("не", "too-common"),
    ],
)
def test_a_pattern_that_cannot_be_meant_is_named(pattern: str, fault: str) -> None:
    assert faults(RuleList(rules=(Rule(code="mine", patterns=(pattern,)),))) == [("mine", pattern, fault)]


def test_a_group_that_names_itself_does_no_harm() -> None:
    rules = RuleList(
        rules=(Rule(code="a", points=10, patterns=("@one",)),), groups={"one": ("@two", "раз"), "two": ("@one",)}
    )
    assert Triage(rules).propose("раз").urgency == "now"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Мне нужна помощь", "ru"),
        ("mne nuzhna pomosh", "ru"),
        ("I need help", "en"),
        ("Баркалла, Дела реза хуьлда шуна", "ce"),
        ("Маршалла! Вы понимаете по-чеченски? Нохчийн мотт", "mixed"),
        ("Bonjour, est-ce que vous aidez les familles ?", "other"),
        ("Доброго дня, чи ви допомагаєте?", "other"),
        ("გამარჯობა", "other"),
        ("", "ru"),
        ("12345 !!!", "ru"),
    ],
)
def test_the_language(text: str, language: str) -> None:
    assert propose(text).language == language


@pytest.mark.parametrize(
    "text",
    ["Привет!", "Здравствуйте", "Добрый день, привет", "test test test", "Ассаламу алейкум", "де дика хуьлда", "Hello"],
)
def test_a_greeting_alone_is_called_one(text: str) -> None:
    proposal = propose(text)
    assert (proposal.urgency, [reason.code for reason in proposal.reasons]) == ("normal", ["greeting"])


@pytest.mark.parametrize(
    "text", ["Привет\nОн здесь", "Hello he is here", "Привет. Уехал брат", "Салам. Йиша яц", "test 52.1 4.7"]
)
def test_a_greeting_with_anything_else_calms_nobody(text: str) -> None:
    """Not even with one word that no rule knows: it may be all that somebody could write."""
    proposal = propose(text)
    assert proposal.urgency != "normal"
    assert "greeting" not in [reason.code for reason in proposal.reasons]
