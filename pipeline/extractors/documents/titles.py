"""References by title: "Luật Đất đai năm 2024", “Đề án ...” with or without quotation marks, "Nghị quyết Đại hội ..." (catalogue A6).

A title is read where a type word stands; `RULES` say what follows it, `VETOES` which of these are no references: documents still to be
written, events, parts of an agency's name, several documents at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import corpora
from pipeline.context import Context
from pipeline.extractors.documents import wellknown
from pipeline.extractors.documents.symbols import LOWER, UPPER, Kind


@cache
def cue(name: str) -> str:
    """The words of a cue of document_cues.tsv as alternatives of a regular expression, longest first."""
    row = next(r for r in corpora.gazetteer("document_cues") if r["cue"] == name)
    return "|".join(re.escape(w) for w in sorted(corpora.cells(row["words"]), key=len, reverse=True))


class Head(NamedTuple):
    """A type word in the text."""

    start: int
    end: int
    kind: Kind
    capital: bool  # begins with a capital letter
    opening: bool  # first word of its sentence or list item


class Title(NamedTuple):
    """The title that follows a head; `sure` is False where only a second mention can tell that it is one."""

    start: int
    end: int
    by: str
    confidence: float
    sure: bool = True


_QUOTED = re.compile(r"[ ]?:?[ ]?(?:“(?P<a>[^“”\n]{8,400})”|\"(?P<b>[^\"\n]{8,400})\")")
_YEARS = r"(?:19|20)\d\d(?:[ ]?-[ ]?(?:19|20)?\d\d)?"
_HORIZON = rf"""
    (?: ,?[ ](?:giai[ ]đoạn|thời[ ]kỳ|nhiệm[ ]kỳ|(?:từ|đến|vào|trong)?[ ]?năm(?:[ ]học)?|các[ ]năm|5[ ]năm|05[ ]năm|10[ ]năm)[ ]\(?{_YEARS}\)?
        (?: ,?[ ](?:và[ ])?(?:tầm[ ]nhìn|định[ ]hướng|hướng|những[ ]năm[ ]tiếp[ ]theo)(?:[ ](?:tới|đến))?(?:[ ]năm)?(?:[ ]{_YEARS})? )*
      | [ ]{_YEARS}(?=[ ]?[-,.;)\n]|$) )
"""


@cache
def _horizon() -> re.Pattern[str]:
    return re.compile(rf"(?:{_HORIZON})+", re.VERBOSE)


@cache
def _hard_stop() -> re.Pattern[str]:
    """What no bare title goes beyond: marks, and words that begin a predicate."""
    marks, counts, dash = r"[.;:()\[\]“”\"?!\n…]", r" \d{1,3} (?:tháng|năm|ngày|quý)(?!\w)", rf"(?-i: - (?=[{UPPER}]))"
    issuer = rf"(?-i: của (?=[{UPPER}]))"  # "của Chính phủ", but "của tỉnh Cà Mau giai đoạn ..." is of the title
    return re.compile(rf"{marks}| (?:{cue('stop')})(?![^\W_])|{counts}|{dash}|{issuer}", re.IGNORECASE)


@cache
def _comma_stop() -> re.Pattern[str]:
    """A comma after which a bare title does not go on."""
    return re.compile(rf", (?=[{UPPER}\d]|(?i:{cue('after_comma')})(?![^\W_]))")


@cache
def _no_opening() -> re.Pattern[str]:
    return re.compile(rf"(?:{cue('not_title')})(?![^\W_])|[^\w“\"]|\d+(?! (?:triệu|tỷ|nghìn) )", re.IGNORECASE)


@cache
def _event() -> re.Pattern[str]:
    return re.compile(rf"[“\"]?(?:{cue('event')})(?![^\W_])", re.IGNORECASE)


@cache
def _programme() -> re.Pattern[str]:
    return re.compile(rf"(?:{cue('programme')})(?![^\W_])", re.IGNORECASE)


# -- what a title looks like


def _quoted(text: str, head: Head) -> Title | None:
    """“...” or "..." after the head."""
    found = _QUOTED.match(text, head.end)
    if not found or not head.kind.title and not head.capital:
        return None
    group = "a" if found["a"] else "b"
    if len(found[group].split()) < 3 or head.kind.type == "Chương trình" and not _official(found[group], text, found.end()):
        return None
    return Title(found.start(group), found.end(group), "rule:titles.quoted", 0.95)


def _official(programme: str, text: str, end: int) -> bool:
    """Whether a quoted programme is one of the state's, not a campaign or a broadcast: by its first words or its years."""
    return bool(_programme().match(programme) or _horizon().search(programme) or _horizon().match(text, end))


