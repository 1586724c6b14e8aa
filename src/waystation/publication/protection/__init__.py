"""Whether a text gives somebody away: it is held against everything confidential. Plain Python, no framework.

    from waystation.publication.protection import check
    for finding in check(text, facts): print(finding.kind, finding.spans)

The text is made ready for comparison, then each fact goes by once: of the facts nothing is indexed, written or kept.
Words are compared as `linkage` compares names, in any alphabet, with the endings of Russian and Chechen.
"""

from waystation.publication.protection.checking import check
from waystation.publication.protection.findings import Finding, Level, Reason

__all__ = ["Finding", "Level", "Reason", "check"]
