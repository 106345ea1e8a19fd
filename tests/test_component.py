"""The spaCy component: spans, record and attributes in whatever pipeline it stands, through bytes, disk, pickles and other processes."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import warnings
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

import msgspec
import pytest
import spacy
from conftest import ROOT
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

import corpora
from models import TRAINED
from pipeline import component, judge, run, schema

TEXT = "UBND tỉnh yêu cầu Sở Y tế báo cáo kết quả thực hiện Công văn số 12/UBND-VX trước ngày 20/5/2022; phấn đấu đạt 95,5%."


@cache
def pipe(lang: str = "xx") -> Language:
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}}) if lang == "vi" else spacy.blank(lang)
    nlp.add_pipe("chidao", config={"place": "Nam Định"})
    return nlp


def gold(n: int) -> list[schema.Record]:
    return [msgspec.convert(given, schema.Record) for given in list(corpora.gold())[:n]]


GROUPS = (
    ("documents", [("Công văn số 12/UBND-VX", "DOCUMENT")]),
    ("dates", [("trước ngày 20/5/2022", "DATE")]),
    ("deadlines", [("trước ngày 20/5/2022", "DEADLINE")]),
    ("quantities", [("95,5%", "QUANTITY")]),
    ("agencies", [("UBND tỉnh", "AGENCY"), ("Sở Y tế", "AGENCY")]),
    ("people", []),
)


@pytest.mark.parametrize(("key", "expected"), GROUPS)
def test_each_kind_is_a_group_of_spans(key: str, expected: list[tuple[str, str]]) -> None:
    doc = pipe()(TEXT)  # spans live as long as their doc
    assert [(span.text, span.label_) for span in doc.spans[key]] == expected


def test_what_a_span_and_a_doc_give() -> None:
    doc = pipe()(TEXT)
    lead, deadline = doc.spans["agencies"][1], doc.spans["deadlines"][0]
    assert (lead._.role, lead._.name, lead._.agency, lead._.value) == ("lead", "Sở Y tế tỉnh Nam Định", "so-y-te@nam-dinh", None)
    assert (deadline._.role, deadline._.value) == ("deadline", "2022-05-20")
    assert doc.spans["quantities"][0]._.values == [95.5]
    assert isinstance(deadline._.mention, schema.Date) and deadline._.mention == doc._.chidao.dates[0]
    assert doc._.directives == doc._.chidao.directives and doc._.directives[0].deadline == "2022-05-20"
    assert doc._.chidao == run.extract(TEXT, place="Nam Định")


def test_what_is_no_span_of_ours_has_no_mention() -> None:
    doc = pipe()(TEXT)
    assert doc[0:2]._.mention is None and doc[0:2]._.role is None
    bare = spacy.blank("xx")("Sở Y tế")
    assert bare._.chidao is None and bare._.directives == [] and bare[:]._.role is None


@pytest.mark.parametrize("lang", ["xx", "vi", "en"])
def test_with_any_tokenizer_a_span_covers_its_mention(lang: str) -> None:
    """English splits at signs and hyphens, "vi" without pyvi at spaces alone: "2022." is one token."""
    nlp, count = pipe(lang), 0
    for record in gold(12):
        doc = component.annotate(nlp.make_doc(record.text), record)
        for key, (kind, _, wanted) in component.GROUPS.items():
            mentions = [m for m in getattr(record, kind) if all(getattr(m, name) == value for name, value in wanted.items())]
            assert len(doc.spans[key]) == len(mentions)
            for span, mention in zip(doc.spans[key], mentions, strict=True):
                assert span.start_char <= mention.start < mention.end <= span.end_char
                assert span[0].idx + len(span[0]) > mention.start and span[-1].idx < mention.end  # not a token more than is touched
                assert span._.mention == mention
                count += 1
    assert count > 500


def test_tokens_that_hold_spaces_and_parts_of_words() -> None:
    """As pyvi and the tokenizers of transformers make them."""
    record = run.extract("UBND tỉnh yêu cầu Sở Y tế báo cáo.", place="Nam Định")
    doc = Doc(spacy.blank("xx").vocab, words=["UBND tỉnh", "yêu cầu", "S", "ở Y tế", "báo", "cá", "o", "."], spaces=[True, True, False, True, True, False, False, False])
    component.annotate(doc, record)
    assert [span.text for span in doc.spans["agencies"]] == ["UBND tỉnh", "Sở Y tế"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "𠀀 Sở Y tế 🙂\r\n\x00 báo cáo\u2028trước ngày 20/5/2022", "Sở Y tế " * 2000])
def test_odd_texts(text: str) -> None:
    doc = pipe()(text)
    assert doc.text == text and doc._.chidao.text == text
    assert list(doc.spans) == list(component.GROUPS)


def test_the_record_must_be_of_the_same_text() -> None:
    with pytest.raises(ValueError, match="record 'r' is of another text"):
        component.annotate(pipe().make_doc("a"), schema.Record(article=schema.Article(id="r"), text="b"))


# --- settings ---------------------------------------------------------------------------------------------------------------------------


def with_config(**config: object) -> Language:
    nlp = spacy.blank("xx")
    nlp.add_pipe("chidao", config=config)
    return nlp


def test_published_and_place_fill_in() -> None:
    doc = with_config(published="2022-05-01", place="36", source="báo")("UBND tỉnh yêu cầu Sở Y tế báo cáo trước ngày 20/5.")
    assert doc.spans["deadlines"][0]._.value == "2022-05-20"
    assert doc._.chidao.article.place.province == "Nam Định" and doc._.chidao.article.source == "báo"


def test_what_a_doc_says_of_itself_comes_first() -> None:
    nlp, text = with_config(published="2022-05-01", place="Nam Định"), "UBND tỉnh yêu cầu Sở Y tế báo cáo trước ngày 20/5."
    told = {"id": "a7", "published": "2019-01-02", "place": "An Giang", "url": "https://a.vn/7"}
    doc = nlp.make_doc(text)
    doc._.article = told
    (with_context, context), = nlp.pipe([(text, told)], as_tuples=True)
    for found in (nlp(doc), with_context):
        article = found._.chidao.article
        assert (article.id, article.published, article.url, article.place.province) == ("a7", "2019-01-02", "https://a.vn/7", "An Giang")
        assert found.spans["deadlines"][0]._.value == "2019-05-20"
        assert found._.directives[0].id == "a7-D01"
    assert context is told


def test_a_context_that_is_no_mapping_is_left_alone() -> None:
    (doc, context), = pipe().pipe([(TEXT, 7)], as_tuples=True)
    assert context == 7 and len(doc.spans["agencies"]) == 2


def test_rules_alone_and_least_confidence() -> None:
    text = gold(5)[4].text
    both, rules, sure = pipe()(text), with_config(place="Nam Định", only="rules")(text), with_config(place="Nam Định", min_confidence=0.85)(text)
    assert rules._.chidao == run.extract(text, place="Nam Định", judge=judge.RULES_ONLY) != both._.chidao
    for key in ("agencies", "dates", "directives"):
        assert 0 < len(sure.spans[key]) < len(both.spans[key])
        assert all(span._.confidence >= 0.85 for span in sure.spans[key])


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"published": "13/5/2022"}, "Invalid isoformat"),
        ({"place": "Atlantis"}, "is no province"),
        ({"only": "magic"}, "neither"),
        ({"min_confidence": 1.5}, "no number from 0 to 1"),
    ],
)
def test_a_wrong_setting_is_told_at_once(config: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        with_config(**config)


def test_models_that_are_not_there() -> None:
    with pytest.raises(ValueError, match="there is no folder of models /nowhere"):
        with_config(models="/nowhere")(TEXT)


# --- through bytes, disk, pickles, other processes --------------------------------------------------------------------------------------


def told(doc: Doc) -> dict[str, list[tuple[int, int, str, schema.Mention]]]:
    return {key: [(s.start_char, s.end_char, s.label_, s._.mention) for s in group] for key, group in doc.spans.items()}


def test_a_doc_comes_back_from_bytes_and_from_a_docbin() -> None:
    doc = pipe()(TEXT)
    bin = DocBin(docs=[doc], store_user_data=True)
    docs = [Doc(spacy.blank("xx").vocab).from_bytes(doc.to_bytes()), *DocBin().from_bytes(bin.to_bytes()).get_docs(spacy.blank("xx").vocab)]
    assert len(docs) == 2
    for back in docs:
        assert told(back) == told(doc) and back._.chidao == doc._.chidao and back._.directives == doc._.directives != []


def test_a_changed_record_can_be_set() -> None:
    doc = pipe()(TEXT)
    record = doc._.chidao
    record.agencies[1].role = "coordinate"
    assert doc.spans["agencies"][1]._.role == "lead"
    doc._.chidao = record
    assert doc.spans["agencies"][1]._.role == "coordinate"


def test_a_pipeline_comes_back_from_disk_bytes_and_pickle(tmp_path: Path) -> None:
    nlp = with_config(place="Nam Định", only="rules")
    nlp.to_disk(tmp_path / "nlp")
    from_bytes = with_config(place="Nam Định", only="rules").from_bytes(nlp.to_bytes())
    for back in (spacy.load(tmp_path / "nlp"), from_bytes, pickle.loads(pickle.dumps(nlp))):
        assert back.get_pipe("chidao").only == "rules"
        assert told(back(TEXT)) == told(nlp(TEXT))


def test_models_of_ones_own_go_to_disk_with_the_pipeline(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    for file in TRAINED.iterdir():
        (own / file.name).write_bytes(file.read_bytes())
    nlp = with_config(models=str(own), place="Nam Định")
    expected = told(nlp(TEXT))
    nlp.to_disk(tmp_path / "nlp")
    own.rename(tmp_path / "gone")
    back = spacy.load(tmp_path / "nlp")
    assert Path(back.get_pipe("chidao").models).is_relative_to(tmp_path / "nlp")
    assert told(back(TEXT)) == expected


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_two_processes_give_what_one_gives(start: str, tmp_path: Path) -> None:
    """In a process of its own: how processes are started is settled once."""
    script = tmp_path / "two.py"
    script.write_text(f"""
