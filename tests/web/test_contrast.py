"""WCAG 2.2 contrast of the colours of the style sheet, in light and in dark (1.4.3, 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SHEET = (Path(__file__).parents[2] / "src/waystation/web/static/web/waystation.css").read_text()

SURFACES = ["paper", "surface", "sunken"]
TEXT = [
    *[(ink, ground) for ink in ("ink", "soft", "accent", "accent-deep", "danger", "warn") for ground in SURFACES],
    *[(tone, f"{tone}-wash") for tone in ("info", "good", "warn", "danger")],
    *[("ink", f"{tone}-wash") for tone in ("info", "good", "warn", "danger", "accent")],
    ("accent-deep", "accent-wash"),
    ("soft", "accent-wash"),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
    ("on-danger", "danger-fill"),
    ("surface", "danger"),
    ("paper", "ink"),
    ("paper", "soft"),
]
SHAPES = [(shape, ground) for shape in ("edge", "focus", "accent", "danger-fill") for ground in ("paper", "surface")]


def colours(scheme: str, sheet: str = SHEET) -> dict[str, str]:
    """The custom properties of a scheme; dark overrides light."""
    light, dark = re.findall(r":root \{(.*?)\}", sheet, re.DOTALL)[:2]
    found = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", dark))
    return found


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_it_works() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(scheme: str, ink: str, ground: str) -> None:
    assert contrast(colours(scheme)[ink], colours(scheme)[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_controls_and_focus_can_be_seen(scheme: str, shape: str, ground: str) -> None:
    assert contrast(colours(scheme)[shape], colours(scheme)[ground]) >= 3


def test_dark_says_every_colour_again() -> None:
    light, dark = re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL)[:2]
    names = [set(re.findall(r"--([a-z-]+): #", block)) for block in (light, dark)]
    assert names[0] == names[1]


def test_colours_stand_in_one_place() -> None:
    rules = SHEET.split("@layer base {", 1)[1].split("@layer print {")[0]
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b", rules)
    assert "url(" not in SHEET
    assert "@import" not in SHEET
