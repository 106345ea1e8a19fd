"""Who has said a quotation, where the text tells it behind the words themselves (catalogue E6)."""

from __future__ import annotations

from pipeline.link.cues import pattern
from pipeline.link.mask import Mask

_THAT_IS = r"[^.;]{0,30}_<said_noun>[^.;]{0,20}_"  # Đó | cũng là yêu cầu của
_BEHIND = pattern(
    rf"""
    [”"][,.]?_?([-–]_?)?                # ...” -
    ((đó|đây|là_một){_THAT_IS})?        # Đó là chỉ đạo của
    (?P<who><speaker>)
    [^.;“”]{{0,80}}?
    (\b(<soft>|<order>)\b | \.?$)       # nhấn mạnh.
    """
)
_NEXT_SENTENCE_IS = pattern(rf"^(đó|đây){_THAT_IS}(?P<who><speaker>)")  # Đó là yêu cầu của Chủ tịch UBND tỉnh.
_NEXT_SENTENCE_SAYS = pattern(r"^(?P<who><speaker>)[^.;“”]{0,80}?\b(<soft>|<order>)\b")  # Ông A nhấn mạnh.
_CONFIDES = pattern(r"""[”"][,.]?_?([-–]_?)? [^;“”"]{0,90}? \b<confiding>\b [^;“”"]{0,40}$""")  # ...", bà P, O, | thừa nhận.
_TALKS = pattern(r"""[”"][,.]?_?([-–]_?)? [^;“”"]{0,90}? \b(nói|<soft>)\b [^;“”"]{0,40}$""")
_WE = pattern(r"\bchúng_tôi\b")


def tells_behind(mask: Mask) -> bool:
    """Whether whoever is named behind a closing quotation mark informs with it: by the verb, or speaking of himself and his own."""
    if _CONFIDES.search(mask.text):
        return True
    match = _TALKS.search(mask.text)
    return match is not None and _WE.search(mask.text, 0, match.start()) is not None


_PRONOUN_BEHIND = pattern(r"""[”"][,.]?_?([-–]_?)? (ông|bà|đồng_chí)_(cũng_|đã_)?(<urging>|<order>)\b""")  # ...", ông | lưu ý.


def pronoun_behind(mask: Mask) -> bool:
    """Whether the speaker behind a closing quotation mark is somebody named before who urges: "...", ông lưu ý."""
    return _PRONOUN_BEHIND.search(mask.text) is not None


def closes(mask: Mask) -> bool:
    """Whether a quotation ends in the sentence."""
    return mask.text.rfind("”") > mask.text.rfind("“") or mask.text.count('"') % 2 == 1 and not mask.text.startswith('"')


def speaker_behind(mask: Mask) -> int | None:
    """The position in the mask of the speaker named behind a closing quotation mark, else None."""
    match = _BEHIND.search(mask.text)
    return match.start("who") if match else None


def speaker_in_next(mask: Mask) -> int | None:
    """The position of the speaker in a sentence that says whose the words before it were, else None: Đó là yêu cầu của ... ."""
    match = _NEXT_SENTENCE_IS.search(mask.text)
    return match.start("who") if match else None


def speaker_of_quotation(mask: Mask, first: bool) -> int | None:
    """The position of a quotation's speaker: behind its closing mark, or in the sentence after it (`first` is the quotation itself)."""
    at = speaker_behind(mask)
    if at is None and not first:
        match = _NEXT_SENTENCE_IS.search(mask.text) or _NEXT_SENTENCE_SAYS.search(mask.text)
        at = match.start("who") if match else None
    return at