import multiprocessing
import corpora, spacy
from pipeline import component

if __name__ == "__main__":
    multiprocessing.set_start_method({start!r})
    nlp = spacy.blank("xx")
    nlp.add_pipe("chidao")
    texts = [(record["text"], record["article"]) for record in list(corpora.gold())[:8]]
    one = [(doc._.chidao, [[(s.start, s.end, s._.role) for s in g] for g in doc.spans.values()]) for doc, _ in nlp.pipe(texts, as_tuples=True)]
    two = [(doc._.chidao, [[(s.start, s.end, s._.role) for s in g] for g in doc.spans.values()]) for doc, _ in nlp.pipe(texts, as_tuples=True, n_process=2, batch_size=2)]
    assert one == two and len(two) == 8 and all(record.article.id != "text" for record, _ in two)
    print("alike", sum(len(record.directives) for record, _ in two))
""")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=240)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.startswith("alike") and done.stdout.split()[1] != "0"


def test_it_stands_beside_other_components() -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("chidao", name="orders", config={"place": "Nam Định"})
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "Sở Y tế"}])  # type: ignore[attr-defined]
    doc = nlp(TEXT)
    assert nlp.pipe_names == ["sentencizer", "orders", "entity_ruler"]
    assert [ent.text for ent in doc.ents] == ["Sở Y tế"] and len(doc.spans["agencies"]) == 2
    assert nlp.analyze_pipes()["problems"] == {"sentencizer": [], "orders": [], "entity_ruler": []}


# --- names of others, entry points, displaCy ------------------------------------------------------------------------------------------------


def test_an_extension_of_another_component_is_left_alone() -> None:
    """It may be called `role` too; that is said, and the mention has the role all the same."""
    script = """
