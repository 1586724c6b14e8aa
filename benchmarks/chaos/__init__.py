"""An installation whose parts are killed at random while people write to it, and a ledger of what became of all."""
