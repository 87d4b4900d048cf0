"""One reader for each format: bytes → Parsed. A reader imports its library when it runs, not when it is imported."""
