"""What the security mode lets staff do: every deed passes here, since every deed writes its line.

Verbs that change nothing of anybody's go on while the organisation is read-only. The pages say it first
(staff/gate.py); this holds for commands, importers and whatever else calls an action.
"""

from waystation.vault import mode
from waystation.vault.errors import NotNow
from waystation.vault.mode import Mode

# The way in and out; what the program itself noticed; and keys and tokens go on being taken away.
AT_THE_DOOR = frozenset(
    [
        "staff.signed_in",
        "staff.signed_in_under_duress",
        "staff.signed_out",
        "staff.refused",
        "staff.second_refused",
        "staff.record_older",
    ]
    + ["staff.factor_added"]
    + ["mode.normal", "mode.read_only", "mode.closed", "audit.disagreement_read", "integrity.differs"]
    + ["keys.team_renewed", "keys.cases_renewed", "interfaces.token_revoked"]
)
READING = AT_THE_DOOR | {
    "hotline.opened",
    "hotline.looked_through",
    "hotline.crowd_taken_in",
    "hotline.thread_read",
    "hotline.attachment_taken",
    "hotline.attachment_viewed",
    "hotline.original_taken",
    "casework.searched",
    "casework.opened",
    "casework.identity_opened",
    "casework.apart_opened",
    "casework.file_taken",
    "casework.file_viewed",
    "casework.names_searched",
    "trust.marks_searched",
    "services.provider_opened",
    "work.opened",
    "exchange.bundle_read",
    "exchange.import_read",
    "exhibits.opened",
    "evacuation.place_opened",
    "evacuation.helper_opened",
    "evacuation.connection_opened",
    "evacuation.plan_opened",
    "evacuation.plan_kept",
    "evacuation.protocol_opened",
    "evacuation.check_in_opened",
    "evacuation.unreachable_opened",
    # What somebody out there says is heard in every mode but the closed one: a sign of life, or that they are forced.
    "evacuation.check_in_received",
    "evacuation.check_in_without_word",
    "evacuation.check_in_forced",
    "handover.alarm_opened",
    "pursuers.alarm_opened",
    "documentation.event_opened",
    "documentation.person_opened",
    "statements.opened",
    "figures.opened",
    "figures.exported",
    "figures.exported_for_publication",
    "figures.estimated",
    "formats.upload_opened",
    "advocacy.submission_opened",
    "advocacy.authority_opened",
    "advocacy.pressure_opened",
    "publication.opened",
    "money.payment_opened",
    "money.receipt_viewed",
    "money.receipt_taken",
    "money.report_given",
    "audit.read",
    "audit.set_aside",
    "integrity.answered_for",
    "erasure.receipt_taken",
    "staff.duress_answered",
    "staff.sign_in_changed",
    "staff.signed_out_elsewhere",
    "staff.alerts_answered",
}


def check(verb: str) -> None:
    """Raises NotNow where the mode does not let staff do this."""
    standing = mode.current().mode
    if standing is Mode.READ_ONLY and verb not in READING:
        raise NotNow
    if standing is Mode.CLOSED and verb not in AT_THE_DOOR:
        raise NotNow
