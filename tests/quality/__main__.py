"""`python -m tests.quality`: the command of `make quality`.

A module named `__main__` is not imported anew by the child processes that read documents.
"""

import sys

from tests.quality.run import main

if __name__ == "__main__":
    sys.exit(main())
