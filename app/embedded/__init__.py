"""The database, Redis and mailbox that `./dev up` and the tests bring along, and what keeps them running."""
