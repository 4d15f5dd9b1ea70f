"""Reading of the official XML: pure Python and lxml, so that a child process loads it quickly."""
