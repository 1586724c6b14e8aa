"""Exported chats, made from the formats that the modules in hotline/chat name. All people are fictional."""

from __future__ import annotations

import json
from typing import Any

MESSAGES: list[dict[str, Any]] = [
    {"id": 1, "type": "service", "date": "2026-01-30T22:00:00", "actor": "Zaur", "action": "phone_call", "text": ""},
    {
        "id": 2,
        "type": "message",
        "date": "2026-01-31T12:34:56",
        "date_unixtime": "1769852096",
        "from": "Zaur",
        "from_id": "user1",
        "text": ["Они ", {"type": "bold", "text": "пришли"}, "."],
    },
    {
        "id": 3,
        "type": "message",
        "date": "2026-01-31T12:36:00",
        "from": "Lena",
        "photo": "photos/photo_1@31-01-2026.jpg",
        "text": "",
    },
    {
        "id": 4,
        "type": "message",
        "date": "2026-01-31T12:37:00",
        "from": "Lena",
        "file": "(File not included. Change data exporting settings to download.)",
        "file_name": "voice.ogg",
        "media_type": "voice_message",
        "text": "Listen",
    },
]


def telegram(messages: Any = None, **more: Any) -> bytes:
    whole = {"name": "Lena", "type": "personal_chat", "id": 7, "messages": MESSAGES if messages is None else messages}
    return json.dumps(whole | more, ensure_ascii=False).encode()


# How phones write the last day of January 2026, 14:05, before what is said.
WHATSAPP_HEADS = {
    "ru-android": "31.01.2026, 14:05 - ",
    "ru-ios": "[31.01.2026, 14:05:09] ",
    "ru-old": "31.01.26, 14:05 - ",
    "de-ios": "[31.01.26, 14:05:09] ",
    "de-um": "31.01.26 um 14:05 - ",
    "en-us-android": "1/31/26, 2:05 PM - ",
    "en-us-narrow": "1/31/26, 2:05\u202fPM - ",
    "en-us-ios": "\u200e[1/31/26, 2:05:09 PM] ",
    "en-gb": "31/01/2026, 14:05 - ",
    "en-in": "31/01/26, 2:05 pm - ",
    "es": "31/1/26 14:05 - ",
    "es-half": "31/1/26, 2:05 p. m. - ",
    "fr": "31/01/2026 à 14:05 - ",
    "fr-ios": "[31/01/2026 14:05:09] ",
    "nl": "31-01-2026 14:05 - ",
    "fi": "[31.1.2026 klo 14.05.09] ",
    "sv": "2026-01-31 14:05 - ",
    "zh": "2026/1/31 下午2:05 - ",
    "ko": "2026. 1. 31. 오후 2:05, ",
    "tr": "31.01.2026 14:05 - ",
    "bg": "31.01.2026 г., 14:05 - ",
    "el": "31/1/26, 2:05 μ.μ. - ",
    "ar": "\u200f٣١/١/٢٠٢٦, ٢:٠٥ م - ",
    "th": "31/1/2569 14:05 - ",
}


def whatsapp(*said: str, head: str = WHATSAPP_HEADS["ru-android"], end: str = "\n") -> bytes:
    return "".join(f"{head}{each}{end}" for each in said).encode()


SIGNAL = b"""Conversation: Lena (+70000000000)

From: Lena (+70000000000)
Type: incoming
Sent: Sat, 31 Jan 2026 14:05:09 +0300
Received: Sat, 31 Jan 2026 14:05:10 +0300
Attachment: house.jpg (image/jpeg, 1234 bytes)
Attachment: no filename (audio/aac, 99 bytes)

They came.

Two of them.

From: You
Type: outgoing
Sent: Sat, 31 Jan 2026 14:06:00 +0300

Are you safe?

Type: keychange
Sent: Sat, 31 Jan 2026 14:07:00 +0300

"""

SIGNAL_SHORT = b"""2026-01-31 14:05 Lena: [2 attachments] They came.
Two of them.
2026-01-31 14:06 You: Are you safe?
2026-01-31 14:07 Lena: [keychange message]
"""
