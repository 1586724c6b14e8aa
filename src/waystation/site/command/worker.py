"""`waystation worker`: the mail doors and timers of an installation, beside processes that serve its pages."""

import argparse

from waystation.site import folder
from waystation.site.command.run import monitor_option, port, start
from waystation.site.commands import parser


def options() -> argparse.ArgumentParser:
    made = parser("worker")
    made.add_argument("--mail-host", default="127.0.0.1", help="the address to take mail on: for a mail server of ours")
    made.add_argument("--mail-port", type=port, default=8025, help="SMTP and LMTP; 0 takes any, -1 none")
    monitor_option(made)
    made.set_defaults(host="", port=None)
    return made


def main(arguments: list[str]) -> int:
    return start(options().parse_args(arguments), folder.WORKING)
