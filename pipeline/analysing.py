"""The analysts' side of the command: `report`, `export`, `track`. What they need is imported when one of them runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

Command = Callable[..., argparse.ArgumentParser]

FORMATS = ("csv", "xlsx", "ics", "docbin", "w3c", "bio", "graphml")  # those of pipeline.exports, which needs not be loaded for the help
TABLES = ("directives", "deadlines", "documents", "agencies", "targets", "articles", "all")
OPTIONS = ("table", "days", "separator", "alarm")  # of some formats; the others say that they have them not
RECORDS = "records: a .jsonl or .parquet file, or a folder of these such as a crawl's data/"


def add(command: Command) -> None:
    """Adds the subcommands to the command line."""
    sub = command("report", _report, "records to one page for the browser: figures, the table of directives with filters, the articles with their mentions")
    sub.add_argument("records", type=Path, metavar="RECORDS", help=RECORDS)
    sub.add_argument("-o", "--out", type=Path, default=Path("report.html"), metavar="OUT", help="the file to write (default: report.html)")
    sub.add_argument("--title", metavar="TITLE", help="the heading of the page")
    _add_lang(sub)

    sub = command("export", _export, "records to spreadsheets, calendars and the formats of other tools")
    sub.add_argument("records", type=Path, metavar="RECORDS", help=RECORDS)
    sub.add_argument("--to", required=True, choices=FORMATS, help="the format")
    sub.add_argument("-o", "--out", type=Path, required=True, metavar="OUT", help="the file to write; for csv an existing folder, which gets every table")
    _add_lang(sub)
    sub.add_argument("--table", choices=TABLES, help="csv: which table (default: directives)")
    sub.add_argument("--days", choices=("iso", "vi"), help="csv: days as 2022-05-20 or 20/05/2022 (default: iso)")
    sub.add_argument("--separator", help='csv: between cells (default: ","; some Excels want ";")')
    sub.add_argument("--alarm", type=int, metavar="DAYS", help="ics: remind so many days before")

    sub = command("track", _track, "a document in all articles: who cites it, which directives rest on it, to what targets, in time order")
    sub.add_argument("document", metavar="DOCUMENT", help='its name, symbol or URN: "Đề án 06", "27/QĐ-UBQGCĐS"; diacritics may be left out')
    sub.add_argument("records", type=Path, metavar="RECORDS", help=RECORDS)
    _add_lang(sub)


    sub = command("browse", _browse, "records in the browser, on this machine alone (127.0.0.1): facets, search without diacritics, a page per article")
    sub.add_argument("records", type=Path, metavar="RECORDS", help=RECORDS + "; or a .db that --build-only wrote")
    sub.add_argument("--port", type=int, default=8001, metavar="N", help="the port, 0 for a free one (default: 8001)")
    sub.add_argument("--build-only", type=Path, metavar="OUT", help="write the SQLite file and serve nothing")


def _add_lang(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--lang", choices=("vi", "en"), default="vi", help="the language of titles and labels (default: vi)")


def _there(path: Path) -> Path:
    if not path.exists():
        raise ValueError(f"there is no {path} (sought in {Path.cwd()}); `chidao extract` and `chidao nightly` write records")
    return path


def _report(args: argparse.Namespace) -> int:
    from pipeline import report

    written = report.write(_there(args.records), args.out, lang=args.lang, title=args.title)
    print(f"{args.out}: {written.directives} directives of {written.articles} articles")
    return 0


def _export(args: argparse.Namespace) -> int:
    from pipeline import exports, frames

    options = {name: value for name in OPTIONS if (value := getattr(args, name)) is not None}
    written = exports.write(args.to, frames.records(_there(args.records)), args.out, lang=args.lang, **options)
    print(f"{args.out}: {written.items} items of {written.articles} articles")
    for note in written.notes:
        print(f"chidao: {note}", file=sys.stderr)
    return 0


def _browse(args: argparse.Namespace) -> int:
    from tempfile import TemporaryDirectory

    from pipeline import browse

    if args.build_only:
        built = browse.build(_there(args.records), args.build_only)
        print(f"{args.build_only}: {built.rows['directives']} directives of {built.rows['articles']} articles")
    elif _there(args.records).suffix in (".db", ".sqlite"):
        browse.serve(args.records, args.port)
    else:
        with TemporaryDirectory(prefix="chidao-") as folder:
            browse.build(args.records, Path(folder) / "chidao.db")
            browse.serve(Path(folder) / "chidao.db", args.port)
    return 0


def _track(args: argparse.Namespace) -> int:
    from pipeline import across

    across.show(across.track(_there(args.records), args.document), sys.stdout, args.lang)
    return 0
