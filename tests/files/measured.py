"""Shows one file in a program of its own, so that what its bounded processes took can be told.

Argument: the file. Writes JSON: kind, pages, whether a page could be drawn, processor seconds, most memory (KiB).
"""

import json
import resource
import sys
from pathlib import Path

from waystation.files import viewing


def main(path: str) -> None:
    data = Path(path).read_bytes()
    seen = viewing.describe([data])
    drawn = viewing.draw([data], 1)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = {
        "kind": seen.kind,
        "drawn": drawn is not None,
        "seconds": used.ru_utime + used.ru_stime,
        "memory": used.ru_maxrss,
    }
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main(sys.argv[1])