@cache
def _law_names() -> dict[str, list[str]]:
    """Names of laws without "Luật", case-folded, by first word, longest first."""
    found: dict[str, list[str]] = {}
    for name in sorted({n for n in wellknown.law_names()}, key=len, reverse=True):
        rest = re.sub(r"^(?:Bộ luật|Luật) ", "", name).casefold()
        found.setdefault(re.match(r"\w+", rest)[0], []).append(rest)
    return found


_LAW_YEAR = re.compile(
    r"""(?: ,?[ ]năm[ ](?:19|20)\d\d | [ ](?:19|20)\d\d(?!\d) )?                          # năm 2024
        (?: [ ]\((?:sửa[ ]đổi|bổ[ ]sung|sửa[ ]đổi,[ ]bổ[ ]sung)(?:[ ]năm[ ]\d{4})?\) )?      # (sửa đổi)
        (?: [ ](?:năm[ ])?(?:19|20)\d\d(?!\d) )?""",
    re.VERBOSE,
)
_LAW_REST = re.compile(rf"[{UPPER}][{LOWER}]*(?:,? (?!(?:và|năm|số|ngày)\b)[{LOWER}]+| [{UPPER}]{{2,}}){{0,9}}")
_AMENDING = re.compile(
    r"""[ ][Ss]ửa[ ]đổi(?:,[ ]bổ[ ]sung)?(?:[ ]một[ ]số)?(?:[ ]điều)?(?:[ ]của)?[ ](?:các[ ]|\d+[ ])?[Ll]uật
        (?:[ ](?!(?:ngày|năm|được|đã|đang|sẽ|số|do|là|thì|theo|để|nhằm|tại|gồm|và[ ]các)\b)(?!có[ ](?!liên[ ]quan))[\w-]+,?){0,40}(?<!,)""",
    re.VERBOSE,
)


def _law(text: str, head: Head) -> Title | None:
    """A capitalised law: by its known name, else up to the first word that is not of it."""
    if "law" not in head.kind.title or text[head.end : head.end + 1] != " ":
        return None
    amending = _AMENDING.match(text, head.end) if head.capital else None
    if amending:
        return Title(head.end + 1, amending.end(), "rule:titles.law", 0.9)
    start = head.end + 1
    proper = text[start : start + 1] in UPPER
    window = text[start : start + 100].casefold()
    first = re.match(r"\w+", window)
    names = _law_names().get(first[0] if first else "", ())
    known = next((n for n in names if window.startswith(n) and not window[len(n) : len(n) + 1].isalnum()), None)
    if known and (head.capital or proper):  # "Luật đất đai" and "luật Đất đai" are meant for the law, "luật đất đai" is not
        return Title(start, _LAW_YEAR.match(text, start + len(known)).end(), "gazetteer:wellknown", 0.97 if head.capital and proper else 0.85)
    if not head.capital or not proper:
        return None
    rest = _LAW_REST.match(text, start)
    if not rest or head.opening and not _LAW_YEAR.match(text, rest.end())[0]:
        return None
    stop = _hard_stop().search(text, start, rest.end())
    comma = _comma_stop().search(text, start, rest.end())
    end = min(m.start() if m else rest.end() for m in (stop, comma))
    return Title(start, _LAW_YEAR.match(text, end).end(), "rule:titles.law", 0.85) if end - start > 3 else None


_CONGRESS = re.compile(
    r"""[ ](?: (?:Hội[ ]nghị[ ])? (?:lần[ ]thứ[ ]\w+[ ,]{1,2})? (?:Ban[ ]Chấp[ ]hành[ ]|BCH[ ])? (?:Trung[ ]ương|TW|T\.Ư|TƯ) (?:[ ]Đảng)?
                (?:[ ](?:lần[ ]thứ[ ])?\d{1,2})? [ ,(]{1,2}khóa[ ][IVX]+\b\)?
             | Trung[ ]ương[ ]\d{1,2}(?!\d)
             | (?:của[ ])?Đại[ ]hội(?:[ ]đại[ ]biểu)?
               (?: (?:[ ][\w&-]+){0,9}?[ ]lần[ ]thứ[ ][IVXL\d]+ | [ ][IVXL]{1,6}\b )
               (?: [ ](?:của[ ])?Đảng(?:[ ]bộ[ ](?:tỉnh|thành[ ]phố|huyện|quận|thị[ ]xã|xã|phường)(?-i:(?:[ ][A-ZĐ]\w+){1,3})?)?\b )?
               (?: ,?[ ]\(?nhiệm[ ]kỳ[ ]\d{4}[ ]?-[ ]?\d{4}\)? )? )""",
    re.VERBOSE | re.IGNORECASE,
)


