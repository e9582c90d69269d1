"""`python -m weighbridge`: the command line where no script is on the path."""

from weighbridge.cli import main

main()
