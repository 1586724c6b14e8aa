"""The command line. Each command is one small module in `waystation.site.command`."""

import os
import sys


def main() -> None:
    """Runs the command that the arguments name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
