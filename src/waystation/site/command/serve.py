"""`waystation serve`: the pages of an installation, or those of callers or of staff alone; no mail doors."""

import argparse

from waystation.site import folder
from waystation.site.command.run import monitor_option, port, start
from waystation.site.commands import parser

_PARTS = {"all": folder.PAGES, "public": folder.PUBLIC, "staff": folder.STAFF}


def options() -> argparse.ArgumentParser:
    made = parser("serve")
    made.add_argument("--host", default="127.0.0.1", help="the address to serve the pages on")
    made.add_argument("--port", type=port, default=8000, help="of the pages; 0 takes any")
    made.add_argument("--pages", choices=_PARTS, default="all", help="those of callers, of staff, or all")
    monitor_option(made)
    made.set_defaults(mail_host="127.0.0.1", mail_port=None)
    return made


def main(arguments: list[str]) -> int:
    chosen = options().parse_args(arguments)
    from waystation.site.maps import PUBLIC, STAFF_ONLY

    return start(chosen, _PARTS[chosen.pages], {"public": PUBLIC, "staff": STAFF_ONLY}.get(chosen.pages))
