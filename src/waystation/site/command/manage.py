"""`waystation manage ...`: the framework's own commands, for developers."""

import argparse
import os
import sys

from waystation.site.commands import COMMANDS, default_data


def options() -> argparse.ArgumentParser:
    """For those who list all commands: what stands behind it is the framework's to read."""
    return argparse.ArgumentParser(prog="waystation manage", description=COMMANDS["manage"], add_help=False)


def main(arguments: list[str]) -> int:
    os.environ.setdefault("WAYSTATION_DATA", str(default_data()))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line([f"{sys.argv[0]} manage", *arguments])
    return 0
