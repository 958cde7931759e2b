"""Pure values and functions: text and dates in, values out; no file, git, network or clock."""
