"""How the accounts of this floor are named in the book."""


def waiting_commons(datanet: str) -> str:
    """What is for the commons of a datanet in whose version nothing weighs anything. It waits for a later one."""
    return f"commons:{datanet}"
