"""One file per neighbour of the program; no adapter knows another."""
