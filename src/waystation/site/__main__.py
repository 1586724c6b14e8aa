"""`python -m waystation.site`, which the launcher of a checkout calls, and the command of an installed package."""

import signal

if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # without a trace, until there is a command that ends in order

from waystation.site.commands import main

if __name__ == "__main__":
    main()
