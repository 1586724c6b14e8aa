"""How answers on consent, assessments of risk, moves and what is said of money are told in words, as changes are."""

from django.utils.translation import gettext_lazy as _

from waystation.casework import consent_rules, scales
from waystation.casework.history_words import Say, Saying, among
from waystation.casework.models import ConsentRow, FundsRow, MoveRow, RiskRow
from waystation.hotline.consent_words import named
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import label_of


def _of(vocabulary: str) -> Say:
    return lambda actor, code: label_of(vocabulary, str(code))


def _factors(actor: Actor, factors: dict[str, int]) -> str:
    return "; ".join(f"{label_of('risk_factors', code)} ({weight})" for code, weight in factors.items())


def _parts(actor: Actor, codes: list[str]) -> str:
    return named(codes)


SAYINGS = {
    ConsentRow: Saying(
        _("An answer on consent"),
        fields={
            "purpose": _("For what"),
            "state": _("The person's answer"),
            "recipient": _("To whom"),
            "withhold": _("What must be kept back"),
            "limits": _("Limits"),
            "how": _("How they told us"),
            "on": _("On which day"),
            "valid_until": _("Valid until"),
            "given_to": _("Said to another organisation"),
        },
        values={
            "purpose": _of("consent_purposes"),
            "state": among(consent_rules.CONSENT_STATES),
            "withhold": _parts,
        },
        hidden=frozenset({"text", "text_version", "language", "person"}),
        by_nobody=_("by the person, on their own page"),
    ),
    RiskRow: Saying(
        _("An assessment of risk"),
        fields={name: scale.title for name, scale in scales.SCALES.items()}
        | {"factors": _("What makes it dangerous"), "adjustment": _("Correction"), "reason": _("Why")}
        | {"valid_until": _("Valid until")},
        values={name: among(scale.words) for name, scale in scales.SCALES.items()} | {"factors": _factors},
        hidden=frozenset({"points"}),
    ),
    MoveRow: Saying(
        _("A move"),
        fields={"note": _("Note"), "reason": _("Why"), "taken_back": _("Taken back")},
        values={"reason": _of("closing_reasons")},
    ),
    FundsRow: Saying(_("Money for the way"), fields={"there": _("The money is there"), "note": _("Note")}),
}
