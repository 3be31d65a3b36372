"""Entry point of `python -m tidewatch_training`."""

import sys

from tidewatch_training.cli import main

if __name__ == "__main__":
    sys.exit(main())
