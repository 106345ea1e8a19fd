"""One extractor per file: `find(context)` gives the mentions of one kind, in view offsets."""
