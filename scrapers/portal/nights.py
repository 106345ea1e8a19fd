"""What `make demo` shows of the crawl: two nights of `chidao nightly` at portals on loopback, the second of which takes only what is new.

    python -m scrapers.portal.nights OUT [--lang en]
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from scrapers.portal.demo import Demo
from scrapers.portal.server import Portal

WORDS = {
    "vi": ("Bốn cổng thông tin mẫu trên máy này (127.0.0.x); đêm thứ nhất:", "Trên các cổng có gì mới:", "Đêm thứ hai chỉ lấy cái mới:",
           "{asked} trang được hỏi lại, {same} trang trả lời “không đổi” (304), {bodies} nội dung trang không đổi bị tải lại"),
    "en": ("Four demo portals on this machine (127.0.0.x); the first night:", "What is new on the portals:", "The second night takes only what is new:",
           "{asked} pages asked for again, {same} answered “not modified” (304), {bodies} bodies of unchanged pages transferred"),
}  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0 where both nights went as they should."""
    parser = argparse.ArgumentParser(prog="python -m scrapers.portal.nights", description="Two nights at the demo's portals.")
    parser.add_argument("out", type=Path, help="folder for data/ and sources/, made anew")
    parser.add_argument("--lang", choices=tuple(WORDS), default="vi")
    given = parser.parse_args(arguments)
    first, changes, second, sums = WORDS[given.lang]
    for folder in ("data", "sources"):
        shutil.rmtree(given.out / folder, ignore_errors=True)
    demo = Demo()
    with demo.portal as portal:
        portal.describe(given.out / "sources")
        print(f"\n{first}\n", flush=True)
        codes = [_night(portal, given.out, given.lang)]
        known = {(site.name, seen.target) for site in portal.sites.values() for seen in site.seen if seen.status == 200}
        print(f"\n{changes}", *demo.second_night(), f"\n{second}\n", sep="\n  ", flush=True)
        portal.forget()
        codes.append(_night(portal, given.out, given.lang))
        print("\n" + sums.format(**_again(portal, known)))
    return 0 if max(codes) < 2 else 1


def _night(portal: Portal, out: Path, lang: str) -> int:
    allow = [word for address in portal.allow for word in ("--allow", address)]
    where = ["--data", str(out / "data"), "--sources", str(out / "sources"), "--only-own", "--recheck", "0", "--lang", lang]
    return subprocess.run([sys.executable, "-m", "pipeline.cli", "nightly", *where, *allow]).returncode


def _again(portal: Portal, known: set[tuple[str, str]]) -> dict[str, int]:
    """What the second night asked for of articles and documents that it knew, how much was not modified, and how much came although it was not changed."""
    seen = [(site, one) for site in portal.sites.values() for one in site.seen if (site.name, one.target) in known]
    pages = [(site, one) for site, one in seen if site.kind(one.target) in ("article", "attachment")]
    came = [one for site, one in pages if one.status == 200 and not site.changed(one.target)]
    return {"asked": len(pages), "same": sum(one.status == 304 for _, one in pages), "bodies": len(came)}


if __name__ == "__main__":
    sys.exit(main())
