"""What every page shows around its content."""

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, object]:
    """The context that `base.html` needs on any page."""
    return {"site_name": settings.SITE_NAME}
