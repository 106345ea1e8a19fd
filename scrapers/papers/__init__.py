"""Official documents that come as files: bytes in, words on sheets, lines, blocks, and at last the text with what its head says.

    kinds     which kind of file the bytes are
    pdf, ocr  a PDF or the picture of a page -> sheets of words with their places
    layout    sheets -> blocks: columns untangled, tables told row by row, lines joined into paragraphs, page furniture dropped
    word, doc, rtf, web   other kinds of files -> blocks
    head, foot            blocks -> what the head and the foot say
    compose   blocks -> the document
    child     all of this in a process of its own, within limits of time and memory

`scrapers.attachments.read` is the way in.
"""
