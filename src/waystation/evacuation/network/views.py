"""The pages of connections: a door, a form, an action, a page."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.casework.forms import QuietForm
from waystation.casework.submit import both, submit
from waystation.evacuation import access as evacuation
from waystation.evacuation import zones
from waystation.evacuation.network import access, actions, drawing, reading, shown, wording
from waystation.evacuation.network.forms import ConnectionForm, ImportForm, connection_initial
from waystation.evacuation.network.records import IN_USE, RETIRED
from waystation.evacuation.views.common import frame
from waystation.evacuation.zones import in_zone
from waystation.files.forms import is_good
from waystation.files.uploads import Limits, takes_files
from waystation.staff.actor import Actor
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest, acting
from waystation.vault import files
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(wording.REPORTED)
ON_A_PAGE = 50
LARGEST = 1_000_000  # bytes of a table


@in_zone
def connections(request: StaffRequest) -> HttpResponse:
    """Every connection in use, or those that are retired."""
    actor = acting(request, "evacuation.read")
    state = RETIRED if request.GET.get("show") == RETIRED else IN_USE
    found = shown.lines(access.connections(actor, state), evacuation.places(actor))
    part = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    retired = len(access.connections(actor, RETIRED))
    context = {"page": part, "lines": part.object_list, "state": state, "retired": retired}
    context["may_change"] = allows(actor, "evacuation.plan")
    return page(request, "network/connections.html", frame(request, "connections") | context)


@in_zone
def connection(request: StaffRequest, connection_id: UUID) -> HttpResponse:
    """One connection with all that is known of it."""
    actor = acting(request, "evacuation.read")
    _row, way = access.connection(actor, connection_id)
    line = shown.line(connection_id, way, evacuation.places(actor))
    context = {"line": line, "told": shown.told(line), "may_change": allows(actor, "evacuation.plan")}
    return page(request, "network/connection.html", context | _crumbs(_title(line)))


def _title(line: shown.ConnectionLine) -> str:
    return f"{line.origin} → {line.destination}"


def _crumbs(*titles: str, over: str = "") -> dict[str, Any]:
    """The last title is the page itself; the one before it, where there is one, stands at `over`."""
    found = [(reverse("network:connections"), _("Connections")), *((over, title) for title in titles)]
    return {"breadcrumbs": [*found[:-1], ("", found[-1][1])]}


@in_zone
def connection_new(request: StaffRequest) -> HttpResponse:
    """A new connection."""
    actor = acting(request, "evacuation.plan")
    form = ConnectionForm(request.POST or None, places=evacuation.places(actor))
    context = _crumbs(_("New connection")) | {"title": _("New connection"), "cancel": reverse("network:connections")}

    def act(said: dict[str, Any]) -> UUID:
        return actions.add_connection(actor, form.connection(), once=said["once"])

    return submit(request, "network/form.html", form, act, "connection-added", context, "network:connections")


@in_zone
def connection_change(request: StaffRequest, connection_id: UUID) -> HttpResponse:
    """Says anew what is known of a connection."""
    actor = acting(request, "evacuation.plan")
    row, way = access.connection(actor, connection_id)
    places = evacuation.places(actor)
    form = ConnectionForm(request.POST or None, initial=connection_initial(way, row.version), places=places)
    del form.fields["once"]
    context = _page_of_one(actor, connection_id, _("Change"))

    def stands() -> list[tuple[Any, str]]:
        now = access.connection(actor, connection_id)
        form.initial.update(connection_initial(now[1], now[0].version))
        return [(label, theirs) for label, theirs, _mine in both(form)]

    context |= {"stands": stands, "version_now": lambda: access.connection(actor, connection_id)[0].version}

    def act(said: dict[str, Any]) -> None:
        actions.change_connection(actor, connection_id, form.connection(), seen=said["version"])

    return submit(
        request, "network/form.html", form, act, "connection-changed", context, "network:connection",
        connection_id=connection_id,
    )  # fmt: skip


def _page_of_one(actor: Actor, connection_id: UUID, what: str) -> dict[str, Any]:
    address = reverse("network:connection", args=[connection_id])
    line = shown.line(connection_id, access.connection(actor, connection_id)[1], evacuation.places(actor))
    return _crumbs(_title(line), what, over=address) | {"title": _title(line), "cancel": address, "line": line}


@in_zone
def connection_retire(request: StaffRequest, connection_id: UUID) -> HttpResponse:
    """Takes a connection out of use, or puts it back, after one more look."""
    actor = acting(request, "evacuation.plan")
    row, way = access.connection(actor, connection_id)
    form = QuietForm(request.POST or None, initial={"version": row.version})
    is_retired = way.state == RETIRED
    context = _page_of_one(actor, connection_id, _("Use again") if is_retired else _("Retire"))
    context |= {"is_retired": is_retired, "told": shown.told(context["line"])}
    context["version_now"] = lambda: access.connection(actor, connection_id)[0].version
    context["stands"] = lambda: [(_("State"), wording.STATES[access.connection(actor, connection_id)[1].state])]
    verb = actions.reopen_connection if is_retired else actions.retire_connection

    def act(said: dict[str, Any]) -> None:
        verb(actor, connection_id, seen=said["version"])

    notice = "connection-reopened" if is_retired else "connection-retired"
    return submit(
        request, "network/retire.html", form, act, notice, context, "network:connection", connection_id=connection_id
    )


@takes_files(lambda: Limits(1, LARGEST))
@in_zone
def connections_import(request: StaffRequest) -> HttpResponse:
    """Connections of a table: all of them, or none and what is wrong with which row."""
    actor = acting(request, "evacuation.plan")
    form = ImportForm(request.POST or None, request.FILES or None)
    table = reading.Table()
    if request.method == "POST" and is_good(request, form):
        table = reading.read(_content(form), evacuation.places(actor), zones.zone())
        if table.fault:
            form.add_error(None, str(table.fault))
        elif not table.ways and not table.wrong:
            form.add_error(None, _("The table has no row below its first one."))
        elif not table.wrong:
            actions.add_connections(actor, table.ways)
            return back("network:connections", notice="connections-imported")
    context = {"form": form, "table": table, "columns": ", ".join(reading.COLUMNS)}
    status = 422 if form.errors or table.wrong else 200
    return page(request, "network/import.html", context | _crumbs(_("Take in a table")), status=status)


def _content(form: ImportForm) -> bytes:
    said = form.cleaned_data
    if said["files"]:
        (sent,) = said["files"]
        return b"".join(files.read(sent.id, sent.content))
    return str(said["table"]).encode()


@in_zone
def network_map(request: StaffRequest) -> HttpResponse:
    """The network as a picture, and as a table for whoever does not see it."""
    actor = acting(request, "evacuation.read")
    places, ways = evacuation.places(actor), access.connections(actor)
    picture = drawing.picture(places, ways)
    key = [(group, wording.GROUPS[group]) for group in picture.groups]
    context = {"picture": picture, "key": key, "houses": sum(point.houses for point in picture.points)}
    return page(request, "network/map.html", frame(request, "map") | context)
