"""Text in, directives out; never touches the network.

>>> from pipeline import extract
>>> record = extract("UBND tỉnh yêu cầu Sở Y tế báo cáo trước ngày 20/5/2022.", place="Nam Định")
"""

from __future__ import annotations

import typing

if typing.TYPE_CHECKING:
    from pipeline.run import extract

__all__ = ["extract"]
__version__ = "0.1.0"


def __getattr__(name: str) -> typing.Any:
    """`extract`, imported when it is first asked for: underthesea takes half a second."""
    if name == "extract":
        from pipeline.run import extract

        return extract
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
