"""A page in, its article out: title, sapo, paragraphs, author, dates with where they were read, place, section, captions, attachments.

Works on any page without knowing its site; a `Layout` (CSS selectors) and the lines that repeat across a site make it surer.
"""

from pipeline.pages.charset import BinaryError, decode
from pipeline.pages.parts import lines, read
from pipeline.pages.record import Head, Layout, Link, Page

__all__ = ["BinaryError", "Head", "Layout", "Link", "Page", "decode", "lines", "read"]
