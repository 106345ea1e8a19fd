"""The guides in docs/: their code runs as it stands there, in order, in a copy of the project; the record's fields and types are those of the schema.

Of a guide, `python` blocks are executed, one process a guide. Lines of `sh` blocks that begin with `chidao` are run; those marked `# network`,
`# minutes` or `# stays` (open until stopped) are parsed only. A block whose first line is `# FILE` is that file: rows to add, or a module to write.
The guides find what the README makes: articles and records in data/.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from msgspec import inspect

import corpora
from conftest import ROOT
from pipeline import cli, inputs, run, schema

DOCS = sorted((ROOT / "docs").glob("*.md"))
GUIDES = ("add-a-source", "cookbook", "extend", "record")
ONLY_PARSED = re.compile(r"\s+#\s*(network|minutes|stays)\b.*$")


class Block(NamedTuple):
    """A fenced block of a guide: its language, its text, its line."""

    kind: str
    text: str
    line: int


def blocks(path: Path) -> Iterator[Block]:
    text = path.read_text(encoding="utf-8")
    for found in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S):
        yield Block(found[1], found[2], text.count("\n", 0, found.start()) + 2)


def commands(block: Block) -> Iterator[tuple[str, bool]]:
    """The command lines of a block, and whether they are only parsed."""
    for line in block.text.splitlines():
        if line.startswith("chidao "):
            yield ONLY_PARSED.sub("", line), bool(ONLY_PARSED.search(line))


# ----------------------------------------------------------------------------------------------------------------- what the guides work on

# Invented. Two sites tell the same news; the third speaks of what was reached.
NEWS = [
    {
        "id": "cds-1", "source": "Báo tỉnh", "published": "2022-06-02", "place": "Nam Định", "title": "Đẩy mạnh thực hiện Đề án 06", "cluster": "c1",
        "text": "Chủ tịch UBND tỉnh Trần Văn Thử yêu cầu Sở Thông tin và Truyền thông chủ trì, phối hợp với Công an tỉnh triển khai Đề án 06, "
        "bảo đảm 80% hồ sơ được nộp trực tuyến, báo cáo UBND tỉnh trước ngày 20/6/2022.\n"
        "Giao Sở Y tế kết nối dữ liệu tiêm chủng theo Kế hoạch số 45/KH-UBND ngày 10/3/2022 của UBND tỉnh.",
    },
    {
        "id": "cds-2", "source": "Cổng thông tin tỉnh", "published": "2022-06-02", "place": "Nam Định", "title": "Triển khai Đề án 06 của Chính phủ", "cluster": "c1",
        "text": "Chủ tịch UBND tỉnh Trần Văn Thử yêu cầu Sở Thông tin và Truyền thông chủ trì, phối hợp với Công an tỉnh triển khai Đề án 06, "
        "bảo đảm 80% hồ sơ được nộp trực tuyến, báo cáo UBND tỉnh trước ngày 20/6/2022.",
    },
    {
        "id": "cds-3", "source": "Báo tỉnh", "published": "2022-09-05", "place": "Thái Bình", "title": "Kết quả bước đầu của Đề án 06",
        "text": "Đến nay, toàn tỉnh có 61,5% hồ sơ được nộp trực tuyến.\n"
        "Chủ tịch UBND tỉnh Lê Thị Mẫu yêu cầu Công an tỉnh tiếp tục thực hiện Đề án 06, phấn đấu đạt 90% hồ sơ nộp trực tuyến trước ngày 30/12/2022.",
    },
]  # fmt: skip


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with data/: articles, and records of the sample, of the annotated corpus' texts and of the news above."""
    folder = tmp_path_factory.mktemp("docs")
    for name in ("pipeline", "corpora", "models", "scrapers"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "tests" / "pages").mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "pages" / "drupal.html", folder / "tests" / "pages")
    records = folder / "data" / "records"
    records.mkdir(parents=True)
    articles = [item for item in inputs.read([str(corpora.ROOT / "sample")]) if not isinstance(item, inputs.Problem)]
    found = [run.extract((item.article, item.text)) for item in articles]
    found += [run.extract({**gold["article"], "text": gold["text"]}) for gold in corpora.gold("dev")]
    (folder / "data" / "articles.jsonl").write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in NEWS))
    for one in NEWS:
        record = run.extract(one)
        record.article.cluster = one.get("cluster")
        found.append(record)
    (records / "1.jsonl").write_bytes(b"".join(schema.dumps(record) + b"\n" for record in found))
    return folder


def process(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *args], cwd=folder, capture_output=True, encoding="utf-8", timeout=300,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8", "no_proxy": "*"},
    )  # fmt: skip


# --------------------------------------------------------------------------------------------------------------------------- their code

# What a guide's code has to have found at its end, as an expression; a guide whose answers are empty shows nothing.
SHOWS = {
    "record": ["directive.deadline == '2022-05-20'", "len(t.directives) > 50"],
    "cookbook": [
        "list(june.article) == ['cds-1', 'cds-2']",
        "set(tracked.province) >= {'Nam Định', 'Thái Bình'}",
        "'80%' in ' '.join(tracked.targets) and '90%' in ' '.join(tracked.targets)",
        "len(ordered) == 3 and ordered.issuer_person.eq('Trần Văn Thử').all()",
        "len(overdue) >= 2 and overdue.due.between(week[0], week[1]).all()",
        "coordinators['Công an tỉnh Nam Định'] == 1",
        "len(undated) > 100 and 'cds-1' in set(undated.article)",
        "[set(one.articles) for one in twice] == [{'cds-1', 'cds-2'}]",
        "set(shares.status) == {'target', 'achieved'} and {61.5, 80.0, 90.0} <= set(shares.value)",
        "len(answer) > 3 and answer['directives'].sum() > 100",
        "[span.text for span in doc.spans['agencies']] and doc._.directives[0].deadline == '2022-06-20'",
        "any('cds-1' in one.article for one in found)",
    ],
    "add-a-source": ["family.name == 'drupal'", "page.title and page.published and len(page.body) == 4", "mine.province == 'An Giang'"],
    "extend": ["[phone.text for phone in phones] == ['1900 1234', '0228 3649 315']"],
}  # fmt: skip


