"""The answering pipeline: pure Python, no Django, no database, no clock."""
