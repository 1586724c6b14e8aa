"""The public site as files: plain pages in three languages, feeds, hashes and a signature."""
