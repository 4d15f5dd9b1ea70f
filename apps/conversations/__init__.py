"""Counsellors ask, receive, edit, hand over, rate; the socket."""
