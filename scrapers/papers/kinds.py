"""Which kind of file the bytes are, by their first ones; a name or content type is believed only where they say nothing."""

from __future__ import annotations

import io
import re
import zipfile

from scrapers.papers.blocks import PaperError

LARGEST = 100_000_000  # bytes of a file
LARGEST_PART = 60_000_000  # bytes of what is packed in one, unpacked
MOST_PARTS = 5_000

READABLE = ("pdf", "docx", "doc", "rtf", "odt", "html", "mhtml", "txt")

# First bytes, the kind, and what to say of those that hold no text of ours.
_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"{\\rt", "rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"PK\x03\x04", "zip"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\0", "a picture (TIFF)"),
    (b"MM\0*", "a picture (TIFF)"),
    (b"BM", "a picture (BMP)"),
    (b"AT&TFORM", "a DjVu document"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"ID3", "a sound file"),
    (b"\0\0\0\x18ftyp", "a film"),
    (b"\0\0\0\x20ftyp", "a film"),
    (b"0\x82", "a signature file (PKCS#7)"),
)
_ARCHIVED = {  # a part that a kind of packed file has, and the kind
    "word/": "docx",
    "xl/": "a spreadsheet (XLSX)",
    "ppt/": "a presentation (PPTX)",
    "META-INF/MANIFEST.MF": "a Java archive",
    "AndroidManifest.xml": "an Android program",
}
_HEAD = 2_048
_PAGE = re.compile(rb"<(?:!doctype html|html|head|body|table|div|p|meta)\b", re.IGNORECASE)
_WORD_PAGE = re.compile(rb"urn:schemas-microsoft-com:office|mso-|Word\.Document|WordDocument|MsoNormal", re.IGNORECASE)


def kind(data: bytes, name: str = "", content_type: str | None = None) -> str:
    """One of `READABLE`, or "zip" for an archive that may hold one. PaperError says what else it is."""
    if not data.strip(b"\0 \r\n\t"):
        raise PaperError("an empty file")
    if len(data) > LARGEST:
        raise PaperError(f"{len(data):,} bytes; files of up to {LARGEST:,} are read")
    start = data[:_HEAD].lstrip(b"\xef\xbb\xbf \r\n\t\0")
    found = next((kind for magic, kind in _MAGIC if start.startswith(magic)), None)
    if found == "ole":
        return _of_ole(data)
    if found == "zip":
        return _of_zip(data)
    if found in READABLE:
        return found
    if b"%PDF-" in data[:_HEAD]:  # a few bytes of a server's before it
        return "pdf"
    if found and not (found == "a picture (BMP)" and data[6:10] != b"\0\0\0\0" or found.startswith("a signature") and data[2:3] > b"\xff"):
        raise PaperError(f"{found}, not a document; PDF, DOCX, DOC, RTF and ODT files are read")
    return _of_text(data, name, content_type)


def _of_text(data: bytes, name: str, content_type: str | None) -> str:
    """The kind of what has no magic bytes: a web page that Word wrote, plain text."""
    head = data[:_HEAD]
    if re.match(rb"(?:[A-Za-z-]+:[^\n]*\n)*MIME-Version:", head, re.IGNORECASE) and b"multipart/related" in data[:8_000]:
        return "mhtml"
    if b"<?mso-application" in head or b"<w:wordDocument" in head or b"<pkg:package" in head:
        raise PaperError("a Word document in XML (2003 or flat OPC); it is read when saved as DOCX")
    if _PAGE.search(head) or head.replace(b"\0", b"").lstrip(b"\xff\xfe").lstrip()[:5].lower() in (b"<html", b"<!doc"):
        if _WORD_PAGE.search(data[:20_000].replace(b"\0", b"")) or _is_word(name, content_type) and _has_motto(data):
            return "html"
        raise PaperError("a web page where a document was expected: an error page, or one that asks to log in")
    if name.lower().endswith((".txt", ".text")) or (content_type or "").startswith("text/plain"):
        return "txt"
    raise PaperError(f"no document that is known here (it begins with {bytes(head[:8])!r}); PDF, DOCX, DOC, RTF and ODT files are read")


def _is_word(name: str, content_type: str | None) -> bool:
    return name.lower().endswith((".doc", ".rtf", ".docx")) or "msword" in (content_type or "")


def _has_motto(data: bytes) -> bool:
    return any(word in data for word in ("Độc lập".encode(), "ĐỘC LẬP".encode(), "Độc lập".encode("utf-16-le"), b"&#272;&#7897;c l&#7853;p"))


def _of_ole(data: bytes) -> str:
    """The kind of an old Office file, by the names of its streams in UTF-16."""

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise PaperError("an Office document that opens only with a password")
    if has("WordDocument"):
        return "doc"
    for stream, what in (("Workbook", "a spreadsheet (XLS)"), ("Book", "a spreadsheet (XLS)"), ("PowerPoint Document", "a presentation (PPT)")):
        if has(stream):
            raise PaperError(f"{what}, not a document; PDF, DOCX, DOC, RTF and ODT files are read")
    raise PaperError("an Office file without a Word document in it")


def _of_zip(data: bytes) -> str:
    names = [part.filename for part in parts(data)]
    for start, found in _ARCHIVED.items():
        if any(name.startswith(start) for name in names):
            if found in READABLE:
                return found
            raise PaperError(f"{found}, not a document; PDF, DOCX, DOC, RTF and ODT files are read")
    if "mimetype" in names and "content.xml" in names:
        sort = unpack(data, "mimetype")[:80]
        if sort.startswith(b"application/vnd.oasis.opendocument.text"):
            return "odt"
        raise PaperError("an OpenDocument file that is no text document")
    return "zip"


def parts(data: bytes) -> list[zipfile.ZipInfo]:
    """The directory of a packed file. PaperError where it is broken or holds too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError) as error:
        raise PaperError(f"a broken DOCX or ZIP file: {error}") from error
    if len(found) > MOST_PARTS:
        raise PaperError(f"a packed file of {len(found):,} parts; up to {MOST_PARTS:,} are read")
    return found


def unpack(data: bytes, name: str | zipfile.ZipInfo) -> bytes:
    """A part of a packed file. KeyError where it is not there, PaperError where it is too large, encrypted or broken."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(name) as part:
            read = part.read(LARGEST_PART + 1)
    except RuntimeError as error:
        raise PaperError("a packed file that opens only with a password") from error
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise PaperError(f"a broken DOCX or ZIP file: {error}") from error
    if len(read) > LARGEST_PART:
        raise PaperError(f"a part of it is larger than {LARGEST_PART:,} bytes when unpacked")
    return read


def packed_document(data: bytes) -> tuple[str, bytes]:
    """The name and bytes of the one document that an archive holds. PaperError where there is none, or there are several."""
    names = [part for part in parts(data) if not part.is_dir() and re.search(r"\.(?:pdf|docx?|rtf|odt)$", part.filename, re.IGNORECASE)]
    names = [part for part in names if not part.filename.startswith("__MACOSX/")]
    if len(names) != 1:
        listed = ", ".join(part.filename for part in names[:5])
        several = f"a ZIP archive with {len(names)} documents in it ({listed}); one with one is read"
        raise PaperError(several if names else "a ZIP archive without a document")
    return names[0].filename, unpack(data, names[0])
