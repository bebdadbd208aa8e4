"""The root of everything that keeps a copy from starting, each a sentence for whoever typed the command."""


class CannotStart(RuntimeError):
    """The copy cannot be started or used as asked; the sentence says why and what to do."""
