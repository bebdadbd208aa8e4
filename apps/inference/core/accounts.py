"""How the accounts of this floor are named in the book."""


def fees(release: str) -> str:
    """Where the fees of a release wait to be shared out. Settled to zero."""
    return f"fees:{release}"
