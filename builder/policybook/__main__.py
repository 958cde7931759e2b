"""`python -m policybook`: the command line where its script is not on the path."""

from policybook.cli import main

main(prog_name="policybook")