def _congress(text: str, head: Head) -> Title | None:
    """Nghị quyết Đại hội ... lần thứ ..., Nghị quyết Trung ương 4 khóa XII."""
    found = _CONGRESS.match(text, head.end) if "congress" in head.kind.title else None
    return Title(head.end + 1, found.end(), "rule:titles.congress", 0.85) if found else None


def _plan(text: str, head: Head) -> Title | None:
    """A bare title: up to its years where it has some, else up to the first word of a predicate."""
    if "plan" not in head.kind.title or text[head.end : head.end + 1] != " ":
        return None
    start = head.end + 1
    if _no_opening().match(text, start) and not _horizon().match(text, head.end):
        return None
    limit = _limit(text, start)
    horizon = _horizon().search(text, start - 1, limit)
    comma = _comma_stop().search(text, start, horizon.start() if horizon else limit)
    if horizon and not comma:
        end, dated = horizon.end(), True
    else:
        end, dated = _cut(text, start, comma.start() if comma else limit), False
    while end > start and text[end - 1] in " ,":
        end -= 1
    return _judge(text, head, start, end, dated)


def _limit(text: str, start: int) -> int:
    """Where a bare title ends at the latest; a short quotation inside it is passed over."""
    at, far = start, min(start + 300, len(text))
    while stop := _hard_stop().search(text, at, far):
        quote = _INNER_QUOTE.match(text, stop.start())
        if not quote:
            return stop.start()
        at = quote.end()
    return far


_INNER_QUOTE = re.compile(r"“[^“”\n]{2,150}”|\"[^\"\n]{2,150}\"")


def _cut(text: str, start: int, end: int) -> int:
    """The end of an undated title: "của", or its first comma that comes after four words or more."""
    owner = text.find(" của ", start, end)
    end = owner if owner > 0 else end
    for comma in re.finditer(",", text[start:end]):
        if len(text[start : start + comma.start()].split()) > 3:
            return start + comma.start()
    return end


def _judge(text: str, head: Head, start: int, end: int, dated: bool) -> Title | None:
    """How sure a bare title is: by its years, its length and the head's capital."""
    title, type = text[start:end], head.kind.type
    if _horizon().fullmatch(" " + title):
        return None  # "Kế hoạch 5 năm 2021-2025", "Chương trình giai đoạn 2021-2025" name no subject
    size = len(title.split())
    programme = text[head.start + len(type) : end] if type == "Chương trình" else ""
    if size > 50 or size < (2 if dated or programme != " " + title else 3) and not re.fullmatch(r"(?:điện|tỉnh|vùng|chung) [IVX\w]+", title):
        return None
    if not head.capital:
        ok = dated and type in ("Đề án", "Chiến lược") and size > 3
        return Title(start, end, "rule:titles.plan", 0.7) if ok else None
    if type == "Chương trình" and not _programme().match(text, head.start + len(type) + 1):
        return Title(start, end, "rule:titles.plan", 0.5, sure=False)
    if dated:
        return Title(start, end, "rule:titles.plan", 0.9)
    if re.match(r"(?:mục tiêu quốc gia|MTQG) \w", title, re.IGNORECASE) or re.search(r"(?:quốc gia|MTQG)$", text[head.start : head.end]):
        return Title(start, end, "rule:titles.plan", 0.8)
    if head.opening or type == "Kế hoạch" and size < 5:
        return Title(start, end, "rule:titles.plan", 0.6, sure=False)
    return Title(start, end, "rule:titles.plan", 0.75)


@cache
def _subject_stop() -> re.Pattern[str]:
    """Where the subject of an unnumbered document ends: it may hold any clause, so only marks and orders end it."""
    orders = " (?:yêu cầu|đề nghị|giao|gửi|trong đó|đã|được|nhằm|và (?:thực hiện|triển khai|tổ chức)) "
    return re.compile(rf"[.;:()\n]|, (?=[{UPPER}]|(?i:{cue('after_comma')})(?![^\W_]))|{orders}")


