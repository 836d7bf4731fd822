"""The portal's addresses. Every page is a page of the admin site, behind sign-in, but those where anyone verifies certificates."""

from django.contrib import admin
from django.urls import include, path

from accounts.views import choose_language

urlpatterns = [
    path("i18n/setlang/", choose_language, name="set_language"),
    path("", include("ratings.urls")),
    path("", admin.site.urls),
]
handler403 = "config.problems.forbidden"
handler404 = "config.problems.not_found"
