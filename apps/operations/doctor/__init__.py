"""`manage.py doctor`: one line for each thing that the service needs, in French, never a secret."""
