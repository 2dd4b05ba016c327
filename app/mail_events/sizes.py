"""How much of a message the ways in take, and is read."""

# Many times what our emails have, of which a bounce repeats one at most.
MAX_BYTES = 1024 * 1024
