"""Catalogues of translations: what a text may say, how much a language has, languages that an installation adds.

Only what compiles a catalogue loads Babel: a server whose languages did not change loads none of it.
"""
