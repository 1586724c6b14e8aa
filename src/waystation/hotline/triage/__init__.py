"""Triage: how urgent a message seems, and in which language it is, by rules that people can read and change.

A proposal, never a decision: it comes with the rules that fired and the words they found, it hides and deletes nothing,
and a person's judgement stands above it.
"""

from waystation.hotline.triage.proposal import Proposal, Reason, Triage, by_built_in, propose
from waystation.hotline.triage.rules import Rule, RuleList, built_in, faults, merged

__all__ = ["Proposal", "Reason", "Rule", "RuleList", "Triage", "built_in", "by_built_in", "faults", "merged", "propose"]
