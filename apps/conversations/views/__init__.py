"""The counsellors' pages: exchanges, and what is made of their answers."""
