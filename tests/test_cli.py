"""The command as a user meets it: a process, its two outputs and its exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import jsonschema
import pytest
from conftest import ROOT, Run, command

from pipeline import schema

ARTICLE = "UBND tỉnh Nam Định vừa ban hành Quyết định số 12/QĐ-UBND.\nUBND tỉnh yêu cầu Sở Y tế báo cáo trước ngày 20/5/2022."
ORDER = "UBND tỉnh yêu cầu Sở Y tế báo cáo trước ngày 20/5/2022."


def lines(count: int, text: str = ORDER) -> bytes:
    return b"".join(json.dumps({"id": f"n{i}", "text": text}, ensure_ascii=False).encode() + b"\n" for i in range(count))


def ids(path: Path) -> list[str]:
    with path.open("rb") as file:
        return [record.article.id for record in schema.read(file, str(path))]


# extract ------------------------------------------------------------------------------------------------------------------------


def test_extract_to_standard_output(chidao: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    result = chidao("extract", "a.txt", "--published", "2022-05-13", "--place", "Nam Định", "--source", "Cổng thông tin")
    assert (result.returncode, result.stderr) == (0, b""), "silent in a pipe"
    record = schema.loads(result.stdout)
    assert (record.text, record.article.published, record.article.source) == (ARTICLE, "2022-05-13", "Cổng thông tin")
    assert record.article.place is not None and record.article.place.province == "Nam Định"


def test_what_the_article_says_itself_wins(chidao: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "1", "text": ARTICLE, "published": "2020-01-02", "place": "An Giang"}))
    record = schema.loads(chidao("extract", "a.jsonl", "--published", "2022-05-13", "--place", "Nam Định").stdout)
    assert record.article.published == "2020-01-02"
    assert record.article.place is not None and record.article.place.province == "An Giang"


def test_standard_input(chidao: Run) -> None:
    result = chidao("extract", "-", input=lines(2))
    assert result.returncode == 0
    assert [json.loads(line)["article"]["id"] for line in result.stdout.splitlines()] == ["n0", "n1"]


def test_records_are_an_input(chidao: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    once = chidao("extract", "a.txt").stdout
    assert chidao("extract", "-", input=once).stdout == once, "what was written gives itself again"


def test_out_appears_whole_and_part_goes(chidao: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(3))
    result = chidao("extract", "a.jsonl", "-o", "out.jsonl")
    assert (result.returncode, result.stdout) == (0, b"")
    assert ids(tmp_path / "out.jsonl") == ["n0", "n1", "n2"]
    assert not (tmp_path / "out.jsonl.part").exists()


def test_out_may_be_a_link_or_a_device(chidao: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(1))
    (tmp_path / "link.jsonl").symlink_to("real.jsonl")
    assert chidao("extract", "a.jsonl", "-o", "link.jsonl").returncode == 0
    assert (tmp_path / "link.jsonl").is_symlink() and ids(tmp_path / "real.jsonl") == ["n0"]
    assert chidao("extract", "a.jsonl", "-o", "/dev/null").returncode == 0
    assert not Path("/dev/null").is_file(), "a device is written to, not replaced"


def test_an_earlier_output_among_the_articles_is_no_input(chidao: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(2))
    for _ in range(2):
        assert chidao("extract", ".", "-o", "out.jsonl").returncode == 0
        assert ids(tmp_path / "out.jsonl") == ["n0", "n1"]


USAGE = [
    # arguments, what the message says, reason
    (("extract", "missing.txt"), "missing.txt", "no such input"),
    (("extract", "a.jsonl", "-o", "."), "folder", "the output is a folder"),
    (("extract", "a.jsonl", "--published", "13/5/2022"), "2022-05-13", "the message shows how a date is given"),
    (("extract", "a.jsonl", "--place", "Atlantis"), "Nam Định", "the message shows how a place is given"),
    (("extract", "a.jsonl", "--resume"), "-o", "nothing to resume without a file"),
    (("show", "a.jsonl"), "a.jsonl, line 1", "an article is no record"),
    (("show", "missing.jsonl"), "missing.jsonl", "no such file"),
    (("score", "a.jsonl", "a.jsonl"), "a.jsonl, line 1", "an article is no record"),
    (("score", "a.jsonl", "a.jsonl", "--errors", "nonsense"), "agencies.missed", "the message lists what there is"),
    ((), "COMMAND", "no command"),
]


@pytest.mark.parametrize(("args", "message", "reason"), USAGE)
def test_wrong_usage(chidao: Run, tmp_path: Path, args: tuple[str, ...], message: str, reason: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(1))
    result = chidao(*args)
    assert (result.returncode, result.stdout) == (2, b""), reason
    assert message in result.stderr.decode() and "Traceback" not in result.stderr.decode(), reason


# robustness ---------------------------------------------------------------------------------------------------------------------


def test_ten_thousand_articles_some_broken(chidao: Run, tmp_path: Path) -> None:
    articles = lines(10_000, "Sở Y tế báo cáo.").splitlines()
    broken = {17: b"{", 4242: b'{"id": "x"}', 5000: b'\xff\xfe"', 9999: b"[1]", 10_000: b'{"id": "y", "text": 5}'}
    for number, line in broken.items():
        articles[number - 1] = line
    (tmp_path / "many.jsonl").write_bytes(b"\n".join(articles))
    result = chidao("extract", "many.jsonl", "-o", "out.jsonl", timeout=300)
    assert result.returncode == 1
    assert ids(tmp_path / "out.jsonl") == [f"n{i}" for i in range(10_000) if i + 1 not in broken]
    complaints = result.stderr.decode().splitlines()
    for number in broken:
        assert any(f"many.jsonl, line {number}:" in complaint for complaint in complaints), number
    assert len(complaints) == len(broken) + 1, "one line each, and how many there were"


def test_a_text_that_breaks_a_stage_is_reported(chidao: Run, tmp_path: Path) -> None:
    """A lone surrogate is legal in JSON and cannot be written as UTF-8."""
    (tmp_path / "a.jsonl").write_bytes(b'{"id": "1", "text": "a \\ud800 b."}\n' + lines(1))
    result = chidao("extract", "a.jsonl", "-o", "out.jsonl")
    assert "a.jsonl, line 1:" in result.stderr.decode() or result.returncode == 0
    assert ids(tmp_path / "out.jsonl")[-1] == "n0"


def test_empty_file(chidao: Run, tmp_path: Path) -> None:
    for name in ("empty.txt", "empty.html", "empty.jsonl"):
        (tmp_path / name).touch()
        result = chidao("extract", name)
        assert (result.returncode, result.stdout) == (0, b""), f"{name}: no record, and no failure either"
        assert name == "empty.jsonl" or result.stderr.decode() == f"chidao: {name}: no text in it\n"


def test_binary_data(chidao: Run, tmp_path: Path) -> None:
    for name in ("noise.txt", "noise.jsonl", "noise.html"):
        (tmp_path / name).write_bytes(bytes(range(256)) * 400)
        (tmp_path / "good.jsonl").write_bytes(lines(1))
        result = chidao("extract", name, "good.jsonl", "-o", "out.jsonl")
        assert b"Traceback" not in result.stderr and name.encode() in result.stderr, name
        assert result.returncode == 1
        assert ids(tmp_path / "out.jsonl")[-1] == "n0", "the run goes on"


def test_a_line_of_fifty_megabytes(chidao: Run, tmp_path: Path) -> None:
    text = "UBND tỉnh yêu cầu Sở Y tế báo cáo kết quả đạt 95% trước ngày 20/5/2022. " * 700_000
    (tmp_path / "long.jsonl").write_bytes(json.dumps({"id": "long", "text": text[:50_000_000]}, ensure_ascii=False).encode() + b"\n" + lines(1))
    result = chidao("extract", "long.jsonl", "-o", "out.jsonl", timeout=300)
    assert (result.returncode, result.stderr) == (0, b"")
    with (tmp_path / "out.jsonl").open("rb") as file:
        long, short = schema.read(file)
    assert len(long.text) == 50_000_000 and short.article.id == "n0"
    assert long.dates and "text.too_long" in {diagnostic.code for diagnostic in long.diagnostics}


def wait_for(path: Path, least: int, process: subprocess.Popen[bytes]) -> None:
    """Waits until the file holds so many bytes."""
    end = time.monotonic() + 60
    while not (path.exists() and path.stat().st_size >= least):
        assert time.monotonic() < end and process.poll() is None, f"{path.name} did not grow to {least} bytes"
        time.sleep(0.005)


def test_killed_and_resumed(tmp_path: Path, chidao: Run) -> None:
    (tmp_path / "many.jsonl").write_bytes(lines(3000))
    out, part = tmp_path / "out.jsonl", tmp_path / "out.jsonl.part"
    process = subprocess.Popen(
        command("extract", "many.jsonl", "-o", "out.jsonl"), cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE
    )
    wait_for(part, 20_000, process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not out.exists(), "killed: no output rather than half of it"
    assert 0 < part.read_bytes().count(b"\n") < 3000
    with part.open("ab") as file:
        file.write(b'{"schema": "chidao/1", "article": {"id": "torn')  # the line at which it was killed

    result = chidao("extract", "many.jsonl", "-o", "out.jsonl", "--resume")
    assert (result.returncode, result.stderr) == (0, b"")
    assert ids(out) == [f"n{i}" for i in range(3000)], "every article once, in order"
    assert not part.exists()

    clean = chidao("extract", "many.jsonl", "-o", "clean.jsonl")
    assert clean.returncode == 0
    assert out.read_bytes() == (tmp_path / "clean.jsonl").read_bytes(), "the same bytes as of a run that was not killed"


def test_killed_run_leaves_the_older_output(tmp_path: Path) -> None:
    (tmp_path / "many.jsonl").write_bytes(lines(3000))
    out = tmp_path / "out.jsonl"
    out.write_bytes(b"older\n")
    process = subprocess.Popen(
        command("extract", "many.jsonl", "-o", "out.jsonl"), cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE
    )
    wait_for(tmp_path / "out.jsonl.part", 20_000, process)
    process.kill()
    process.wait()
    assert out.read_bytes() == b"older\n"


def test_resume_adds_what_is_new(tmp_path: Path, chidao: Run) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(2))
    assert chidao("extract", "a.jsonl", "-o", "out.jsonl").returncode == 0
    (tmp_path / "a.jsonl").write_bytes(lines(4) + lines(1))
    assert chidao("extract", "a.jsonl", "-o", "out.jsonl", "--resume").returncode == 0
    assert ids(tmp_path / "out.jsonl") == ["n0", "n1", "n2", "n3", "n0"], "an article that stands twice is written twice"


def test_two_runs_do_not_share_an_output(tmp_path: Path, chidao: Run) -> None:
    from pipeline.write import Output

    (tmp_path / "a.jsonl").write_bytes(lines(1))
    with Output(tmp_path / "out.jsonl"):
        result = chidao("extract", "a.jsonl", "-o", "out.jsonl")
    assert result.returncode == 2 and "another run" in result.stderr.decode()


# the other commands -------------------------------------------------------------------------------------------------------------


def test_every_record_of_the_sample_is_valid(chidao: Run) -> None:
    json_schema = json.loads(chidao("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(json_schema)
    validator = jsonschema.Draft202012Validator(json_schema)
    result = chidao("extract", ROOT / "corpora" / "sample")
    assert (result.returncode, result.stderr) == (0, b"")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(records) >= 6
    for record in records:
        validator.validate(record)
        assert record["schema"] == schema.VERSION


def test_explain_names_the_rules(chidao: Run) -> None:
    result = chidao("explain", f"{ORDER} Sở Y tế đã chi 20 tỷ đồng.", "--place", "Nam Định", "--published", "2022-05-13")
    assert result.returncode == 0
    shown = result.stdout.decode()
    order, report = shown.split("Sở Y tế đã chi 20 tỷ đồng.\n")
    assert order.splitlines()[:2] == [ORDER, "  directive  <- rule:acts.order"]
    assert report.startswith("  report  <- rule:acts.") and '"20 tỷ đồng" = money = 20000000000' in report
    assert '"trước ngày 20/5/2022" = deadline 2022-05-20' in shown
    assert all("<- ?" not in line for line in shown.splitlines()), "every mention says what produced it"
    assert any("Sở Y tế tỉnh Nam Định" in line and "<- " in line for line in shown.splitlines())


def test_score_prints_the_same_figures_twice(chidao: Run, shared: Path) -> None:
    gold = shared / "gold" / "seeds.jsonl"
    result = chidao("score", gold, gold, "--json")
    assert json.loads(result.stdout)["headline"]["mean"] == 1.0
    shown = chidao("score", gold, gold, "--errors", "dates").stdout.decode()
    assert "headline" in shown and "1.0000" in shown


def test_help_is_printed(chidao: Run) -> None:
    """What makes it quick is tested in test_packaging.py (nothing heavy is imported); `make bench` measures it."""
    done = chidao("--help")
    assert done.returncode == 0 and b"extract" in done.stdout and b"evaluate" in done.stdout


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(200))
    run = " ".join(command("extract", "a.jsonl"))
    result = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{run} | head -n 1"], cwd=tmp_path, capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert result.stderr == b"" and result.stdout.count(b"\n") == 1


def test_version(chidao: Run) -> None:
    import pipeline

    assert chidao("--version").stdout.decode() == f"chidao {pipeline.__version__} ({schema.VERSION})\n"


def test_extract_only_and_min_confidence(chidao: Run) -> None:
    """Rules alone name no model; what is less sure than asked is not written; a wrong number is refused."""
    text = "UBND tỉnh Nam Định yêu cầu Sở Y tế báo cáo trước ngày 20/5/2022, đạt ít nhất 95% kế hoạch.\nCác huyện rà soát, bổ sung.\n".encode()
    article = json.dumps({"id": "1", "text": text.decode()}).encode()
    rules = chidao("extract", "-", "--only", "rules", input=article)
    assert rules.returncode == 0 and b"model:" not in rules.stdout
    sure = json.loads(chidao("extract", "-", "--min-confidence", "0.9", input=article).stdout)
    everything = json.loads(chidao("extract", "-", input=article).stdout)
    assert 0 < sum(len(sure[kind]) for kind in schema.KINDS) < sum(len(everything[kind]) for kind in schema.KINDS)
    assert all(mention["confidence"] >= 0.9 for kind in schema.KINDS for mention in sure[kind])
    wrong = chidao("extract", "-", "--min-confidence", "97", input=article)
    assert wrong.returncode == 2 and b"97 is no confidence; give a number from 0 to 1" in wrong.stderr
