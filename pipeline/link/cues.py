"""Regular expressions over masked sentences, with their vocabulary taken from the cue tables.

Three things are added to the syntax of `re`: a capital letter is a mention (`LETTERS`), <name> any phrase of that class in triggers.tsv or
act_cues.tsv, "_" a space. A mask is in lower case, so that no capital letter can mean itself; a plain "(" captures nothing.

    "[OP]_(đã_)?<order>_A"     finds     "Chủ tịch UBND tỉnh | đã giao | Sở Y tế"
"""

from __future__ import annotations

import re
from functools import cache

import corpora

AGENCY, OFFICE, PERSON, DOCUMENT, DATE, QUANTITY = "\ue000\ue001\ue002\ue003\ue004\ue005"  # private use: in no text
LETTERS = {"A": AGENCY, "O": OFFICE, "P": PERSON, "D": DOCUMENT, "T": DATE, "Q": QUANTITY}

_TOKEN = re.compile(r"(?P<kept>\\.|\(\?P<\w+>|\(\?)|<(?P<words>[a-z_]+)>|(?P<letter>[AOPDTQ])|(?P<group>\()|(?P<space>_)")


def pattern(source: str, flags: re.RegexFlag = re.VERBOSE) -> re.Pattern[str]:
    """The compiled pattern; as in verbose mode, white space and comments do not count."""
    return re.compile(expand(re.sub(r"(?m)(?:^|\s)#.*$", "", source)), flags | re.VERBOSE)


def expand(source: str) -> str:
    """The source in the plain syntax of `re`, for verbose mode."""
    return _TOKEN.sub(_plain, source)


def _plain(token: re.Match[str]) -> str:
    if token["words"]:
        return words(token["words"])
    if token["letter"]:
        return LETTERS[token["letter"]]
    return token["kept"] or ("(?:" if token["group"] else r"\ ")


@cache
def phrases(name: str) -> tuple[str, ...]:
    """The phrases of one class of triggers.tsv or act_cues.tsv, longest first; KeyError where there is no such class."""
    found = [row["phrase"] for row in corpora.gazetteer("triggers") if row["class"] == name]
    found += [phrase for row in corpora.gazetteer("act_cues") if row["cue"] == name for phrase in corpora.cells(row["words"])]
    if not found:
        raise KeyError(f"no class {name!r} in triggers.tsv or act_cues.tsv")
    return tuple(sorted(found, key=len, reverse=True))


@cache
def words(name: str) -> str:
    """The phrases of one class as an alternation."""
    return "(?:" + "|".join(expand(phrase.replace(" ", "_")) for phrase in phrases(name)) + ")"
