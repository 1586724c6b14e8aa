"""Released words to be heard: spoken anew from the text by a synthesiser, so that no voice of anybody is in them.

Disguising a recording keeps what a speaker is known by: rhythm, pauses, vowels; and a pitch that was shifted can be
shifted back. Here no recording is read at all. What is heard is made of the words that were checked and approved, by
eSpeak NG (formants by rule, no recordings of people in it), and encoded by LAME.
"""
