"""The command `chidao`. Stages are imported when a subcommand needs them, so that `--help` answers at once."""

from __future__ import annotations

import argparse
import datetime
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pipeline import analysing, crawling

if TYPE_CHECKING:
    from pipeline import annotate, schema, write
    from pipeline.inputs import Input, Problem
    from pipeline.judge import Judge

T = TypeVar("T")

DESCRIPTION = "Vietnamese provincial-government news in, directives out: who told whom to do what, by when, to what target, on what basis."
EXIT_CODES = """exit codes:
  0    all well
  1    some inputs could not be read or extracted (each is named on standard error); the rest was written
  2    wrong usage, no input there, invalid records, or the output could not be written
  130  stopped by Ctrl-C; `extract --resume` goes on
"""


class UsageError(Exception):
    """What the user asked for cannot be done; the message says what was sought, where, and what to do."""


def main(argv: list[str] | None = None) -> int:
    """Runs the command and gives its exit code."""
    args = parser().parse_args(argv)
    try:
        code = args.run(args)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # the reader has seen enough: chidao show x | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("chidao: stopped", file=sys.stderr)
        return 130
    except (UsageError, OSError, ValueError) as error:
        print(f"chidao: {error}", file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(
        prog="chidao", description=DESCRIPTION, epilog=EXIT_CODES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    top.add_argument("--version", action=_Version, nargs=0, help="print the version and the record format, and end")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: object, help: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help, description=help, epilog=EXIT_CODES, formatter_class=argparse.RawDescriptionHelpFormatter)
        sub.set_defaults(run=run)
        return sub

    sub = command("extract", _extract, "read articles, write one record per line (JSONL)")
    sub.add_argument("paths", nargs="+", metavar="PATH", help="a .txt, .html or .jsonl file, a folder of these, or - for standard input")
    sub.add_argument("-o", "--out", type=Path, metavar="OUT", help="the file to write, .jsonl or .parquet; it appears when it is whole (default: JSONL to standard output)")
    sub.add_argument("--resume", action="store_true", help="keep the records that a killed run has left in OUT.part (or that OUT holds)")
    _add_defaults(sub)
    _add_judge(sub)
    sub.add_argument("--min-confidence", type=_share, default=0.0, metavar="X", help="write only mentions and directives that are at least so sure (0 to 1)")

    sub = command("show", _show, "print records for reading")
    sub.add_argument("records", nargs="+", metavar="RECORDS", help="a .jsonl file that `chidao extract` wrote, or - for standard input")
    sub.add_argument("--lang", choices=("vi", "en"), default="vi", help="the language of the labels (default: vi)")
    sub.add_argument("--text", action="store_true", help="also print the article's text with the mentions marked in it")

    sub = command("score", _score, "compare records with a gold standard: precision, recall, F1")
    sub.add_argument("gold", type=Path, metavar="GOLD", help="the right records (.jsonl)")
    sub.add_argument("pred", type=Path, metavar="PRED", help="the records to be judged (.jsonl)")
    sub.add_argument("--errors", metavar="KIND", action="append", default=[], help="also list the errors: documents, dates.value, ...")
    sub.add_argument("--json", action="store_true", help="print one JSON object")

    command("schema", _schema, "print the JSON Schema of a record")

    sub = command("train", _train, "train the models anew, on the annotated corpus and on records of your own")
    sub.add_argument("--data", nargs="+", type=Path, default=[], metavar="RECORDS", help="records corrected by hand (.jsonl) to learn from as well")
    sub.add_argument("--silver", nargs="+", default=[], metavar="ARTICLES", help="articles that nobody annotated; what is sure in them is learned from with less weight")
    sub.add_argument("--out", type=Path, default=Path("chidao-models"), metavar="DIR", help="the folder to write (default: chidao-models); `extract --models DIR` uses it")

    sub = command("evaluate", _evaluate, "compare rules, models and both with annotated articles: F1 with bootstrap intervals, calibration")
    sub.add_argument("gold", nargs="*", type=Path, metavar="GOLD", help="annotated records (.jsonl); without any, the test split of the corpus")
    sub.add_argument("--split", choices=("train", "dev", "test"), default="test", help="the split of the corpus to use where no GOLD is given (default: test)")
    sub.add_argument("--models", type=Path, metavar="DIR", help="the folder of models to judge (default: those shipped)")
    sub.add_argument("--rounds", type=_count, default=1000, metavar="N", help="resamples behind an interval (default: 1000)")

    _add_annotate(command("annotate", _annotate, "records out to an annotation tool, and what was corrected there back into records"))

    sub = command("explain", _explain, "print, for a sentence or more, each mention with the rule or row that produced it")
    sub.add_argument("text", metavar="TEXT", help="the text itself, or - for standard input")
    _add_defaults(sub)
    _add_judge(sub)
    analysing.add(command)
    crawling.add(command)
    return top


def _add_annotate(sub: argparse.ArgumentParser) -> None:
    ways = sub.add_subparsers(dest="way", metavar="export|import", required=True)
    out = ways.add_parser("export", help="records -> tasks with our predictions", description="records -> tasks with our predictions")
    out.add_argument("records", nargs="*", metavar="RECORDS", help="records (.jsonl), gold or not, or - for standard input")
    out.add_argument("--to", choices=("labelstudio", "doccano"), help="the tool that will read the file")
    out.add_argument("-o", "--out", type=Path, metavar="OUT", help="the file to write (default: standard output)")
    out.add_argument("--uncertain", type=int, metavar="N", help="only the N articles with the least sure decisions, the least sure first")
    out.add_argument("--config", type=Path, metavar="FILE", help="also write Label Studio's labeling configuration")
    back = ways.add_parser("import", help="what the tool exported -> corrected records", description="what the tool exported -> corrected records")
    back.add_argument("file", metavar="FILE", help="Label Studio's JSON or Doccano's JSONL (relation), or - for standard input")
    back.add_argument("-o", "--out", type=Path, metavar="OUT", help="the records to write (default: standard output)")
    back.add_argument("--confirmed", action="store_true", help="people have seen everything in FILE: also what they left as it was is by \"human\"")


def _add_judge(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--only", choices=("rules", "models"), help="let rules alone or models alone decide, instead of both (for comparison)")
    sub.add_argument("--models", type=Path, metavar="DIR", help="the folder of models to use, as `chidao train --out DIR` writes it")


def _share(value: str) -> float:
    try:
        share = float(value)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{value} is no confidence; give a number from 0 to 1")
    return share


def _count(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise argparse.ArgumentTypeError(f"{value} is no number of resamples; give 1 or more, better 1000")
    return int(value)


def _judge(args: argparse.Namespace) -> Judge:
    from models import TRAINED
    from pipeline import judge

    return judge.shipped(args.only or "both", args.models or TRAINED)


def _add_defaults(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--published", type=_date, metavar="DATE", help="the day (ISO, 2022-05-13) of articles that do not tell theirs")
    sub.add_argument("--place", type=_province, metavar="PLACE", help="the province (name or code) of articles that do not tell theirs")
    sub.add_argument("--source", metavar="SOURCE", help="the name of the source of articles that do not tell theirs")


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from pipeline import __version__
        from pipeline.schema import VERSION

        print(f"chidao {__version__} ({VERSION})")
        parser.exit()


def _date(value: str) -> str:
    try:
        return datetime.date.fromisoformat(value).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{value!r} is no ISO date such as 2022-05-13") from None


def _province(value: str) -> str:
    from pipeline import places

    found = places.province(value)
    if found is None:
        raise argparse.ArgumentTypeError(f'{value!r} is no province; give a name such as "Nam Định" or a code such as 36')
    return value


# extract ------------------------------------------------------------------------------------------------------------------------


def _extract(args: argparse.Namespace) -> int:
    from tqdm import tqdm

    from pipeline import inputs, write

    if args.resume and args.out is None:
        raise UsageError("--resume needs -o: what was written to standard output cannot be read back")
    missing = [path for path in args.paths if path != "-" and not Path(path).exists()]
    if len(missing) == len(args.paths):
        raise _absent(missing)
    failed, judge = 0, _judge(args)
    columns = args.out is not None and args.out.suffix.lower() == ".parquet"
    lines = args.out.with_name(args.out.name + ".jsonl") if columns else args.out  # what is written column by column cannot be gone on with
    with write.Output(lines, args.resume) as out:
        have = Counter(_key(record.article, record.text) for record in _records(out.kept(), out))
        items = inputs.read(args.paths, published=args.published, place=args.place, source=args.source)
        for item in _bar(items):
            if args.out and item.path not in args.paths and os.path.realpath(item.path) == os.path.realpath(args.out):
                continue  # the output of an earlier run, met in a folder of articles
            line = _line(item, have, judge, args.min_confidence)
            if isinstance(line, bytes):
                out.write(line)
            elif line is not None:
                failed += not line.empty
                tqdm.write(f"chidao: {line}", file=sys.stderr)  # above the bar, not across it
    if left := have.total():
        print(f"chidao: {args.out}: {left} of the records kept are of articles that are not among these inputs", file=sys.stderr)
    if columns:
        from pipeline import parquet, schema

        with lines.open("rb") as file:
            parquet.write(schema.read(file, str(lines)), args.out)
        lines.unlink()
    if failed:
        print(f"chidao: {failed} inputs failed, the others were written", file=sys.stderr)
    return 1 if failed else 0


def _bar(articles: Iterable[T]) -> Iterable[T]:
    """The articles, with a progress bar on a terminal; disable=None is silent in a pipe."""
    from tqdm import tqdm

    return tqdm(articles, unit=" articles", disable=None, file=sys.stderr)


def _absent(paths: list[str]) -> UsageError:
    return UsageError(f"there is no {', no '.join(paths)} (sought in {Path.cwd()})")


def _line(item: Input | Problem, have: Counter[tuple[str, int]], judge: Judge, least: float) -> bytes | Problem | None:
    """The record to write, else the problem to report, else None for an article that an earlier run has written."""
    from pipeline import inputs, run, schema

    if isinstance(item, inputs.Problem):
        return item
    key = _key(item.article, item.text)
    if have[key]:
        have[key] -= 1
        return None
    try:
        return schema.dumps(run.sure(run.extract((item.article, item.text), judge=judge), least))
    except Exception as error:  # whatever an odd article brings to light, the run goes on
        return inputs.Problem(item.path, item.line, f"article {item.article.id!r}: {type(error).__name__}: {error}")


def _key(article: schema.Article, text: str) -> tuple[str, int]:
    return article.id, hash(text)


def _records(lines: Iterable[bytes], out: write.Output) -> Iterator[schema.Record]:
    from pipeline import schema

    for number, line in enumerate(lines, 1):
        try:
            yield schema.loads(line)
        except schema.RecordError as error:
            raise UsageError(f"{out.part}, line {number}: {error}; it cannot be resumed, run again without --resume") from None


# the other commands -------------------------------------------------------------------------------------------------------------


def _show(args: argparse.Namespace) -> int:
    from pipeline import show

    show.show(_read(args.records), sys.stdout, lang=args.lang, with_text=args.text)
    return 0


def _read(names: Iterable[str]) -> Iterator[schema.Record]:
    from pipeline import schema

    for name in names:
        if name == "-":
            yield from schema.read(sys.stdin.buffer, "<stdin>")
        else:
            with open(name, "rb") as file:
                yield from schema.read(file, name)


def _score(args: argparse.Namespace) -> int:
    import msgspec

    from pipeline import score

    unknown = [kind for kind in args.errors if kind not in score.error_kinds()]
    if unknown:
        raise UsageError(f"there are no errors of kind {', '.join(unknown)}; there are: {', '.join(score.error_kinds())}")
    result = score.compare(args.gold, args.pred)
    errors = {kind: found for kind, found in result.errors.items() if any(kind == k or kind.startswith(k + ".") for k in args.errors)}
    if args.json:
        figures = result.figures | ({"errors": errors} if args.errors else {})
        sys.stdout.buffer.write(msgspec.json.encode(figures) + b"\n")
    else:
        for line in (*score.table(result.figures), *score.listing(errors)):
            print(line)
    return 0


def _schema(args: argparse.Namespace) -> int:
    import json

    from pipeline.schema import json_schema

    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
    return 0


def _explain(args: argparse.Namespace) -> int:
    from pipeline import inputs, run, show

    text = sys.stdin.read() if args.text == "-" else args.text
    about = inputs.article(text, published=args.published, place=args.place, source=args.source)
    show.explain(*run.analyse(*about, _judge(args)), sys.stdout)
    return 0


def _annotate(args: argparse.Namespace) -> int:
    return _annotate_export(args) if args.way == "export" else _annotate_import(args)


def _annotate_export(args: argparse.Namespace) -> int:
    import msgspec

    from pipeline import annotate, write

    if args.records and not args.to:
        raise UsageError("annotate export: --to labelstudio or --to doccano says for which tool")
    if not args.records and not args.config:
        raise UsageError("annotate export: give the records to export (.jsonl), or --config FILE for Label Studio's configuration alone")
    if args.uncertain is not None and args.uncertain < 1:
        raise UsageError(f"--uncertain {args.uncertain}: the number of articles is 1 or more")
    if args.config:
        args.config.write_text(annotate.config(), encoding="utf-8")
    if not args.records:
        return 0
    records = (record for name in args.records for record in annotate.records(_file(name), name))
    if args.uncertain:
        records = iter(annotate.least_sure(records, args.uncertain))
    with write.Output(args.out) as out:
        for line in annotate.lines((msgspec.json.encode(annotate.TOOLS[args.to](record)) for record in records), args.to):
            out.write(line)
    return 0


def _annotate_import(args: argparse.Namespace) -> int:
    import msgspec

    from pipeline import annotate, write

    name = "<stdin>" if args.file == "-" else args.file
    data = sys.stdin.buffer.read() if args.file == "-" else Path(args.file).read_bytes()
    problems: list[annotate.Problem] = []
    records = _sound(annotate.imported(data, name, args.confirmed), problems)
    first = next(records, None)  # before the output is opened
    if first is None:
        raise UsageError(f"{name}: none of its tasks could be read")
    with write.Output(args.out) as out:
        for record in (first, *records):
            out.write(msgspec.json.encode(record))
    return 1 if problems else 0


def _file(name: str) -> Iterator[bytes]:
    if name == "-":
        yield from sys.stdin.buffer
    else:
        with open(name, "rb") as file:
            yield from file


def _sound(found: Iterable[dict | annotate.Problem], problems: list[annotate.Problem]) -> Iterator[dict]:
    """Those that are records; the problems are told and kept."""
    for one in found:
        if isinstance(one, dict):
            yield one
        else:
            problems.append(one)
            print(f"chidao: {one}", file=sys.stderr)


def _train(args: argparse.Namespace) -> int:
    from pipeline import inputs, learn

    data = [record for path in args.data for record in _annotated(path)]
    if missing := [path for path in args.silver if not Path(path).exists()]:
        raise _absent(missing)
    read = list(inputs.read(args.silver)) if args.silver else []
    problems = [item for item in read if isinstance(item, inputs.Problem)]
    for problem in problems:
        print(f"chidao: {problem}", file=sys.stderr)
    silver = [item for item in read if not isinstance(item, inputs.Problem)]
    if args.silver and not silver:
        raise UsageError(f"no article could be read in {', '.join(args.silver)}")
    manifest = learn.build(args.out, data, silver, _bar)
    print(f"{'decisions on dev that are right':<34}{'rules':>8}{'model':>8}{'both':>8}  the model decides from")
    for name, found in manifest["models"].items():
        right = "".join(f"{found[f'dev {mode}']:>8.3f}" for mode in ("rules", "model", "both"))
        print(f"{name:<34}{right}  {found['threshold'] if found['threshold'] <= 1 else 'never'}")
    used = manifest["data"]
    print(f"{args.out}: {len(manifest['models'])} models from {used['train']} annotated articles ({used['own']} your own) and {used['silver']} without annotation")
    return 1 if problems else 0


def _annotated(path: Path) -> list[dict]:
    """The annotated records of a file; a file without any is an error, as nothing would be learned or judged."""
    from pipeline import score

    found = list(score.read(path).values())
    if not found:
        raise UsageError(f"{path} holds no record; one JSON object a line is sought, as `chidao extract` and `chidao annotate import` write them")
    return found


def _evaluate(args: argparse.Namespace) -> int:
    import corpora
    from models import TRAINED
    from pipeline import evaluate, judge

    gold = [record for path in args.gold for record in _annotated(path)] or list(corpora.gold(args.split))

    modes = ("rules", "models", "both")
    found = {mode: evaluate.evaluate(gold, judge.shipped(mode, args.models or TRAINED), _bar) for mode in modes}
    print(f"{len(gold)} articles of {', '.join(map(str, args.gold)) or f'corpora, {args.split}'}")
    for line in evaluate.table(found, args.rounds):
        print(line)
    for line in evaluate.diagram(found["both"].directives):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
