"""The same news on several sites: found by MinHash, believed when the facts agree.

    paragraphs -> tokens -> shingles -> signature -> bands (keys under which a likely twin is looked up)
                         -> clauses  -> facts     (who and how many, clause by clause)

Forms are the danger: a daily weather report, a price list, a notice of a monthly meeting say the same words each time, with other numbers and
names, and are as alike as a text and its reprint. What tells them apart: a reprint leaves out and adds, but what it keeps says the same, while
a form fills the same clause with something else. So two texts are twins when their signatures are alike and hardly any clause that stands
in both, numbers and names apart, holds other numbers or names.
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from datasketch import MinHash

PERMUTATIONS = 64
ROWS = 4  # of a band; of the 16 one at least is shared by pairs of similarity 0.5 with a chance of 0.64, 0.6: 0.89, 0.7: 0.99, 0.1: 0.002
ALIKE = 0.45  # the estimated similarity of twins, at least; its standard error is 0.06
EQUAL = 0.8  # at which texts without facts are twins
SHORTEST = 60  # words: what is shorter is a notice or a caption, and chance decides
CONFLICTS = 0.05  # of the clauses that stand in both: a name or number that one side has corrected
LONGEST = 300_000  # characters that are read; the longest law has as many

TOKEN = re.compile(r"[A-Za-z]+|\d+(?:[.,/:-]\d+)*|[.;:,!?()\n]")
STOPS = frozenset(".;:,!?()\n")
DATED = frozenset("ngay thang nam tuan quy ky so dot lan thu phien khoa sang chieu toi".split())  # before a number: which day, meeting or document
STROKES = {"đ": "d", "Đ": "D", "–": "-", "—": "-", "−": "-"}  # what Unicode does not take apart


class Sketch(NamedTuple):
    """What is kept of a text to find its twins: the MinHash signature, and for each clause with facts the hashes of its form and of the facts."""

    signature: bytes
    clauses: bytes


class Clause(NamedTuple):
    """A clause with its facts taken out: words with "#" for a number and "@" for a name; what stood there; whether it tells a day or a document."""

    form: tuple[str, ...]
    facts: tuple[str, ...]
    dated: bool


def sketch(paragraphs: Iterable[str]) -> Sketch | None:
    """The sketch of a text; None for one that is too short to tell."""
    tokens = TOKEN.findall(fold("\n".join(paragraphs)[:LONGEST]))
    words = [_hash_of(token) for token in tokens if token not in STOPS]
    if len(words) < SHORTEST:
        return None
    return Sketch(_signature(words), _packed(clauses(tokens)))


def bands(sketch: Sketch, kind: str) -> list[int]:
    """The keys of which likely twins share at least one, as signed 64-bit numbers; attachments have others than articles."""
    step = ROWS * 4
    cut = (sketch.signature[start : start + step] for start in range(0, len(sketch.signature), step))
    hashed = (hashlib.blake2b(band, digest_size=8, salt=b"%d" % number, person=kind.encode()[:16]) for number, band in enumerate(cut))
    return [int.from_bytes(key.digest(), "big", signed=True) for key in hashed]


def similarity(one: Sketch, other: Sketch) -> float:
    """The estimated share of shingles that both have, of those that either has."""
    return float(np.mean(np.frombuffer(one.signature, "<u4") == np.frombuffer(other.signature, "<u4")))


def twins(one: Sketch, other: Sketch) -> bool:
    """Whether both tell the same news."""
    alike = similarity(one, other)
    if alike < ALIKE:
        return False
    shared, conflicts, dated = _compare(_unpacked(one), _unpacked(other))
    return not dated and conflicts <= CONFLICTS * shared and (shared > 2 or alike >= EQUAL)


def fold(text: str) -> str:
    """The text in ASCII, without the marks of its letters: old and new tone placement, composed or not, are then one.

    >>> fold("Uỷ ban, Đồng Nai")
    'Uy ban, Dong Nai'
    """
    for sign, plain in STROKES.items():  # several times as fast as str.translate
        text = text.replace(sign, plain)
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _plain(token: str) -> str:
    """A word in lower case; a number without leading noughts and with one kind of separator: 05/4, 5-4 and 5.4 are one."""
    if token[0].isdigit():
        return ".".join(part.lstrip("0") for part in re.split(r"\D", token))
    return token.lower()


@functools.lru_cache(1 << 16)  # the language has some 7,000 syllables
def _hash_of(token: str) -> int:
    return zlib.crc32(_plain(token).encode())


# --- what is alike -------------------------------------------------------------------------------------------------------------------------


@functools.cache
def _empty() -> Callable[[], MinHash]:
    """Makes signatures of nothing. The library is loaded here: it brings half of SciPy with it, which takes half a second."""
    from datasketch import MinHash

    permutations = MinHash(PERMUTATIONS, scheme="affine32").permutations
    return functools.partial(MinHash, PERMUTATIONS, permutations=permutations, scheme="affine32", hashfunc=int)


def _signature(words: list[int]) -> bytes:
    hashed = np.array(words, np.uint64)
    # of three syllables; a word has one or two, so that the order of words counts
    shingles = hashed[:-2] * np.uint64(0x9E3779B97F4A7C15) + hashed[1:-1] * np.uint64(0xC2B2AE3D27D4EB4F) + hashed[2:] * np.uint64(0x165667B19E3779F9)
    found = _empty()()
    found.update_batch(np.unique(shingles >> np.uint64(32)).tolist())
    return found.hashvalues.astype("<u4").tobytes()


# --- what is said --------------------------------------------------------------------------------------------------------------------------


def clauses(tokens: Iterable[str]) -> Iterator[Clause]:
    """The clauses that hold a fact and at least two words beside it."""
    form: list[str] = []
    facts: list[str] = []
    dated = False
    for token in (*tokens, "\n"):
        if token in STOPS:
            if facts and len(form) - form.count("#") - form.count("@") > 1:
                yield Clause(tuple(form), tuple(facts), dated)
            if form:
                form, facts, dated = [], [], False
        elif token[0] > "Z":
            form.append(token)
        elif token[0] <= "9":
            dated = dated or "/" in token or "-" in token or bool(form) and form[-1] in DATED
            form.append("#")
            facts.append(_plain(token))
        else:
            if not form or form[-1] != "@":
                form.append("@")
            facts.append(token.lower())


def _packed(found: Iterable[Clause]) -> bytes:
    """The clauses as pairs of 32-bit hashes, form and facts, in order of their size; the lowest bit of a form tells that it is dated."""
    pairs = (((_hash(clause.form) | 1) - (not clause.dated)) << 32 | _hash(clause.facts) for clause in found)
    return np.sort(np.fromiter(pairs, "<u8")).tobytes()


def _hash(words: tuple[str, ...]) -> int:
    return zlib.crc32("\t".join(words).encode())


def _unpacked(sketch: Sketch) -> dict[int, Counter[int]]:
    """The facts by the form of their clause."""
    forms: dict[int, Counter[int]] = defaultdict(Counter)
    for pair in np.frombuffer(sketch.clauses, "<u8").tolist():
        forms[pair >> 32][pair & 0xFFFFFFFF] += 1
    return forms


def _compare(one: dict[int, Counter[int]], other: dict[int, Counter[int]]) -> tuple[int, int, bool]:
    """How many forms stand in both, how many of them hold other facts on either side, and whether a dated one is among these."""
    shared = one.keys() & other.keys()
    conflicts = [form for form in shared if not (one[form] <= other[form] or other[form] <= one[form])]
    return len(shared), len(conflicts), any(form & 1 for form in conflicts)
