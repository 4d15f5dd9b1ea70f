"""What counsellors read of réponses types, and how keepers write and settle them."""
