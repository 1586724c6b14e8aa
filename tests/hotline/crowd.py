"""A program of its own for test_concurrency: an installation in a folder, and many doors at once.

Its own process, since a test database in memory has no writers that wait for each other.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from waystation.site.commands import open_installation

DOORS = 8


def _crowd(act: Callable[[int], object]) -> list[str]:
    """Runs it in many threads at the same moment; the names of what they raised."""
    from tests.threads import at_once

    def door(number: int) -> str:
        try:
            act(number)
        except Exception as error:
            return type(error).__name__
        return ""

    return list(filter(None, at_once(*[partial(door, number) for number in range(DOORS)])))


def main(folder: Path) -> None:
    open_installation(folder)
    from tests.hotline.helpers import NOW, mail, receive
    from waystation.hotline import callers, once, outbox
    from waystation.hotline.models import CallerMessage, Message, Outgoing, Request
    from waystation.hotline.records import Letter
    from waystation.site import installation

    installation.found(installation.first_accounts())
    told: dict[str, object] = {"same": _crowd(lambda _: receive()), "same_messages": Message.objects.count()}
    told["different"] = _crowd(lambda number: receive(mail(message_id=f"<{number}@d.example>")))
    told["all_messages"] = Message.objects.count()
    token, words = once.token(), []
    told["web"] = _crowd(lambda _: words.append(callers.begin_web("Help me.", now=NOW, token=token)))
    told |= {"words": len({" ".join(phrase) for phrase in words}), "web_copies": CallerMessage.objects.count()}
    letter = Letter(sender="help@waystation.example", recipients=("c@d.example",), message=b"x", at=NOW)
    outbox.queue_nudge(letter, now=NOW)
    told["sending"] = _crowd(lambda _: outbox.send_due(NOW))
    told |= {"sent": len(list((Path(f"{folder}.mailbox") / "new").iterdir())), "requests": Request.objects.count()}
    told["states"] = list(Outgoing.objects.values_list("state", flat=True))
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
