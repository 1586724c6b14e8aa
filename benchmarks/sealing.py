"""What sealing costs a caller's phone, in a Chromium whose processor is slowed down.

    .venv/bin/python -m benchmarks.sealing [--slower 6] [--rounds 15]

The slowing is Chromium's own (Emulation.setCPUThrottlingRate): 6 on a desk's processor is about an old cheap phone.
Told are the first sealing after the page was loaded (what a caller waits for, with nothing compiled yet), later ones, a
file of 3 MB, and the whole page with the script. Minimum, median and maximum in milliseconds.
"""

from __future__ import annotations

import argparse
import base64
import os
import statistics
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

CHROMIUM = os.environ.get("WAYSTATION_CHROMIUM", "/usr/bin/chromium")
PAGE = "<!doctype html><title>-</title><script src='/seal.js'></script>"
SEAL = """async ([key, size]) => {
  const w = waystation, [k, form] = [w.fromBase64(key), new Uint8Array(16)], text = "ж".repeat(size);
  const began = performance.now();
  await w.sealMessage(k, form, {text});
  return performance.now() - began;
}"""
FILE = """async ([key, size]) => {
  const w = waystation, [k, form] = [w.fromBase64(key), new Uint8Array(16)];
  const file = new File([new Uint8Array(size)], "a");
  const began = performance.now();
  await w.sealFiles(k, form, [file]);
  return performance.now() - began;
}"""
LOADED = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


def main() -> None:
    parser = argparse.ArgumentParser(description="Sealing in a slow browser")
    parser.add_argument("--slower", type=float, default=6)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    from waystation.vault import suite

    key = base64.b64encode(suite.public_bytes(bytes(32))).decode()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        found: dict[str, list[float]] = {}
        for _ in range(options.rounds):
            page = _fresh(chromium, options.slower)
            found.setdefault("page loaded, with the script", []).append(page.evaluate(LOADED))
            for name, function, size in (
                ("first message, 500 letters", SEAL, 500),
                ("second message, 500 letters", SEAL, 500),
                ("message of 20,000 letters", SEAL, 20_000),
                ("file of 3 MB", FILE, 3_000_000),
            ):
                found.setdefault(name, []).append(page.evaluate(function, [key, size]))
            page.context.close()
        chromium.close()
    print(f"Chromium, processor {options.slower:g} times slower, {options.rounds} fresh pages; min / median / max, ms")
    for name, times in found.items():
        print(f"{name:32} {min(times):8.1f} {statistics.median(times):8.1f} {max(times):8.1f}")


def _fresh(chromium: Any, slower: float) -> Any:
    """A page of its own with the script as it is served; localhost is a place where browsers seal."""
    page = chromium.new_context().new_page()
    script = (ROOT / "src/waystation/hotline/static/hotline/seal.js").read_text()
    page.route("**/*", lambda route: route.fulfill(content_type="text/html", body=PAGE))
    page.route("**/seal.js", lambda route: route.fulfill(content_type="text/javascript", body=script))
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto("http://localhost/")
    return page


if __name__ == "__main__":
    main()
