"""Finds or installs a Chromium for the browser tests, and prints its path.

An installed browser is used first, then Debian's package when root on such a system, then
Playwright's own download. The variable CHROMIUM sets the path directly.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_CHROME = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find_browser() -> str | None:
    """Return the path of a Chromium, or None. Raises FileNotFoundError for a bad CHROMIUM."""
    named = os.environ.get("CHROMIUM")
    if named:
        if shutil.which(named) is None:
            raise FileNotFoundError(f"CHROMIUM names {named!r}, which is not a program.")
        return named
    installed = next((path for name in NAMES if (path := shutil.which(name))), None)
    if installed:
        return installed
    return str(MAC_CHROME) if MAC_CHROME.is_file() else _playwrights_own()


def _playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _ways_to_install() -> list[list[list[str]]]:
    download = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if not (_is_root() and shutil.which("apt-get")):
        return [download]
    apt = [
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ]
    return [apt, download]


def install_browser() -> None:
    """Try each way to install a browser until one works; prints which did not."""
    for way in _ways_to_install():
        failed = next((step for step in way if subprocess.run(step).returncode != 0), None)
        if failed is None and find_browser():
            return
        print(f"ensure_browser: did not work: {' '.join(failed or way[-1])}", file=sys.stderr)


def main() -> int:
    """Print the path and return 0, or print advice on stderr and return 2."""
    try:
        if find_browser() is None:
            install_browser()
        browser = find_browser()
    except FileNotFoundError as fault:
        print(f"ensure_browser: {fault}", file=sys.stderr)
        return 2
    if browser is None:
        print(
            "ensure_browser: no Chromium could be found or installed. Install Chromium or Chrome, "
            "or set CHROMIUM to its path.",
            file=sys.stderr,
        )
        return 2
    print(browser)
    return 0


if __name__ == "__main__":
    sys.exit(main())
