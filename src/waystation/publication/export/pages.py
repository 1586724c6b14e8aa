"""Every file of the public site, made out of what is public and of nothing else. The same facts give the same bytes.

No page has a script, a cookie or an address that begins anywhere: it works from any web server, as an onion service
and from a stick. What was taken out keeps its page, which says that and no more.
"""

import hashlib
import io
import uuid
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.utils.translation import override

from waystation.mail.words import clean
from waystation.publication import markdown, public, rules, wording
from waystation.publication.aloud import speaking
from waystation.publication.records import LANGUAGES, TRANSCRIPT, Public
from waystation.publication.statistics.drawn import drawn
from waystation.trust import rules as channels
from waystation.trust import statements
from waystation.web.context import site_title
from waystation.web.languages import LANGUAGES as OWN_NAMES

Files = dict[str, bytes]
SUMS, SIGNATURE, KEY = "SHA256SUMS", "SHA256SUMS.minisig", "site.pub"
_STYLE = Path(__file__).parent.parent / "static" / "publication" / "site.css"
_MIRRORS = ("web", "onion")
_NAMES = dict(OWN_NAMES)


@dataclass(frozen=True)
class Site:
    """What the site is made of: what is public, and where the same can be read."""

    publications: Sequence[Public]
    mirrors: tuple[str, ...]
    origin: str

    @property
    def gone(self) -> frozenset[str]:
        """The names of what was withdrawn."""
        return frozenset(each.name for each in self.publications if each.out is not None)


def now() -> Site:
    """As it stands at this moment. Raises Tampered, NotReady."""
    stated = statements.current()
    listed = stated.stated.channels if stated else ()
    mirrors = tuple(each.address for each in listed if _is_mirror(each.kind, each.address) and channels.is_in_use(each))
    return Site(list(public.everything().values()), mirrors, settings.WAYSTATION_ORIGIN)


def _is_mirror(kind: str, address: str) -> bool:
    """Whether the site is there: where callers write to us it is not."""
    return kind in _MIRRORS and address.rstrip("/") != settings.WAYSTATION_ORIGIN.rstrip("/")


def files(site: Site) -> Files:
    """By their paths, sorted, with the list of hashes. Nothing in them says when or by whom they were made."""
    found: Files = {"style.css": _STYLE.read_bytes()}
    with override("en"):
        found["index.html"] = _page("first", "en", site, "", languages=[(each, _NAMES[each]) for each in LANGUAGES])
    for language in LANGUAGES:
        with override(language):
            found |= _in_language(site, language)
    found = dict(sorted(found.items()))
    return found | {SUMS: sums(found)}


def sums(found: Mapping[str, bytes]) -> bytes:
    """The list of hashes, as `sha256sum -c` reads it."""
    return "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in found.items()).encode()


def packed(found: Mapping[str, bytes]) -> bytes:
    """The files as a ZIP, which has the same bytes for the same files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in found.items():
            archive.writestr(zipfile.ZipInfo(f"site/{name}"), data)
    return target.getvalue()


def _in_language(site: Site, language: str) -> Files:
    here = [each for each in site.publications if language in each.languages]
    listed = [_line(each, language) for each in here if each.out is None]
    elsewhere = [
        _line(each, each.languages[0])
        for each in site.publications
        if each.out is None and each not in here and each.languages
    ]
    found = {
        f"{language}/index.html": _page("list", language, site, "../", listed=listed, elsewhere=elsewhere),
        f"{language}/feed.xml": _feed(site, here, language),
        f"{language}/check.html": _page("check", language, site, "../", mirrors=site.mirrors),
    }
    for each in here:
        name = "gone" if each.out else "one"
        others = [(code, _NAMES[code]) for code in LANGUAGES if code in each.languages and code != language]
        shown = _shown(each, language) if each.out is None else {}
        sound = speaking.heard(each, language) if each.out is None else None
        if sound is not None:
            found[f"{language}/{each.name}.mp3"] = sound
            shown["heard"] = f"{each.name}.mp3"
        found[f"{language}/{each.name}.html"] = _page(
            name, language, site, "../", said=each, others=others, **shown
        )  # fmt: skip
    return found


def _line(said: Public, language: str) -> dict[str, Any]:
    kind = wording.PUBLICATIONS[said.kind]
    return {"name": said.name, "title": _title(said, language), "language": language, "day": said.day, "kind": kind}


def _title(said: Public, language: str) -> str:
    found = (said.titles.get(language, ""), *said.titles.values())
    return clean(next((each for each in found if each.strip()), said.day.isoformat()))[0]


def _shown(said: Public, language: str) -> dict[str, Any]:
    told = {each.letter: each for each in rules.speakers(said.speakers.get(language, ""))}
    speakers = told if said.kind == TRANSCRIPT else {}
    blocks = markdown.blocks(clean(said.texts.get(language, ""))[0], tuple(speakers))
    return {
        "title": _title(said, language),
        "table": drawn(said.table) if said.table else None,
        "speakers": list(speakers.values()),
        "blocks": [(block, speakers.get(block.speaker)) for block in blocks],
    }


def _page(name: str, language: str, site: Site, up: str, **more: Any) -> bytes:
    context = {"language": language, "up": up, "site_title": site_title(), "own_names": OWN_NAMES, **more}
    return _tidy(get_template(f"publication/site/{name}.html").render(context))


def _tidy(text: str) -> bytes:
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines() if line.strip()).encode()


def _feed(site: Site, here: Iterable[Public], language: str) -> bytes:
    entries = [
        {
            "id": uuid.uuid5(uuid.NAMESPACE_URL, f"{site.origin}/{language}/{each.name}").urn,
            "title": "" if each.out else _title(each, language),
            "name": each.name,
            "day": each.day.isoformat(),
            # What is withdrawn on the day on which it came out is newer, or readers of feeds keep its words.
            "updated": f"{each.out.isoformat()}T12:00:00Z" if each.out else f"{each.day.isoformat()}T00:00:00Z",
        }
        for each in here
    ]
    updated = max((entry["updated"] for entry in entries), default=f"{date(1970, 1, 1).isoformat()}T00:00:00Z")
    urn = uuid.uuid5(uuid.NAMESPACE_URL, f"{site.origin}/{language}").urn
    context = {"entries": entries, "updated": updated, "id": urn, "language": language, "site_title": site_title()}
    return _tidy(get_template("publication/site/feed.xml").render(context))
