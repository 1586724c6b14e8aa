"""Are these the same person? Plain Python, no framework, usable from a notebook. Nothing here remembers a name."""
