"""spaCy's DocBin: a doc for each record, with the spans of the component "chidao" and the record in its user data.

    from spacy.tokens import DocBin
    import pipeline.component  # only for doc._.directives and span._.role; doc.user_data["chidao"] is there without
    for doc in DocBin().from_disk("out.spacy").get_docs(spacy.blank("xx").vocab): ...

A DocBin is written in one piece: all docs are held in memory until then, about 100 kB for an article.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import schema
from pipeline.exports import Written
from pipeline.exports.tokens import cuts, tokens

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab


def write(records: Iterable[schema.Record], path: Path, lang: str) -> Written:
    """How many spans the docs have together."""
    import spacy
    from spacy.tokens import DocBin

    vocab = spacy.blank("xx").vocab
    docs, spans = DocBin(attrs=["ORTH", "SPACY"], store_user_data=True), 0
    for record in records:
        found = doc(record, vocab)
        docs.add(found)
        spans += sum(len(group) for group in found.spans.values())
    docs.to_disk(path)
    return Written(len(docs), spans)


def doc(record: schema.Record, vocab: Vocab) -> Doc:
    """The doc of a record, its tokens cut so that every span is exactly its mention."""
    from spacy.tokens import Doc
    from spacy.util import get_words_and_spaces

    from pipeline.component import annotate

    words = [record.text[start:end] for start, end in tokens(record.text, cuts(record))]
    words, spaces = get_words_and_spaces(words, record.text)
    return annotate(Doc(vocab, words=words, spaces=spaces), record)
