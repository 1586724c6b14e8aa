"""The instances through which an application goes: a decision, an appeal, its answer, a further appeal. Pure.

Each instance that is over is kept among the earlier ones; the application itself says what stands of the last.
"""

from typing import Any

from msgspec.structs import fields, replace

from waystation.evacuation.relocation.records import ALLOWED, DISMISSED, REFUSED, Application, Round

_BARE = {each.name: each.default for each in fields(Application)}
_OF_INSTANCE = (
    *("decided_on", "told_on", "appeal_by", "appeal_source"),
    *("appealed_on", "appeal_reference", "appeal_outcome", "appeal_decided_on"),
    *("answer_told_on", "further_by", "further_source", "is_final"),
)
"""What of an application is said of one instance."""


def is_awaited(application: Application) -> bool:
    """Whether a decision is waited for: the first one, or another one after an appeal that was allowed."""
    if application.filed_on is None:
        return False
    return not application.decision or (application.decision == REFUSED and application.appeal_outcome == ALLOWED)


def decided_anew(application: Application) -> Application:
    """What another decision is noted on: after an appeal that was allowed, the one that fell is kept among the earlier.

    So the decision that follows, its own appeal and its own task are new ones, and a second refusal calls as the first.
    """
    if not is_awaited(application) or not application.decision:
        return application
    over = _instance(application)
    return _next_instance(application, over, decision="", conditions="", refusal_task=None) if over else application


def standing(application: Application) -> Application:
    """The refusal that stands: once an appeal is dismissed, its answer is one, with a clock and an appeal of its own.

    It is also what a further appeal is noted on. Where nothing more can be appealed against, it is the application.
    """
    if application.decision != REFUSED or application.appeal_outcome != DISMISSED or application.is_final:
        return application
    over = _instance(application)
    if over is None:
        return application
    return _next_instance(
        application,
        over,
        decided_on=application.appeal_decided_on,
        told_on=application.answer_told_on,
        appeal_by=application.further_by,
        appeal_source=application.further_source,
    )


def _instance(application: Application) -> Round | None:
    """The instance that is over with the answer to an appeal; None before it."""
    if application.decided_on is None or application.appealed_on is None or application.appeal_decided_on is None:
        return None
    return Round(
        decision=application.decision,
        decided_on=application.decided_on,
        told_on=application.told_on,
        appeal_by=application.appeal_by,
        appeal_source=application.appeal_source,
        appealed_on=application.appealed_on,
        appeal_reference=application.appeal_reference,
        appeal_outcome=application.appeal_outcome,
        appeal_decided_on=application.appeal_decided_on,
    )


def _next_instance(application: Application, over: Round, **more: Any) -> Application:
    """The application with one instance more behind it, and nothing said yet of the next."""
    bare = {name: _BARE[name] for name in _OF_INSTANCE}
    return replace(application, earlier=(*application.earlier, over), **bare | more)


def is_under_appeal(application: Application) -> bool:
    return application.appealed_on is not None and not application.appeal_outcome


def may_appeal(application: Application) -> bool:
    """Whether there is still something to appeal against, and nobody did."""
    stands = standing(application)
    return stands.decision == REFUSED and stands.appealed_on is None


def may_appeal_further(application: Application) -> bool:
    """Whether an appeal was dismissed, and its answer is not the last word."""
    return standing(application) is not application
