"""`waystation receive`: one message on standard input, for any mail server's pipe (exit codes of sysexits.h)."""

import sys

from waystation.site.commands import open_installation, parser


def main(arguments: list[str]) -> int:
    options = parser("receive")
    options.add_argument("--recipient", action="append", default=[], metavar="ADDRESS", help="envelope recipient")
    options.add_argument("--sender", default="", metavar="ADDRESS", help="envelope sender")
    chosen = options.parse_args(arguments)
    open_installation(chosen.data)
    from waystation.hotline.mail import receive_pipe

    code, sentence = receive_pipe(sys.stdin.buffer, chosen.sender, tuple(chosen.recipient))
    if sentence:
        sys.stderr.write(f"{sentence}\n")
    return code
