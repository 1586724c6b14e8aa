"""What partners' programs may ask of us: a described HTTP API behind tokens, and calls that say "come and fetch"."""
