"""Check-ins in parts: the words, the steps of escalation, series, what comes in answer, and what an alarm opens."""
