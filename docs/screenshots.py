"""Makes docs/report.png and docs/report-article.png, the report of corpora/sample photographed in headless Chromium (Debian: chromium), and docs/plot.png,
a plot as it is kept in a notebook.

    .venv/bin/python docs/screenshots.py [FOLDER]

The same articles, day and window give the same pictures, as far as the fonts are the same.
"""

from __future__ import annotations

import base64
import datetime
import json
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "corpora" / "sample"
TODAY = datetime.date(2025, 9, 26)  # the day of one of the articles: something is due soon, most is past


class Shot(NamedTuple):
    """A picture: its file, what the page's address asks for, and the size of the window."""

    name: str
    address: str
    width: int
    height: int


SHOTS = (
    Shot("report.png", "#sort=-due", 1400, 1700),
    Shot("report-article.png", "#d=01-tiem-phong-benh-dai-D02", 1400, 900),
)
PLOT = (ROOT / "notebooks" / "3_agencies.ipynb", 2)  # lead against coordinate: the third picture in it


def make(folder: Path) -> None:
    """Writes the pictures into the folder."""
    (folder / "plot.png").write_bytes(picture(*PLOT))
    from pipeline import extract, inputs, report

    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("no chromium here (Debian: apt install chromium)")
    records = [extract(item) for item in inputs.read([SAMPLE]) if isinstance(item, inputs.Input)]
    records = [record for record in records if (record.article.published or "") <= TODAY.isoformat()]  # no news of tomorrow
    with TemporaryDirectory() as work:
        page = Path(work, "report.html")
        report.write(records, page, today=TODAY)
        for shot in SHOTS:
            photograph(browser, page.as_uri() + shot.address, folder / shot.name, shot, Path(work, "profile"))
            print(folder / shot.name)


def picture(notebook: Path, number: int) -> bytes:
    """The PNG of a notebook's kept output, counted from 0."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    shown = [output["data"]["image/png"] for cell in cells for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]
    return base64.b64decode(shown[number])


def photograph(browser: str, address: str, out: Path, shot: Shot, profile: Path) -> None:
    """Writes what the browser shows of an address; it is given no way to any other machine."""
    arguments = [
        browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--proxy-server=http://127.0.0.1:9", "--force-device-scale-factor=1", "--force-color-profile=srgb", "--virtual-time-budget=3000", f"--user-data-dir={profile}",
        f"--window-size={shot.width},{shot.height}", f"--screenshot={out.resolve()}", address,
    ]  # fmt: skip
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=120)
    if done.returncode or not out.exists():
        sys.exit(f"{browser} makes no picture: {done.stderr[-1000:]}")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs")
