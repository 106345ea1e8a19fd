"""The smallest template language that a portal's page needs: `{{name}}`, `{{#list}}...{{/list}}`, `{{^absent}}...{{/absent}}`, `{{>piece}}`.

A page's structure can then be read in `pages/*.html` as one would see it in a browser's source view.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

PAGES = Path(__file__).parent / "pages"


class Html(str):
    """Text that is markup already and is written as it is."""


class _Section(NamedTuple):
    name: str
    absent: bool
    parts: tuple[Any, ...]


class _Name(NamedTuple):
    name: str


_TAG = re.compile(r"\{\{([#^/]?)(\w+)\}\}")
_PIECE = re.compile(r"\{\{>([\w-]+)\}\}\n?")


@cache
def load(name: str) -> tuple[Any, ...]:
    """The parts of the template `pages/<name>.html`, read once; KeyError names the templates there are."""
    return _parse(_source(name), name)


def names() -> list[str]:
    """The templates there are."""
    return sorted(path.stem for path in PAGES.glob("*.html"))


_MIDDLE = re.compile(r"(\{\{>[\w-]+_top\}\}\n).*(\{\{>[\w-]+_bottom\}\})", re.DOTALL)


def _source(name: str) -> str:
    """The source of a template with its pieces put in; of "family+piece" the family's listing with `piece` in place of its middle."""
    family, plus, piece = name.partition("+")
    if plus:
        listing = _MIDDLE.sub(lambda ends: f"{ends[1]}{{{{>{piece}}}}}\n{ends[2]}", _read(f"{family}_list"))
        return _PIECE.sub(lambda found: _source(found[1]), listing)
    return _PIECE.sub(lambda found: _source(found[1]), _read(name))


def _read(name: str) -> str:
    path = PAGES / f"{name}.html"
    if not path.exists():
        raise KeyError(f"no template {name!r} in {PAGES}; there are: {', '.join(names())}")
    return path.read_text(encoding="utf-8")


def _parse(source: str, where: str) -> tuple[Any, ...]:
    """The parts of a template; ValueError where a section is not closed by its own name."""
    stack: list[tuple[str, bool, list[Any]]] = [("", False, [])]
    at = 0
    for tag in _TAG.finditer(source):
        stack[-1][2].append(source[at : tag.start()])
        at = tag.end()
        sign, name = tag[1], tag[2]
        if sign == "/":
            opened, absent, parts = stack.pop()
            if opened != name:
                raise ValueError(f"{where}: {{{{/{name}}}}} closes {opened or 'nothing'!r}")
            stack[-1][2].append(_Section(name, absent, tuple(parts)))
        elif sign:
            stack.append((name, sign == "^", []))
        else:
            stack[-1][2].append(_Name(name))
    if len(stack) > 1:
        raise ValueError(f"{where}: {{{{#{stack[-1][0]}}}}} is never closed")
    return (*stack[0][2], source[at:])


def fill(name: str, values: Mapping[str, Any]) -> str:
    """The page of a template; KeyError names the value it lacks. What is no `Html` is escaped."""
    out: list[str] = []
    _fill(load(name), (values,), out)
    return "".join(out)


def _fill(parts: tuple[Any, ...], scopes: tuple[Mapping[str, Any], ...], out: list[str]) -> None:
    for part in parts:
        if type(part) is str:
            out.append(part)
            continue
        value = _look_up(part.name, scopes)
        if type(part) is _Name:
            out.append(value if type(value) is Html else html.escape(str(value)))
        elif part.absent:
            if not value:
                _fill(part.parts, scopes, out)
        elif isinstance(value, (list, tuple)):
            for item in value:
                _fill(part.parts, (item, *scopes), out)
        elif isinstance(value, dict):
            _fill(part.parts, (value, *scopes), out)
        elif value:
            _fill(part.parts, scopes, out)


def _look_up(name: str, scopes: tuple[Mapping[str, Any], ...]) -> Any:
    for scope in scopes:
        if name in scope:
            return scope[name]
    raise KeyError(f"the template asks for {name!r}; known are: {', '.join(sorted(scopes[-1]))}")
