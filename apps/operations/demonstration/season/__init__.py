"""A season made up from a seed, through the services: people, requests, ratings, reviews."""