@pytest.mark.parametrize("name", GUIDES)
def test_the_code_of_a_guide_runs_and_answers(name: str, made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(made, folder)
    steps: list[str] = []
    for block in blocks(ROOT / "docs" / f"{name}.md"):
        first, _, rest = block.text.partition("\n")
        file = re.fullmatch(r"# ([\w./-]+\.\w+)", first)
        if file and block.kind == "tsv":
            steps.append(f"with open({file[1]!r}, 'a', encoding='utf-8') as _file: _file.write({rest!r})")
        elif file and block.kind in ("python", "toml"):
            steps.append(f"import pathlib; pathlib.Path({file[1]!r}).parent.mkdir(exist_ok=True); pathlib.Path({file[1]!r}).write_text({block.text!r}, encoding='utf-8')")
        elif block.kind == "python":
            steps.append(f"exec(compile({chr(10) * (block.line - 1) + block.text!r}, {name + '.md'!r}, 'exec'))")
        elif block.kind == "sh":
            for line, parsed in commands(block):
                if not parsed:
                    steps.append(f"_run({shlex.split(line)[1:]!r})")
    script = "\n".join([_RUN, *steps, *(f"assert {shown}, {shown!r}" for shown in SHOWS[name])])
    (folder / "guide.py").write_text(script, encoding="utf-8")
    done = process(folder, "guide.py")
    if done.returncode:
        pytest.fail(f"{done.stdout[-1500:]}\n{done.stderr[-3000:]}", pytrace=False)
    for wanted in SAYS.get(name, ()):
        assert wanted in done.stdout, f"{wanted!r} is not in: {done.stdout[-3000:]}"


_RUN = """import subprocess, sys
def _run(line):
    sys.stdout.flush()
    subprocess.run([sys.executable, "-m", "pipeline.cli", *line], check=True)
"""

# what the command lines of a guide print
SAYS = {
    "cookbook": ["Đề án 06"],
    "add-a-source": ["baolaocai", "an-giang-moi"],
    "extend": ["Sổ tay điều hành 12/STĐH-UBND", "row:agencies.Hội quán Sáng tạo"],
}


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.stem)
def test_every_command_of_a_guide_is_understood(path: Path) -> None:
    for block in blocks(path):
        for line, _ in commands(block):
            cli.parser().parse_args(shlex.split(line)[1:])


def test_every_guide_is_run() -> None:
    assert {path.stem for path in DOCS} == set(GUIDES) == set(SHOWS)
    for path in DOCS:
        text = path.read_text(encoding="utf-8")
        assert {block.kind for block in blocks(path)} <= {"python", "sh", "tsv", "toml"}, path.name
        assert text.count("```") == 2 * len(list(blocks(path))), f"{path.name}: a block that is not closed, or is indented"
        assert "*Tóm tắt:" in text.split("\n\n")[1], f"{path.name} has no Vietnamese summary"
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (path.parent / target).exists(), f"{path.name} leads to {target}, which is not there"


# ------------------------------------------------------------------------------------------------------------------------- the record


def described(kind: inspect.Type) -> str:
    """The type as docs/record.md has it."""
    match kind:
        case inspect.UnionType(types=types):
            return " or ".join(described(one) for one in types)
        case inspect.LiteralType(values=values):
            return ", ".join(f"`{value}`" for value in (kind.values if len(values) < 2 else values))
        case inspect.ListType(item_type=item):
            return f"list of {described(item)}"
        case inspect.StructType(cls=cls):
            return f"[{cls.__name__}](#{cls.__name__.lower()})"
    return {inspect.StrType: "text", inspect.IntType: "integer", inspect.FloatType: "number", inspect.BoolType: "yes or no", inspect.NoneType: "null"}[type(kind)]


def tables() -> dict[str, list[tuple[str, str, str]]]:
    """The rows (field, type, meaning) under each heading of docs/record.md."""
    text = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
    return {
        part.split("\n", 1)[0]: [(name, kind, meaning) for name, kind, meaning in re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", part, re.M)]
        for part in re.split(r"^## ", text, flags=re.M)[1:]
    }


STRUCTS = [kind for kind in vars(schema).values() if isinstance(kind, type) and issubclass(kind, schema.Struct) and kind is not schema.Struct]


@pytest.mark.parametrize("kind", STRUCTS, ids=lambda kind: kind.__name__)
def test_the_record_is_described_as_it_is(kind: type[msgspec.Struct]) -> None:
    common = set(schema.Mention.__struct_fields__) if issubclass(kind, schema.Mention) and kind is not schema.Mention else set()
    wanted = [(field.name, described(field.type)) for field in inspect.type_info(kind).fields if field.name not in common]  # type: ignore[union-attr]
    rows = tables()[kind.__name__]
    assert [row[:2] for row in rows] == wanted
    assert all(len(meaning) > 3 for *_, meaning in rows)
