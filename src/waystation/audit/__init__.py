"""The audit log: who did what, chained, sealed to the auditors."""
