"""How the notebooks look: colours that all can tell apart, titles in two languages, the article with its mentions marked."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

import matplotlib as mpl
import pandas as pd
from IPython.display import HTML
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from pipeline import schema, show

# Okabe and Ito's colours: told apart with any colour blindness, and by their lightness when printed in grey
BLUE, ORANGE, GREEN, RED, SKY, PINK, YELLOW, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#F0E442", "#6B6B6B"
CYCLE = [BLUE, ORANGE, GREEN, RED, PINK, SKY]
SHADES = LinearSegmentedColormap.from_list("shades", ["#FFFFFF", "#9CC9E3", BLUE, "#00263D"])  # for heat maps: dark is much

# of a mention in the article: its ground, and a letter beside it, for those who see no colour
MARKS = {
    "documents": ("#BDE3F5", "V", "văn bản / document"),
    "dates": ("#FBE7B0", "T", "thời gian / date"),
    "quantities": ("#EBCFE0", "S", "số liệu / figure"),
    "agencies": ("#BFE6D8", "C", "cơ quan / agency"),
    "people": ("#F4CDB2", "N", "người / person"),
}


def use() -> None:
    """Sets matplotlib and pandas for all that follows: a font with Vietnamese letters, light lines, whole words in tables."""
    mpl.rcParams.update({
        "font.family": "DejaVu Sans", "font.size": 10, "figure.dpi": 110, "savefig.bbox": "tight", "figure.constrained_layout.use": True,
        "axes.prop_cycle": mpl.cycler(color=CYCLE), "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True,
        "axes.grid": True, "grid.color": "#DDDDDD", "grid.linewidth": 0.6, "legend.frameon": False, "lines.linewidth": 1.8,
    })  # fmt: skip
    pd.set_option("display.max_colwidth", 90, "display.max_rows", 40, "display.precision", 2)


def label(ax: Axes, vi: str, en: str, x: str = "", y: str = "") -> None:
    """Writes the title, Vietnamese above English, and the names of the axes."""
    ax.set_title(f"{vi}\n", loc="left", fontweight="bold", fontsize=11)
    ax.annotate(en, (0, 1), (0, 5), xycoords="axes fraction", textcoords="offset points", fontsize=9, color=GREY)
    ax.set_xlabel(x)
    ax.set_ylabel(y)


def short(text: str, width: int = 34) -> str:
    """The text, cut between words where it is too long for a plot."""
    return text if len(text) <= width else text[: width - 1].rsplit(" ", 1)[0] + " …"


def bars(ax: Axes, counts: pd.Series, color: str = BLUE, width: int = 34) -> None:
    """Draws bars lying down, the first on top, each with its number."""
    drawn = ax.barh([short(str(name), width) for name in counts.index], counts.to_numpy(), color=color)
    ax.bar_label(drawn, padding=3, fontsize=9)
    ax.invert_yaxis()
    ax.grid(axis="y", visible=False)
    ax.margins(x=0.1)


def stacked(ax: Axes, table: pd.DataFrame, colors: dict[str, str], most: int = 12) -> None:
    """Draws the rows with the highest sums as bars lying down, the first on top, their parts in the colours of the columns."""
    table = table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index[:most]]
    left = [0] * len(table)
    for column in (name for name in colors if name in table):
        ax.barh([short(str(name)) for name in table.index], table[column], left=left, color=colors[column], edgecolor="white", label=column)
        left = left + table[column]
    ax.invert_yaxis()
    ax.grid(axis="y", visible=False)


def heat(ax: Axes, table: pd.DataFrame, width: int = 34) -> None:
    """Draws a table as a heat map with the number in each cell that is not empty."""
    ax.imshow(table.to_numpy(), cmap=SHADES, aspect="auto", vmin=0)
    ax.set_xticks(range(table.shape[1]), [short(str(name), width) for name in table.columns], rotation=45, ha="right", rotation_mode="anchor")
    ax.set_yticks(range(table.shape[0]), [short(str(name), width) for name in table.index])
    ax.grid(visible=False)
    dark = table.to_numpy().max() / 2.5
    for (row, column), value in ((at, table.iat[at]) for at in _cells(table)):
        if value:
            ax.text(column, row, f"{value:.0f}", ha="center", va="center", fontsize=8, color="white" if value > dark else "black")


def _cells(table: pd.DataFrame) -> Iterator[tuple[int, int]]:
    return ((row, column) for row in range(table.shape[0]) for column in range(table.shape[1]))


def article(record: schema.Record) -> HTML:
    """The article with its mentions on coloured ground, its directives underlined; what a mention was read as appears under the mouse."""
    key = " ".join(f'<span style="background:{ground};padding:0 .3em">{name} <sup>{letter}</sup></span>' for ground, letter, name in MARKS.values())
    key += ' <span style="border-bottom:2px solid #000">chỉ đạo / directive</span>'
    text = "".join(_stretches(record))
    text = f'<div style="white-space:pre-wrap">{text}</div>'
    return HTML(f'<div style="max-width:52em;line-height:1.8;color:#000;background:#fff"><p>{key}</p>{text}</div>')


def _stretches(record: schema.Record) -> Iterator[str]:
    """The text, cut wherever a mention begins or ends; of mentions within one another the innermost gives the colour."""
    found = [(kind, mention) for kind in schema.KINDS for mention in getattr(record, kind)]
    cuts = sorted({0, len(record.text), *(place for _, mention in found for place in (mention.start, mention.end))})
    for start, end in zip(cuts, cuts[1:], strict=False):
        over = [(kind, mention) for kind, mention in found if mention.start <= start and end <= mention.end]
        yield _stretch(html.escape(record.text[start:end]), end, over)


def _stretch(text: str, end: int, over: list[tuple[str, Any]]) -> str:
    line = "border-bottom:2px solid #000;" if any(kind == "directives" for kind, _ in over) else ""
    inner = min((one for one in over if one[0] in MARKS), key=lambda one: one[1].end - one[1].start, default=None)
    if inner is None:
        return f'<span style="{line}">{text}</span>' if line else text
    ground, letter, _ = MARKS[inner[0]]
    read = html.escape(show.summary(*inner))
    sign = f"<sup>{letter}</sup>" if end == inner[1].end else ""
    return f'<span style="background:{ground};{line}" title="{read}">{text}{sign}</span>'
