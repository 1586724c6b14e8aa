"""What partners' programs may ask of us: a described HTTP API behind tokens, and calls that say "come and fetch"."""

INTAKE, STATISTICS, BUNDLES = SCOPES = ("intake", "statistics", "bundles")
"""What a token may be for."""
