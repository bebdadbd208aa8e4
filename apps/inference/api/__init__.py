"""The gateway for programs, under `/v1/`, as clients of OpenAI's API know it: models, and chat completions for a fee.

What is ours and not theirs stands in `x_openledger` and in headers. Words are counted where they count tokens.
"""

from django.urls import URLPattern, path

from apps.inference.api.completions import ChatCompletions
from apps.inference.api.gate import Nowhere
from apps.inference.api.models import Models, One

urlpatterns: list[URLPattern] = [
    path("models", Models.as_view(), name="models"),
    path("models/<slug:community>/<slug:model>", One.as_view(), name="model"),
    path("chat/completions", ChatCompletions.as_view(), name="chat-completions"),
    path("", Nowhere.as_view(), name="root"),
    path("<path:rest>", Nowhere.as_view(), name="nowhere"),
]
