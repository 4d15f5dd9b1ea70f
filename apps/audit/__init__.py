"""Append-only, hash-chained events and their verification."""
