"""Tables with noise: differential privacy by OpenDP, and a ledger of what it has cost.

OpenDP is an extra (`privacy`): without it these pages say how it is installed, and nothing else is different.
"""
