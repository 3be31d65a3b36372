"""The errors a user can act on. The command line prints their message without a stack trace."""


class TidewatchError(Exception):
    """Something outside the program is wrong; the message says what, and what to do about it."""
