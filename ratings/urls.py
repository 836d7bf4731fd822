"""Addresses that anyone may open, without signing in."""

from django.urls import path

from ratings.views.certificates import certificate_page, verification_page

urlpatterns = [
    path("verify/", verification_page, name="verify"),
    path("verify/<slug:code>/", certificate_page, name="certificate"),
]
