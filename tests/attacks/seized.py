"""What happens on a server before it is seized: run as a program, ends as if the power had failed.

Arguments: the data folder. Reads canaries as JSON from standard input.
"""

import json
import os
import sys
import uuid
from pathlib import Path


def main(data: str) -> None:
    said = json.load(sys.stdin)
    os.environ["WAYSTATION_DATA"] = data
    os.environ["DJANGO_SETTINGS_MODULE"] = "waystation.site.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from waystation.vault import half

    Path(data).mkdir(parents=True)
    half.create(Path(settings.WAYSTATION_VAULT_HALF))
    call_command("migrate", verbosity=0, interactive=False)
    live(said)
    os._exit(0)  # no connection is closed, no log is checkpointed


def live(said: dict[str, str]) -> None:
    from tests.people import somebody
    from waystation.casework.models import FileRow
    from waystation.casework.persons.models import PersonRow
    from waystation.casework.records import File
    from waystation.hotline.intake import receive
    from waystation.mail.envelope import Envelope
    from waystation.staff import actions, teams
    from waystation.staff.actor import utc_now
    from waystation.vault import files, records, sessions
    from waystation.vault.compartments import CASE_COMPARTMENTS, Compartment
    from waystation.vault.grants import create_keys, grant
    from waystation.vault.keyring import Keyring

    founding = actions.found()
    actions.add_account(
        founding,
        name=said["sign-in name"],
        passphrase=said["passphrase"],
        persona=said["persona"],
        roles=["coordinator"],
    )
    cookie = actions.sign_in(said["sign-in name"], said["passphrase"], now=utc_now())
    actor = actions.resume(cookie, now=utc_now())
    assert actor is not None
    sessions.start("caller", said["session"].encode(), now=utc_now())
    message = f"From: {said['sender']} <x@waystation.example>\nSubject: {said['subject']}\n\n{said['text']}\n"
    receive(message.encode(), Envelope(via="smtp", sender="x@waystation.example", recipients=()), now=utc_now())
    keys = create_keys(uuid.uuid4(), CASE_COMPARTMENTS)
    grant(keys, to=teams.locator(teams.COORDINATION))
    identity = next(key for key in keys if key.compartment == Compartment.IDENTITY)
    stored = files.keep([said["file"].encode() * 9000])
    record = File(file=stored.id, content=stored.content, name=said["file name"], description=said["file said"])
    records.create(FileRow, record, identity, file=stored.id)
    draft = files.Draft()  # the power fails while another comes in
    draft.write(said["file"].encode() * 9000)
    row = records.create(PersonRow, somebody(said["name"]), identity)
    records.rewrite(row, somebody(said["name again"]), Keyring(keys))


if __name__ == "__main__":
    main(sys.argv[1])
