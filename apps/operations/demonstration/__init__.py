"""Demonstration sheets in DILA's XML form and golden questions about them; every text is ours."""
