"""The words of the room."""

from django.utils.translation import gettext_lazy as _

from waystation.documentation.wording import Words

LIST_WORDS: dict[str, Words] = {
    "acts": _("What was done"),
    "torture_methods": _("How it was done"),
    "deprivation_conditions": _("Conditions of detention"),
    "victim_status": _("What became of them"),
    "involvement_degrees": _("What part somebody had"),
    "perpetrator_types": _("What perpetrators are"),
    "submission_kinds": _("Interventions: what was undertaken"),
    "reply_kinds": _("Interventions: responses"),
    "relationships": _("What people are to each other"),
}

SAY_IT = _("Write the term in English: exports need it.")
SAID_ALREADY = _("Another term of this list is called so. Use that one, or write another word.")
SAY_NEAREST = _("Choose which published term comes nearest: exports write its code.")
FIXED = _("This list is fixed: its order decides how sure a fact is.")
NO_TERM = _("There is no such term in this list.")