def subject_end(text: str, start: int) -> int:
    """Where a subject that begins here ends, 300 characters on at the latest."""
    far = min(start + 300, len(text))
    stop = _subject_stop().search(text, start, far)
    end = stop.start() if stop else far
    return end - (text[end - 1] == " ") if end > start else end


_ABOUT = re.compile(
    r"""(?: (?:[ ]của[ ][^,.;:\n()“”]{3,60}?)? [ ](?P<subject>về(?:[ ]việc)?|V/v)   # "Chỉ thị (của Thủ tướng) về ..."
          | [ ]của[ ][^,.;:\n()“”]{3,60}?[ ](?P<task>thực[ ]hiện|triển[ ]khai) )     # "Chương trình hành động của Tỉnh ủy thực hiện ..."
        [ ](?=[^\W\d_])""",
    re.VERBOSE,
)


def _about(text: str, head: Head) -> Title | None:
    """An unnumbered document with its subject: "Công văn hỏa tốc về việc ...", "Chỉ thị của Thủ tướng về ..."."""
    found = _ABOUT.match(text, head.end) if head.capital and not head.opening and "about" in head.kind.title else None
    if not found:
        return None
    end = subject_end(text, found.end())
    start = found.start("subject" if found["subject"] else "task")
    return Title(start, end, "rule:titles.about", 0.7) if len(text[found.end() : end].split()) > 2 else None


RULES: tuple[Callable[[str, Head], Title | None], ...] = (_quoted, _law, _congress, _plan, _about)

# -- what only looks like a reference


@cache
def _organisation() -> re.Pattern[str]:
    """Ends in the head of an agency's name; one-word heads need their capital ("Vụ", but "nhiệm vụ")."""
    heads = cue("organisation").split("|")
    long, short = ("|".join(h for h in heads if ("\\ " in h) is many) for many in (True, False))
    return re.compile(rf"(?<!\w)(?:(?i:{long})|{short})(?:(?: |(?=,))(?i:{cue('joiner')}))* ?$")


@cache
def _draft() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[^\w])(?:{cue('draft')})(?: (?:các|những))? ?[“\"]?$", re.IGNORECASE)


@cache
def _plural() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[^\w])(?:{cue('plural')}|\d{{1,3}}) $", re.IGNORECASE)


@cache
def _making() -> re.Pattern[str]:
    """A verb that makes or issues a document."""
    groups = "|".join(f"(?P<{name}>{cue(name)})" for name in ("drafting", "proposing", "issuing"))
    return re.compile(rf"(?<!\w)(?:{groups})(?!\w)", re.IGNORECASE)


_OTHER_VERB = re.compile(
    r"(?<!\w)(?:theo|thực hiện|triển khai thực hiện|tại|trong|của|về|gắn với|căn cứ|từ|thi hành|quán triệt|tuyên truyền|phổ biến"
    r"|(?:kế hoạch|phương án|văn bản) triển khai)(?!\w)",  # what is made is the plan, not the law that it carries out
    re.IGNORECASE,
)


@cache
def _tense() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:(?P<past>{cue('past')})|(?P<modal>{cue('modal')}))(?!\w)", re.IGNORECASE)


def in_organisation(before: str) -> bool:
    """Whether the words before a head make it part of an agency's name or number: "Tổ công tác Đề án 06"."""
    return bool(_organisation().search(before))


def planned(before: str) -> bool:
    """Whether the words before a head say that the document is still to be made: "xây dựng ...", "tham mưu ban hành ..."."""
    if _draft().search(before):
        return True
    making = last = None
    for making in _making().finditer(before):
        pass
    if not making or len(before[making.end() :].split()) > 4 or _OTHER_VERB.search(before, making.end()):
        return False
    for last in _tense().finditer(before, 0, making.start()):
        pass
    if making["proposing"]:
        return True
    if making["drafting"]:
        return not (last and last["past"] and making.start() - last.end() < 3)
    return bool(last and last["modal"])


def find(context: Context, head: Head) -> Title | None:
    """The title after a head, by the first rule that has one and where no veto speaks against it."""
    text = context.text
    title = next((t for rule in RULES if (t := rule(text, head))), None)
    if title is None:
        return None
    sentence = context.sentence(head.start)
    before = text[max(sentence.start if sentence else 0, head.start - 160) : head.start]
    before = re.split(r"[;:]", before)[-1]
    if in_organisation(before) or planned(before) or head.kind.type == "Chương trình" and _event().match(text, title.start):
        return None
    if _plural().search(before) and title.by != "gazetteer:wellknown" and not title.by.endswith("quoted"):
        return None
    return title
