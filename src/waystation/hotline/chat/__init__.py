"""Exported messenger chats, read in a bounded process. Standard library only."""
