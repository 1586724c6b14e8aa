"""Pages on a bad line: 50 kbit/s each way and a second until anything comes back, as through Tor from a village.

    python -m benchmarks.slow_line --demo 'what `./waystation demo --json` printed' [--kbit 50] [--latency 1000]

Chromium itself is slowed (Network.emulateNetworkConditions of the DevTools protocol). Each page is opened twice: with
nothing kept, and again with the style sheets that the browser has by then. A page can be read as soon as it is painted,
from above, while the rest of it still comes.
"""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.e2e.screens import ARGUMENTS, CHROMIUM

CALLERS = ("/en/", "/en/help", "/en/write")
STAFF = (
    "/staff/",
    "/staff/requests/",
    "REQUEST",
    "/staff/cases/",
    "CASE",
    "/staff/counts",
    "/staff/tasks/",
    "/staff/log",
)


def slowed(page: Page, kbit: float, latency: float) -> Any:
    """The page behind such a line; kbit/s of 1,000 bits each way, milliseconds."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    rate = kbit * 1000 / 8
    line = {"offline": False, "latency": latency, "downloadThroughput": rate, "uploadThroughput": rate}
    session.send("Network.emulateNetworkConditions", line)
    return session


def opened(page: Page, session: Any, path: str, *, kept: bool) -> tuple[float, float, int]:
    """Seconds until it is painted and until all of it is there, and the bytes that came."""
    came: list[int] = []
    session.on("Network.loadingFinished", lambda told: came.append(int(told["encodedDataLength"])))
    session.send("Network.setCacheDisabled", {"cacheDisabled": not kept})
    began = time.monotonic()
    page.goto(path, wait_until="load", timeout=120_000)
    whole = time.monotonic() - began
    page.wait_for_timeout(500)  # what is there may not be painted yet
    painted = page.evaluate(
        "() => (performance.getEntriesByName('first-contentful-paint')[0] || {startTime: NaN}).startTime"
    )
    return painted / 1000, whole, sum(came)


def first(page: Page, of: str, kind: str) -> str:
    """The address of the first thing of a list."""
    page.goto(of)
    links = page.locator(f"main a[href^='/staff/{kind}/']").evaluate_all("all => all.map(each => each.pathname)")
    return str(next(each for each in links if each.count("/") == 3 and each.count("-") >= 4))


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--demo", required=True, help="a file with the line that `demo --json` printed")
    told.add_argument("--kbit", type=float, default=50)
    told.add_argument("--latency", type=float, default=1000, help="milliseconds")
    chosen = told.parse_args()
    with open(chosen.demo) as file:
        facts = json.loads(file.readline())
    words = {each["name"]: each["passphrase"] for each in facts["sign_ins"]}
    with sync_playwright() as engine:
        chromium = engine.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        context = chromium.new_context(base_url=facts["public"], locale="en-GB")
        page = context.new_page()
        page.goto("/staff/sign-in")
        page.fill("[name=name]", "lev")
        page.fill("[name=passphrase]", words["lev"])
        page.click("main form button")
        page.wait_for_load_state()
        ours = {"REQUEST": first(page, "/staff/requests/", "requests"), "CASE": first(page, "/staff/cases/", "cases")}
        rows = []
        for path in (*CALLERS, *STAFF):
            row: list[object] = [path.lower() if path in ours else path]
            for kept in (False, True):
                tab = context.new_page()
                session = slowed(tab, chosen.kbit, chosen.latency)
                painted, whole, size = opened(tab, session, ours.get(path, path), kept=kept)
                row += [f"{painted:.1f}", f"{whole:.1f}", f"{size / 1000:.1f}"]
                tab.close()
            rows.append(row)
        chromium.close()
    heads = ["page", "painted, s", "whole, s", "KB", "again: painted, s", "whole, s", "KB"]
    print(f"{chosen.kbit:g} kbit/s, {chosen.latency:g} ms")
    for row in (heads, ["---"] * len(heads), *rows):
        print("| " + " | ".join(map(str, row)) + " |", flush=True)


if __name__ == "__main__":
    main()
