"""The spaCy component "chidao": reads a doc's text, writes the mentions to `doc.spans` and the whole record to `doc._.chidao`.

>>> import spacy, pipeline.component  # the import is not needed where the entry points of chidao are installed
>>> nlp = spacy.blank("xx")
>>> _ = nlp.add_pipe("chidao", config={"place": "Nam Định"})
>>> doc = nlp("UBND tỉnh yêu cầu Sở Y tế báo cáo trước ngày 20/5/2022.")
>>> [(span.text, span._.role, span._.name) for span in doc.spans["agencies"]]
[('UBND tỉnh', 'issuer', 'UBND tỉnh Nam Định'), ('Sở Y tế', 'lead', 'Sở Y tế tỉnh Nam Định')]
>>> doc._.directives[0].deadline
'2022-05-20'

The tokens are those of the pipeline it stands in, whatever its tokenizer; a span covers every token that its mention touches, and `span._.mention`
has the mention itself with its offsets in characters. All that is kept of the record lies in `doc.user_data["chidao"]` as plain lists and dicts, so
that it passes through `to_bytes`, `DocBin` and other processes.

spaCy imports this module whenever a pipeline is made, as every factory of an entry point: the stages are imported when there is a text to read.
"""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline import schema

KEY = "chidao"  # of doc.user_data

# doc.spans: its keys, the kind of mention in each, the label of its spans (displaCy shows it), and what the mention must be like
GROUPS: dict[str, tuple[str, str, dict[str, str]]] = {
    "documents": ("documents", "DOCUMENT", {}),
    "dates": ("dates", "DATE", {}),
    "deadlines": ("dates", "DEADLINE", {"role": "deadline"}),
    "quantities": ("quantities", "QUANTITY", {}),
    "agencies": ("agencies", "AGENCY", {}),
    "people": ("people", "PERSON", {}),
    "directives": ("directives", "DIRECTIVE", {}),
}

# of a span, beside `mention`; each is None where its mention has no such field
ATTRIBUTES = ("value", "role", "name", "agency", "document", "type", "kind", "values", "status", "confidence", "by")

# Okabe and Ito's colours, light enough for black letters: displaCy's entry point
COLORS = {
    "DOCUMENT": "#9ad3f5", "DATE": "#f5e96b", "DEADLINE": "#f2b84b", "QUANTITY": "#e3a8c7", "AGENCY": "#7fd1b3", "PERSON": "#b5c7f0", "DIRECTIVE": "#d9d9d9",
}  # fmt: skip

CONFIG: dict[str, Any] = {"published": None, "place": None, "source": None, "only": None, "models": None, "min_confidence": 0.0}


class Chidao:
    """Extracts; `published`, `place` and `source` fill in what a doc's article does not say itself."""

    def __init__(
        self,
        published: str | None = None,
        place: str | None = None,
        source: str | None = None,
        only: str | None = None,
        models: str | None = None,
        min_confidence: float = 0.0,
    ) -> None:
        from pipeline import places

        if published is not None:
            date.fromisoformat(published)
        if place is not None and places.province(place) is None:
            raise ValueError(f'place: {place!r} is no province; give a name such as "Nam Định" or a code such as "36"')
        if only not in (None, "rules", "models"):
            raise ValueError(f'only: {only!r} is neither "rules" nor "models"; without it both decide')
        if not 0 <= min_confidence <= 1:
            raise ValueError(f"min_confidence: {min_confidence} is no number from 0 to 1")
        self.known = {"published": published, "place": place, "source": source}
        self.only, self.models, self.min_confidence = only, models, min_confidence

    def __call__(self, doc: Doc) -> Doc:
        """The same doc, with spans and record.

        What is known of its article alone comes from `doc._.article`, else from the context of `nlp.pipe(..., as_tuples=True)`: a mapping
        with any of `id`, `title`, `url`, `source`, `published`, `place`.
        """
        about = _article(doc) or getattr(doc, "_context", None)
        about = {key: value for key, value in about.items() if key != "article"} if isinstance(about, Mapping) else {}
        from models import TRAINED
        from pipeline import run
        from pipeline import judge as judges

        # the models are read here and not before: `from_disk` says where they are
        judge = judges.shipped(self.only or "both", Path(self.models) if self.models else TRAINED)  # type: ignore[arg-type]
        record = run.extract({**about, "text": doc.text}, **self.known, judge=judge)
        return annotate(doc, run.sure(record, self.min_confidence))

    def to_disk(self, path: str | Path, *, exclude: tuple[str, ...] = ()) -> None:
        """Writes the models, where they are the user's own; the settings are in the pipeline's config."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        if self.models:
            shutil.copytree(self.models, folder / "models", dirs_exist_ok=True)

    def from_disk(self, path: str | Path, *, exclude: tuple[str, ...] = ()) -> Chidao:
        """This component, with the models that lie there."""
        if (Path(path) / "models").is_dir():
            self.models = str((Path(path) / "models").resolve())
        return self


@Language.factory("chidao", assigns=["doc.spans", "doc._.chidao", "doc._.directives"], default_config=CONFIG)
def make(
    nlp: Language,
    name: str,
    published: str | None,
    place: str | None,
    source: str | None,
    only: str | None,
    models: str | None,
    min_confidence: float,
) -> Chidao:
    """The component, as `nlp.add_pipe("chidao", config={...})` makes it; ValueError says which setting is wrong."""
    return Chidao(published, place, source, only, models, min_confidence)


def annotate(doc: Doc, record: schema.Record) -> Doc:
    """The same doc, with the record's mentions as spans; ValueError where the record is not one of this text."""
    if doc.text != record.text:
        raise ValueError(f"the record {record.article.id!r} is of another text than the doc")
    for key, (kind, label, wanted) in GROUPS.items():
        mentions = [m for m in getattr(record, kind) if all(getattr(m, field) == value for field, value in wanted.items())]
        spans = (doc.char_span(m.start, m.end, label=label, span_id=m.id, alignment_mode="expand") for m in mentions)
        doc.spans[key] = [span for span in spans if span is not None]
    _keep(doc, record)
    return doc