import warnings
from spacy.tokens import Doc, Span
Span.set_extension("role", default="theirs")
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    from pipeline import component
ours = [str(w.message) for w in caught if "chidao" in str(w.message)]
assert len(ours) == 1 and "'role'" in ours[0], ours
import spacy
nlp = spacy.blank("xx")
nlp.add_pipe("chidao", config={"place": "Nam Định"})
doc = nlp("UBND tỉnh yêu cầu Sở Y tế báo cáo.")
span = doc.spans["agencies"][1]
assert span._.role == "theirs" and span._.mention.role == "lead" and span._.name == "Sở Y tế tỉnh Nam Định"
import importlib
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    importlib.reload(component)
assert [str(w.message) for w in caught if "chidao" in str(w.message)] == ours
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]


ENTRIES = (("spacy_factories", "chidao", "pipeline.component:make"), ("spacy_displacy_colors", "chidao", "pipeline.component:COLORS"))


ALONE = """
import spacy, sys
nlp = spacy.blank("xx")
assert not {"pipeline.run", "underthesea", "models"} & set(sys.modules)
nlp.add_pipe("chidao")
doc = nlp("Sở Y tế")
from spacy import displacy
print(len(doc.spans["agencies"]), "#7fd1b3" in displacy.render(doc, style="span", jupyter=False, options={"spans_key": "agencies"}))
"""


def test_it_is_found_by_its_entry_points_alone(tmp_path: Path) -> None:
    """By those of an installed distribution, here of an empty one."""
    about = tmp_path / "entries-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: entries\nVersion: 1\n")
    (about / "entry_points.txt").write_text("".join(f"[{group}]\n{name} = {value}\n" for group, name, value in ENTRIES))
    env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    done = subprocess.run([sys.executable, "-W", "error::UserWarning", "-c", ALONE], capture_output=True, text=True, timeout=120, env=env)
    assert (done.stdout, done.returncode) == ("1 True\n", 0), done.stderr[-2000:]


def test_our_distribution_has_the_entry_points() -> None:
    found = {(entry.group, entry.name, entry.value) for entry in entry_points(name="chidao")}
    assert found >= set(ENTRIES)


@pytest.mark.parametrize("key", ["agencies", "deadlines", "documents", "directives"])
def test_displacy_draws_the_spans(key: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # W117: no spans under the key
        html = displacy.render(pipe()(TEXT), style="span", page=True, jupyter=False, options={"spans_key": key, "colors": component.COLORS})
    label = component.GROUPS[key][1]
    assert html.count(f"{label}\n") == len(pipe()(TEXT).spans[key]) > 0
    assert component.COLORS[label] in html


def test_displacy_escapes_the_text() -> None:
    html = displacy.render(pipe()("Sở Y tế <script>alert(1)</script> báo cáo"), style="span", jupyter=False, options={"spans_key": "agencies"})
    assert "<script" not in html and "&lt;" in html


def test_each_label_has_a_colour() -> None:
    assert {label for _, label, _ in component.GROUPS.values()} == set(component.COLORS)
    assert set(component.ATTRIBUTES) <= {name for kind in component._TYPES.values() for name in kind.__struct_fields__}
    assert all(Span.has_extension(name) for name in ("mention", *component.ATTRIBUTES))
