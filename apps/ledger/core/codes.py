"""How accounts are named. A code says what an account is for; the database derives its kind from it."""

TREASURY = "treasury"
ISSUANCE = "issuance:paid"
PROMOTION = "issuance:promotional"


def available(person: str) -> str:
    """What a person can spend or have paid out."""
    return f"user:{person}:available"


def promotional(person: str) -> str:
    """What a person can spend and never have paid out."""
    return f"user:{person}:promotional"


def held(person: str) -> str:
    """What a person's open holds keep."""
    return f"user:{person}:held"


def pending(person: str) -> str:
    """What a person has earned and may still be disputed."""
    return f"user:{person}:pending"


def of_person(person: str) -> tuple[str, str, str, str]:
    """Every account that a person needs to take part."""
    return available(person), promotional(person), held(person), pending(person)


def person_of(code: str) -> str | None:
    """The public id of the person whose account this is."""
    parts = code.split(":")
    return parts[1] if len(parts) == 3 and parts[0] == "user" else None
