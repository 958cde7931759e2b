"""Use cases: the only place where adapters and the core meet."""
