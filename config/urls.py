"""The portal's addresses. Every page is a page of the admin site, behind sign-in."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("", admin.site.urls),
]
handler403 = "config.problems.forbidden"
handler404 = "config.problems.not_found"
