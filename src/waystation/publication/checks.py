"""One text or file held against everything confidential that a session opens, in a thread of that session.

The text and what was found lie in the memory of the session alone, until it forgets them, checks another, or ends.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connections

from waystation.audit.log import log_alone
from waystation.publication.gathering import Facts
from waystation.publication.layers.found import TEXT, Layer, Read
from waystation.publication.protection import Finding, Level, Reason, check
from waystation.publication.protection.findings import Span
from waystation.publication.records import Tabled
from waystation.publication.statistics import making
from waystation.staff.actor import Actor
from waystation.staff.policy import require

logger = logging.getLogger(__name__)

_NAME = "publication:check"
_BETWEEN = "\n\n\f\n\n"
_AROUND = 60
"""Characters of the text that are shown before and after what was found."""


@dataclass(frozen=True)
class Where:
    """A place of a finding: the layer, the line in it, and what stands around."""

    layer: Layer
    line: int
    before: str = field(repr=False)
    written: str = field(repr=False)
    after: str = field(repr=False)


@dataclass(frozen=True)
class Beside:
    """A table that is tried beside those that are out, by their ids."""

    table: Tabled = field(repr=False)
    out: Mapping[UUID, Tabled] = field(repr=False)


class Check:
    """One check of a session, while it runs and afterwards."""

    def __init__(
        self, actor: Actor, read: Read, of: tuple[UUID, bytes] | None = None, beside: Beside | None = None
    ) -> None:
        self.read, self.of, self.beside = read, of, beside
        """`of`: the id of what is to be released, and the digest of its words. `beside`: of a table, what is out."""
        self.gives_away = False
        self.ended: datetime | None = None
        self.text = _BETWEEN.join(layer.text for layer in read.layers)
        self.findings: list[Finding] = []
        self.failed = False
        self._actor = actor
        self.facts = Facts(actor)
        self._over = threading.Event()
        self._tried = 0.0
        self._starts = _starts(read.layers)

    def start(self) -> None:
        """Begins to look; goes on if nobody waits."""
        run = copy_context().run
        threading.Thread(target=run, args=(self.work,), name=_NAME, daemon=True).start()

    def is_over_in(self, seconds: float) -> bool:
        """Whether it has come to its end, for which it is waited so long."""
        return self._over.wait(seconds)

    def work(self) -> None:
        """Looks, to the end."""
        try:
            self.findings = check(self.text, self.facts, today=self._actor.today)
            if self.beside is not None:
                self.gives_away = making.gives_away(self.beside.table, self.beside.out.values(), self._tell)
            self.ended = self._actor.now()
        except Exception as error:  # said on the page; no word of the text goes into a log
            logger.warning("a check was not done: %s", type(error).__name__)
            self.failed = True
        finally:
            connections.close_all()
            self._over.set()

    def _tell(self, share: float) -> None:
        self._actor.keys.go_on()
        self._tried = share

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        return (self.facts.share + self._tried) / 2 if self.beside else self.facts.share

    @property
    def is_plain(self) -> bool:
        """Whether it is one plain text, in which something can be replaced."""
        return [layer.where for layer in self.read.layers] == [TEXT] and self.read.kind in ("", "text")

    def where(self, span: Span) -> Where:
        """A place in words for people."""
        number = max(at for at, start in enumerate(self._starts) if start <= span[0])
        layer, offset = self.read.layers[number], self._starts[number]
        start, end = span[0] - offset, min(span[1] - offset, len(layer.text))
        line = layer.text.count("\n", 0, start) + 1
        before, after = layer.text[max(0, start - _AROUND) : start], layer.text[end : end + _AROUND]
        return Where(layer, line, before, layer.text[start:end], after)

    def replaced(self, by: Mapping[int, str]) -> str:
        """The text with other words for some findings, by their numbers. Where two overlap, the first one counts."""
        changes = sorted((span, said) for number, said in by.items() for span in _spans(self.findings[number]))
        text, end, parts = self.text, 0, []
        for (start, stop), said in changes:
            if start >= end:
                parts += [text[end:start], said]
                end = stop
        return "".join([*parts, text[end:]])


def _spans(finding: Finding) -> Iterable[Span]:
    """What is replaced: of a combination, the part that is named first."""
    return (loosest(finding)[0],) if finding.reason is Reason.COMBINATION else finding.spans


def loosest(finding: Finding) -> tuple[Span, str]:
    """The part of a combination that is best left out: a day or an age before a place, a place before a trade."""
    order = ("date", "born", "place", "job", "injury", "family")
    pairs = zip(finding.kinds, finding.spans, strict=True)
    kind, span = min(pairs, key=lambda pair: order.index(pair[0]))
    return span, str(kind)


def _starts(layers: Iterable[Layer]) -> list[int]:
    starts, at = [], 0
    for layer in layers:
        starts.append(at)
        at += len(layer.text) + len(_BETWEEN)
    return starts


def begin(actor: Actor, read: Read, *, of: tuple[UUID, bytes] | None = None, beside: Beside | None = None) -> Check:
    """Starts to check a text or a file, or what is to be released. What was checked before is forgotten."""
    require(actor, "publication.check")
    found = Check(actor, read, of, beside)
    actor.memory[_NAME] = found
    log_alone(actor.account, "publication.checked")
    found.start()
    return found


def last(actor: Actor) -> Check | None:
    """What the session checked last."""
    require(actor, "publication.check")
    found: Check | None = actor.memory.get(_NAME)
    return found


def forget(actor: Actor) -> None:
    """Forgets it."""
    require(actor, "publication.check")
    actor.memory.pop(_NAME, None)


def surest(findings: Iterable[Finding]) -> dict[Level, int]:
    """How many there are of each level."""
    found = list(findings)
    return {level: sum(each.level is level for each in found) for level in sorted(Level, reverse=True)}
