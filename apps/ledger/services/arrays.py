"""Arrays written as PostgreSQL reads them. The driver would ask of every element what it is, which for a journal to
thousands of accounts costs a tenth of the whole posting; here the caller knows.

The SQL beside them names the type (`%s::text[]`), and the driver quotes the literal as one string.
"""

from collections.abc import Iterable


def of_texts(texts: Iterable[str]) -> str:
    """Quoted each, so that commas, braces and the word NULL are letters like others."""
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"') for text in texts]
    return '{"' + '","'.join(quoted) + '"}' if quoted else "{}"


def of_integers(numbers: Iterable[int]) -> str:
    return "{" + ",".join(map(str, numbers)) + "}"
