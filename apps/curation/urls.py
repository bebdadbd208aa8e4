"""Addresses of the curation floor."""

from django.urls import URLPattern, path

from apps.curation.views import reviewing, voting

app_name = "curation"

urlpatterns: list[URLPattern] = [
    path("review/", reviewing.review_any, name="review"),
    path("d/<slug:community>/<slug:datanet>/review/", reviewing.review_datanet, name="review-datanet"),
    path("review/<str:revision_id>/verdict/", reviewing.give_verdict, name="verdict"),
    path("review/<str:revision_id>/skip/", reviewing.skip, name="skip"),
    path("review/<str:revision_id>/keep/", reviewing.keep, name="keep"),
    path("review/<str:revision_id>/vote/", voting.cast, name="vote"),
]
