"""What the user is told in one line instead of a stack trace."""


class Failed(Exception):
    """A command cannot do what it was asked for; the text says why and what to do."""
