"""Released words that do not stand any more: what was under them changed, or somebody in them took a consent back."""

from dataclasses import dataclass, field
from uuid import UUID

from django.urls import reverse
from django.utils.text import Truncator

from waystation.publication import access, grounds, public, texts, wording
from waystation.publication.export import signing
from waystation.staff.actor import Actor
from waystation.staff.policy import allows
from waystation.vault.errors import NotReady, Tampered

_LONGEST = 200
_NAMED = 3


@dataclass(frozen=True)
class Line:
    """One publication: where to act on it, what is to be done and why, and who released it."""

    url: str
    title: str = field(repr=False)
    what: wording.Text
    why: wording.Text = field(repr=False)
    by: UUID | None


def lines(actor: Actor) -> list[Line]:
    """What of all that is out this person may see to be shaken, what was changed last first.

    Whoever may take words back is led there; others to the page of the publication.
    """
    may_recall = allows(actor, "publication.release")
    try:
        out = {one for one, said in public.everything().items() if said.out}
    except (Tampered, NotReady):
        return []  # told by the page of publications, and when the site is signed
    unsigned = may_recall and bool(out) and not signing.is_current(actor)
    found, looks = list[Line](), grounds.Looks()
    for one, said in access.publications(actor).items():
        title = texts.title(said)
        if one in out:
            if unsigned:
                still = wording.RECALLED_STILL_THERE if said.recalled_at else wording.CONSENT_STILL_THERE
                found.append(Line(reverse("publication:site"), title, wording.SIGN_ANEW, still, said.released_by))
            continue
        changed = [each for each in grounds.seen(actor, said, looks) if each.is_changed] if grounds.is_out(said) else []
        if changed:
            url = reverse("publication:recall" if may_recall else "publication:publication", args=[one])
            named = dict.fromkeys(f"{each.kind}: {each.label}" if each.label else str(each.kind) for each in changed)
            why = str(wording.CHANGED_UNDER) % {"what": "; ".join([*named][:_NAMED])}
            found.append(Line(url, title, wording.LOOK_AND_SAY, Truncator(why).chars(_LONGEST), said.released_by))
    return found
