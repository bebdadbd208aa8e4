"""Every address of the site with the methods that it takes, found by walking the addresses and not by a list."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver
from django.views.generic.edit import ProcessFormView

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
#: Of a view that does not say.
USUAL: Final = ("GET", "POST")


@dataclass(frozen=True, slots=True)
class Route:
    """An address, the name by which it is reversed, and what can be done there."""

    name: str
    path: str
    words: tuple[str, ...]
    methods: tuple[str, ...]

    @property
    def is_api(self) -> bool:
        return self.path.startswith(("api/v1/", "v1/"))


def all_routes() -> list[Route]:
    """Of the site as it is, whatever addresses a test has put beside it."""
    return list(_walk(get_resolver("openledger.urls").url_patterns, Place()))


@dataclass(frozen=True, slots=True)
class Place:
    """What the includes above an address say of it."""

    path: str = ""
    namespace: str = ""
    words: tuple[str, ...] = ()

    def beneath(self, pattern: URLPattern | URLResolver, namespace: str | None = None) -> "Place":
        return Place(
            path=self.path + str(pattern.pattern),
            namespace=":".join(filter(None, (self.namespace, namespace))),
            words=(*self.words, *pattern.pattern.regex.groupindex),
        )


def _walk(patterns: Sequence[URLPattern | URLResolver], place: Place) -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            here = place.beneath(pattern)
            name = f"{here.namespace}:{pattern.name}" if here.namespace else str(pattern.name)
            yield Route(name=name, path=here.path, words=here.words, methods=_methods(pattern.callback))
        else:
            yield from _walk(pattern.url_patterns, place.beneath(pattern, pattern.namespace))


def _methods(view: Callable[..., Any]) -> tuple[str, ...]:
    of_class = getattr(view, "cls", None) or getattr(view, "view_class", None)
    if of_class is not None:
        # Django's own forms take PUT for POST.
        beside = {"PUT"} if issubclass(of_class, ProcessFormView) else set()
        return tuple(one for one in METHODS if hasattr(of_class, one.lower()) and one not in beside)
    return tuple(method for method in METHODS if method in _declared(view))


def _declared(view: Callable[..., Any]) -> Sequence[str]:
    """What `require_http_methods` was given keeps in the closure of what it made, beneath other decorators."""
    layer: Any = view
    while layer is not None:
        for cell in getattr(layer, "__closure__", None) or ():
            held = cell.cell_contents
            if isinstance(held, (list, tuple)) and held and {*held} <= {*METHODS, "HEAD", "OPTIONS"}:
                return tuple(held)
        layer = getattr(layer, "__wrapped__", None)
    return USUAL
