"""The words of the formats."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.casework.exchange.wording import PROBLEMS
from waystation.documentation.wording import Words

FORM_WORDS: dict[str, Words] = {
    "json": _("Our own JSON"),
    "tables": _("Our own tables (ZIP of CSV)"),
    "openevsys": _("OpenEvSys (XML)"),
    "martus": _("Martus (XML)"),
    "uwazi": _("Uwazi (CSV)"),
}

KIND_WORDS: dict[str, Words] = {
    "persons": _("People"),
    "events": _("Events"),
    "acts": _("Acts"),
    "involvements": _("Who did them"),
    "information": _("Who told us"),
    "interventions": _("Interventions"),
    "biographic_details": _("Parts of lives"),
    "statements": _("What people told us"),
    "assertions": _("What they assert"),
    "status_reviews": _("Reviews of how sure it is"),
    "comparisons": _("Judgements of two sources"),
    "chain": _("Links between events"),
    "terms": _("Terms"),
    "format": _("The head of the file"),
}

EXPORT_WORDS: dict[str, Words] = {
    "json": _("Everything, for another Waystation or for keeping (JSON)"),
    "csv": _("Everything, as tables (ZIP of CSV)"),
    "esf": _("With the codes of HURIDOCS, for OpenEvSys and others (XML)"),
    "dossier": _("Dossier (PDF)"),
    "home": _("Sealed and signed, for the installation at home"),
}

FIELD_WORDS: dict[str, Words] = {
    "text": _("text in the remarks, with its name before it"),
    "nobody": pgettext_lazy("where something goes", "a person without a name"),
    "persons.called": pgettext_lazy("where something goes", "what a person is called"),
    "persons.minimum": pgettext_lazy("where something goes", "how many people"),
    "events.title": pgettext_lazy("where something goes", "the title of an event"),
    "events.began": pgettext_lazy("where something goes", "when an event was"),
    "events.ended": pgettext_lazy("where something goes", "when an event ended"),
    "events.place": pgettext_lazy("where something goes", "where an event was"),
    "events.description": pgettext_lazy("where something goes", "what happened"),
    "events.remarks": pgettext_lazy("where something goes", "remarks on an event"),
    "events.chain": pgettext_lazy("where something goes", "a link between events"),
    "acts.victim": pgettext_lazy("where something goes", "to whom it was done"),
    "acts.kind": pgettext_lazy("where something goes", "what was done"),
    "acts.began": pgettext_lazy("where something goes", "when it was done"),
    "acts.ended": pgettext_lazy("where something goes", "when it ended"),
    "acts.place": pgettext_lazy("where something goes", "where it was done"),
    "acts.details": pgettext_lazy("where something goes", "details of an act, as text"),
    "acts.arrest.whereabouts": pgettext_lazy("where something goes", "whether anybody knew where they were"),
    "acts.arrest.charge": pgettext_lazy("where something goes", "the charge"),
    "acts.property.what": pgettext_lazy("where something goes", "what was taken or destroyed"),
    "acts.property.value": pgettext_lazy("where something goes", "its value"),
    "assertions.finding": pgettext_lazy("where something goes", "that a court or an authority found so"),
    "involvements.perpetrator": pgettext_lazy("where something goes", "who did it"),
    "information.source": pgettext_lazy("where something goes", "who told us"),
    "information.note": pgettext_lazy("where something goes", "a note on who told us"),
    "information.told": pgettext_lazy("where something goes", "when they told us"),
    "interventions.party": pgettext_lazy("where something goes", "who intervened"),
    "interventions.victim": pgettext_lazy("where something goes", "for whom they intervened"),
    "interventions.made": pgettext_lazy("where something goes", "when they intervened"),
    "interventions.requested": pgettext_lazy("where something goes", "of whom something was asked"),
    "biographic_details.related": pgettext_lazy("where something goes", "a relation"),
    "biographic_details.began": pgettext_lazy("where something goes", "since when"),
    "biographic_details.ended": pgettext_lazy("where something goes", "until when"),
    "biographic_details.employment": pgettext_lazy("where something goes", "employment"),
    "biographic_details.affiliation": pgettext_lazy("where something goes", "affiliation"),
    "biographic_details.position": pgettext_lazy("where something goes", "position"),
    "biographic_details.rank": pgettext_lazy("where something goes", "rank"),
}

WHY_LEFT: dict[str, Words] = {
    "bookkeeping": _("Who wrote it in the other program, and when: it means nothing here."),
    "files": _("Files are not in such a file. Take each in as an exhibit, as it came."),
    "point": _("A point on a map: we keep no coordinates."),
    "address": _("Addresses and telephone numbers do not belong to documentation."),
    "unheard_of": _("No part of the standard formats."),
    "no_event": _("It names no event of the file."),
    "link": _("The other event is not in the file."),
    "link_kind": _("We have no such kind of link, or it stands there twice."),
    "column": _("You chose to leave this column out."),
    "template": _("You did not choose this template, or it has no name."),
    "own_term": _("A term of another organisation. It is added to no list; where it stood it became text."),
    "number": _("Another record of the file has this number. Both are taken in; who names it means the first."),
    "missing": _("What it belongs to is not taken in."),
    "exhibit": _("No exhibit here has these bytes (SHA-256). Take it in first, then this file."),
    "circle": _("It would close a circle of events that lead back to themselves."),
}

COLUMN_WORDS: dict[str, Words] = {
    "title": _("Short title"),
    "dates": _("When it happened"),
    "country": _("Country"),
    "region": _("Region"),
    "locality": _("Town or village"),
    "site": _("Kind of place or site"),
    "description": _("What happened"),
    "victims": _("To whom"),
    "acts": _("What was done"),
    "methods": pgettext_lazy("column", "How"),
    "perpetrators": _("By whom"),
    "sources": _("Who told us"),
    "remarks": _("Text in the remarks"),
    "template": _("Template of Uwazi"),
    "added": _("Date added: tells rows with one title apart"),
    "": _("Leave it out"),
}

WHY: dict[str, Words] = {
    "empty": _("There is nothing in the file."),
    "large": _("The file is too large (more than 64 MiB), or unpacks to too much. Export it in parts."),
    "many": _(
        "There are more than 50,000 records in the file. So many are not taken in at once: each is looked at beside "
        "all that is here before anything is written, and nobody else can write meanwhile. Waystation gives them out "
        "as a ZIP of parts: export it there again. In another program choose fewer events at a time."
    ),
    "parts": _(
        "This is a ZIP of parts. Unpack it, and take in one part after the other; what stands in several of them is "
        "made once."
    ),
    "deep": _("The elements of the file stand in one another too deeply: it is none of these exports."),
    "long": _("A text in the file is too long. Shorten it there."),
    "declares": _("The file declares a document type or entities. An export never does; it is not read."),
    "broken": _("The file is broken, or is none of these exports. Export it again."),
    "stopped": _("Reading the file was stopped: it took too long or needed too much. Export it in parts."),
    "unsafe": _("This computer cannot read foreign files safely. Tell the administrator."),
    "root": _("The file is XML, but neither of OpenEvSys nor of Martus."),
    "sheet": _("The file is no table that can be read: see that it is a CSV file as Uwazi exports it."),
    "rows": PROBLEMS["large"],
    "cell": PROBLEMS["cell"],
    "form": _("The file is none of ours: see docs/events-json.md for what one looks like."),
    "version": _("The file is of another version. Bring this program up to date, or export it again."),
    "tables": _("There is a table in the file that we do not know. Take it out."),
    "columns": _("There is a column that we do not know, or one twice. Take it out."),
    "cells": _("A line has more cells than the table has columns."),
    "record": _("Something there is not as it has to be."),
    "twice": _("An id stands there twice."),
    "missing": _("It names something that is not in the file."),
    "sealed": _("The file is not sealed to a key of ours, or it is not whole. Copy it once more."),
    "signature": _("No laptop of ours signed this. The administrator names the keys of laptops in the settings."),
    "altered": _("What is in the file is not what was signed. Carry it home again."),
}

NO_HOME = _("This is no laptop in the field: its settings name no home for what is documented.")
TOO_MUCH_TOGETHER = _(
    "Events that lead to each other, or stand in one statement, go home in one file, and these are too many for one: "
    "it holds at most 64 MiB and 50,000 records. Take away a link between two of them, or leave out a long text, and "
    "carry again."
)
CHANGED_SINCE = _("What is documented here has changed since this page was made. Look at the list below once more.")
NOT_THE_CODE = _("This is not its code. Compare the letters, and with which line they stand.")
EXHIBITS_FIRST = _(
    "Statements in it stand on exhibits that are not here yet. Bring the files of the exhibits first, then take it in."
)
STANDS: dict[str, Words] = {
    "here": _("only here"),
    "carried": _("on its way"),
    "home": _("at home"),
}
SAY_TO_WHOM = _("Say to whom.")
SAY_WHY = _("Say why.")
NO_KEY = _("This is no age key: it begins with age1. Copy it whole.")
NOTHING_THERE = _("There is nothing to give out yet.")
BEGUN = _("It was taken in already.")
SAY_UNITS = _("Say first, below, whether each counting unit that we do not know is one person or several.")
UNIT_WORDS: dict[str, Words] = {"one": _("One person"), "several": _("Several people; nobody knows how many")}
UNIT = _("Counting unit %(code)s, people: %(count)d")
NO_TITLE = _("Choose which column is the title.")
OVERTAKEN = _("Somebody else changed this at the same time. Look at it again.")
EVERY_LINE = _("%(kind)s, line %(row)d")
EVERY_FIELD = _("%(kind)s, line %(row)d, %(field)s")
