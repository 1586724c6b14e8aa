"""How commands end that keep nothing: with what they answer, or with a sentence on standard error."""

import os
import signal
import sys
from collections.abc import Callable


def ended(run: Callable[[], int], sentence: Callable[[Exception], str | None]) -> int:
    """The code of `run`; 2 where it cannot go on, with why; 130 where it was interrupted.

    `sentence` says what an error means to whoever gave the command. None for one that it does not know: that is raised.
    """
    try:
        return run()
    except OSError as error:
        # What is still to be written would be tried again when the process ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        said: str | None = f"{error.filename or 'standard output'}: {error.strerror}"
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except Exception as error:
        said = sentence(error)
        if said is None:
            raise
    sys.stderr.write(f"waystation: {said}\n")
    return 2
