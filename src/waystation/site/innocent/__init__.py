"""Innocent views: a small, quiet organisation for each person, told through the same actions as real work."""
