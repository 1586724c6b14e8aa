"""Tables of the tests' own: what the vault promises holds for any room's rows."""
