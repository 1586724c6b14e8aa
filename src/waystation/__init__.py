"""Waystation: the system behind a hotline that gets hunted people out."""

__version__ = "0.1.0"