# --- what doc._ and span._ give -------------------------------------------------------------------------------------------------------


def _keep(doc: Doc, record: schema.Record) -> None:
    kept = msgspec.to_builtins(record)
    del kept["text"]  # is doc.text
    doc.user_data[KEY] = kept


def _record(doc: Doc) -> schema.Record | None:
    kept = doc.user_data.get(KEY)
    return msgspec.convert({**kept, "text": doc.text}, schema.Record) if kept else None


def _article(doc: Doc) -> Mapping[str, Any] | None:
    return doc.user_data.get(f"{KEY}.article")


def _set_article(doc: Doc, about: Mapping[str, Any]) -> None:
    doc.user_data[f"{KEY}.article"] = about


def _directives(doc: Doc) -> list[schema.Directive]:
    return msgspec.convert(doc.user_data.get(KEY, {}).get("directives", []), list[schema.Directive])


def _kept(span: Span) -> tuple[str, dict[str, Any]] | None:
    """The kind and the fields of the mention that a span of ours stands for."""
    record = span.doc.user_data.get(KEY)
    if not record or not span.id_:
        return None
    kind = next((kind for kind, label, _ in GROUPS.values() if label == span.label_), "")
    return next(((kind, mention) for mention in record.get(kind, []) if mention["id"] == span.id_), None)


def _mention(span: Span) -> schema.Mention | None:
    kept = _kept(span)
    return msgspec.convert(kept[1], _TYPES[kept[0]]) if kept else None


def _field(name: str, span: Span) -> Any:
    kept = _kept(span)
    value = kept[1].get(name) if kept else None
    return list(value) if isinstance(value, tuple) else value  # spaCy reads lists back as tuples


_TYPES: dict[str, type[schema.Mention]] = {
    "documents": schema.Document, "dates": schema.Date, "quantities": schema.Quantity, "agencies": schema.Agency, "people": schema.Person,
    "directives": schema.Directive,
}  # fmt: skip


def _extend(kind: type[Doc] | type[Span], name: str, **how: Any) -> None:
    """Adds an extension attribute; another component's of the same name is left alone."""
    if kind.has_extension(name):
        _, _, getter, _ = kind.get_extension(name)
        if getattr(getattr(getter, "func", getter), "__module__", None) != __name__:
            instead = "span._.mention has all fields" if kind is Span else f'doc.user_data["{KEY}"] has the record'
            warnings.warn(f"{kind.__name__} has an extension {name!r} of another component; chidao leaves it as it is: {instead}", stacklevel=2)
            return
    kind.set_extension(name, force=True, **how)


_extend(Doc, "chidao", getter=_record, setter=_keep)
_extend(Doc, "directives", getter=_directives)
_extend(Doc, "article", getter=_article, setter=_set_article)
_extend(Span, "mention", getter=_mention)
for _name in ATTRIBUTES:
    _extend(Span, _name, getter=partial(_field, _name))
