"""Speaks a text: the program of a bounded process. Its pitch and words come in as JSON, MP3 (mono, 22.05 kHz) goes out.

eSpeak NG and LAME are the system's libraries, by ctypes: what they do with a text they do after this process has given
up files, network and other programs. eSpeak NG begins a thread that it needs for nothing here. A second fork leaves
that one behind, with nothing: what reads the text has one thread, which is bound.
"""

from __future__ import annotations

import ctypes
import json
import os
from collections.abc import Callable, Iterator
from typing import Any, Final

from waystation.bounded import confine, seccomp

CPU_SECONDS, MEMORY_BYTES = 100, 512 * 1024 * 1024
SPEECH, ENCODER = "libespeak-ng.so.1", "libmp3lame.so.0"
VOICES: Final = {"ru": "ru", "en": "en"}
"""Languages of ours that eSpeak NG speaks, and its name for each."""
LARGEST: Final = 4 * 1024 * 1024  # bytes of the text with its marks
_SYNCHRONOUS: Final = 1  # ENOUTPUT_MODE_SYNCHRONOUS of espeak_ng.h
_UTF8, _BY_CHARACTER = 1, 1  # espeakCHARS_UTF8, POS_CHARACTER of speak_lib.h
_RATE, _PITCH = 1, 3  # espeakRATE, espeakPITCH
_WORDS_A_MINUTE: Final = 150
_MONO: Final = 3  # MPEG_mode of lame.h
_KILOBITS: Final = 32
_PAUSE: Final = 0.4  # seconds after each part
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
Speak = Callable[[str, int], bytes]
"""Samples of 16 bits of some words at a pitch from 0 to 99."""


class Failed(Exception):
    """A library is missing, or does not do what it should."""


def _good(code: int) -> None:
    if code != 0:
        raise Failed


def _speaker(language: str) -> tuple[Speak, int]:
    """What speaks a language, and its samples in a second. Raises Failed, KeyError."""
    try:
        lib: Any = ctypes.CDLL(SPEECH)
    except OSError:
        raise Failed from None
    lib.espeak_ng_InitializePath(None)
    _good(lib.espeak_ng_Initialize(None))
    _good(lib.espeak_ng_InitializeOutput(_SYNCHRONOUS, 0, None))
    heard = bytearray()

    def take(samples: Any, number: int, _events: Any) -> int:
        if samples and number > 0:
            heard.extend(ctypes.string_at(samples, 2 * number))
        return 0

    lib.kept = _CALLBACK(take)  # made now: a bound process may make nothing that is run
    lib.espeak_SetSynthCallback(lib.kept)
    _good(lib.espeak_ng_SetVoiceByName(VOICES[language].encode()))
    _good(lib.espeak_ng_SetParameter(_RATE, _WORDS_A_MINUTE, 0))
    said_by = lib.espeak_ng_Synthesize
    flags = [ctypes.c_uint] * 2
    said_by.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, *flags, *[ctypes.c_void_p] * 2]

    def speak(text: str, pitch: int) -> bytes:
        heard.clear()
        _good(lib.espeak_ng_SetParameter(_PITCH, pitch, 0))
        raw = text.encode() + b"\0"
        _good(said_by(raw, len(raw), 0, _BY_CHARACTER, 0, _UTF8, None, None))
        return bytes(heard)

    return speak, lib.espeak_ng_GetSampleRate()


def _encoder(rate: int) -> Callable[[bytes], bytes]:
    """What makes MP3 of samples; of none it gives what is left. Raises Failed."""
    try:
        lib: Any = ctypes.CDLL(ENCODER)
    except OSError:
        raise Failed from None
    lib.lame_init.restype = ctypes.c_void_p
    state = ctypes.c_void_p(lib.lame_init())
    for name, value in (
        *(("in_samplerate", rate), ("out_samplerate", rate), ("num_channels", 1), ("mode", _MONO)),
        *(("brate", _KILOBITS), ("quality", 7), ("bWriteVbrTag", 0)),
    ):
        _good(getattr(lib, f"lame_set_{name}")(state, value))
    _good(lib.lame_init_params(state))

    def encode(samples: bytes) -> bytes:
        number = len(samples) // 2
        room = number * 5 // 4 + 7_200  # as lame.h has it
        made = ctypes.create_string_buffer(room)
        if number:
            done = lib.lame_encode_buffer(state, ctypes.c_char_p(samples), None, number, made, room)
        else:
            done = lib.lame_encode_flush(state, made, room)
        if done < 0:
            raise Failed
        return made.raw[:done]

    return encode


def _spoken(parts: list[tuple[int, str]], speak: Speak, encode: Callable[[bytes], bytes], rate: int) -> Iterator[bytes]:
    pause = bytes(2 * int(_PAUSE * rate))
    for pitch, text in parts:
        yield encode(speak(text, pitch) + pause)
    yield encode(b"")


def main(arguments: list[str]) -> None:
    """A list of pitches and texts on standard input, MP3 on standard output. Ends badly where it cannot."""
    speak, rate = _speaker(*arguments)
    encode = _encoder(rate)
    own = os.getpid()
    if child := os.fork():  # the thread of eSpeak NG stays here, and what comes in does not
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) and 1)
    confine.die_with(own)
    _bound(speak, encode, rate)


def _bound(speak: Speak, encode: Callable[[bytes], bytes], rate: int) -> None:
    """Speaks what comes in, as a process that has given up everything."""
    code = 1
    try:
        speak("а, a, 1.", 50)  # what it loads late, it loads now
        confine.limits(seconds=CPU_SECONDS, memory=MEMORY_BYTES)
        with open(0, "rb", buffering=0) as source, open(1, "wb", closefd=False) as target:
            raw = source.read()
            confine.no_calls()
            for piece in _spoken(json.loads(raw), speak, encode, rate):
                target.write(piece)
        code = 0
    except (Failed, OSError, ValueError, seccomp.Unavailable):
        pass
    finally:
        os._exit(code)
