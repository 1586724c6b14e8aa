"""The page on which several rows of one kind are changed together: chosen, looked at, done, taken back."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID, uuid4

from django.http import HttpResponse

from waystation.casework.together import MOST, Batch, Outcome, Target
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest, acting
from waystation.web.pages import back, page


class Verbs(Protocol):
    """What changes the rows of a kind together: see `casework.together`."""

    def change(self, actor: Actor, together: UUID, targets: Sequence[Target], wish: Mapping[str, Any]) -> Outcome: ...

    def batches(self, actor: Actor) -> list[Batch]: ...

    def take_back(self, actor: Actor, together: UUID) -> Outcome: ...


class TogetherPage(ABC):
    """`home` is the page's address and `name` that of a row's id in its form; `done` and `undone` are notices."""

    template: str
    home: str
    name: str
    done: str
    undone: str
    verbs: Verbs

    @abstractmethod
    def form(self, actor: Actor, data: Any, initial: dict[str, Any]) -> Any:
        """The form of what is wished for; its `wish` says it."""

    @abstractmethod
    def listed(self, request: StaffRequest, actor: Actor) -> Iterable[UUID]:
        """All that the list shows, as far as they can be changed at once."""

    @abstractmethod
    def find(self, actor: Actor, row_id: UUID) -> tuple[Any, Any]:
        """A row and its record. Raises Absent."""

    @abstractmethod
    def line(self, actor: Actor, row: Any, record: Any, wish: Mapping[str, Any]) -> dict[str, Any]:
        """What will be another in one row: `id`, `version`, `changes`, and what it is called."""

    @abstractmethod
    def called(self, actor: Actor, row_id: UUID) -> str:
        """What a row is called that stayed as it was; empty where it is gone."""

    @abstractmethod
    def named(self, fields: Iterable[str]) -> Iterable[Any]:
        """What was set, in words."""

    def note(self, actor: Actor, wish: Mapping[str, Any]) -> Any:
        """What must be known before it is done, besides what changes; empty for nothing."""
        return ""

    def tell(self, actor: Actor, together: UUID, wish: Mapping[str, Any], number: int) -> None:
        """Tells whoever must know that this many were changed. Once for each change, however often it is called."""
        return

    def change(self, request: StaffRequest) -> HttpResponse:
        """Without rows: what can be taken back. With some: the form, then what it will change, then it is done."""
        actor = acting(request, "casework.write")
        step = request.POST.get("step", "")
        if request.method != "POST" or not (chosen := self._chosen(request, actor)):
            return self._page(request, actor, {})
        form = self.form(actor, request.POST if step else None, {"once": uuid4()})
        context: dict[str, Any] = {"form": form, "chosen": chosen, "step": "choose"}
        if step and form.is_valid():
            if step == "do":
                return self._do(request, actor, form)
            lines = [self.line(actor, *each, form.wish()) for each in chosen]
            context |= {"step": "look", "lines": lines, "count": sum(bool(line["changes"]) for line in lines)}
            context["note"] = self.note(actor, form.wish())
        return self._page(request, actor, context, status=422 if form.errors else 200)

    def take_back(self, request: StaffRequest, batch_id: UUID) -> HttpResponse:
        """Puts back what was there before, as much as a page has time for."""
        actor = acting(request, "casework.write")
        done = self.verbs.take_back(actor, batch_id)
        if done.left:
            return self._page(request, actor, {"step": "going-back", "left": done.left, "batch_id": batch_id})
        return self._ended(request, actor, done, self.undone)

    def _chosen(self, request: StaffRequest, actor: Actor) -> list[tuple[Any, Any]]:
        """The rows that were ticked, or all that are listed, as they stand now."""
        ticked = (target.id for target in _targets(f"{text}:0" for text in request.POST.getlist(self.name)))
        ids = list(self.listed(request, actor)) if "all" in request.POST else list(ticked)[:MOST]
        found = []
        for row_id in dict.fromkeys(ids):
            try:
                found.append(self.find(actor, row_id))
            except Absent:
                continue
        return found

    def _do(self, request: StaffRequest, actor: Actor, form: Any) -> HttpResponse:
        targets = _targets(request.POST.getlist("target"))[:MOST]
        made = form.cleaned_data["once"] or uuid4()
        done = self.verbs.change(actor, made, targets, form.wish())
        if done.left:
            return self._page(request, actor, {"form": form, "step": "going", "left": done.left, "targets": targets})
        if len(targets) > len(done.stayed):
            self.tell(actor, made, form.wish(), len(targets) - len(done.stayed))
        return self._ended(request, actor, done, self.done)

    def _ended(self, request: StaffRequest, actor: Actor, done: Outcome, notice: str) -> HttpResponse:
        if not done.stayed:
            return back(self.home, notice)
        return self._page(request, actor, {"stayed": [(one, self.called(actor, one)) for one in done.stayed]})

    def _page(self, request: StaffRequest, actor: Actor, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        names = personas(actor)
        batches = [
            {
                "batch": each,
                "by": names.get(each.made.by, ""),
                "what": ", ".join(dict.fromkeys(map(str, self.named(each.made.fields)))),
            }
            for each in self.verbs.batches(actor)
        ]
        return page(request, self.template, {"batches": batches, "most": MOST} | context, status=status)


def _targets(texts: Iterable[str]) -> list[Target]:
    """The rows that a form names, each as it was shown; what names none is passed over."""
    found = []
    for text in texts:
        id_, _colon, version = text.partition(":")
        try:
            found.append(Target(UUID(id_), int(version)))
        except ValueError:
            continue
    return found
