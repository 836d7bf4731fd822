"""The pages for what cannot be shown: who is signed in keeps the navigation around them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return render(request, "404.html", _frame(request), status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, with the sentence that the refusal gave."""
    return render(request, "403.html", _frame(request) | {"reason": str(exception)}, status=403)


def _frame(request: HttpRequest) -> dict[str, Any]:
    signed_in = hasattr(request, "user") and request.user.is_authenticated
    return admin.site.each_context(request) if signed_in else {}
