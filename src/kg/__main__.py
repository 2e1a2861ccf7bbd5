"""`python -m kg` is the command `kg`.

Must not know: anything but where the command is.
"""

from kg.cli import main

main()
