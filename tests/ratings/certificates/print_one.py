"""Prints the certificate of the tests as a process of its own."""

import sys

import django

django.setup()

from ratings.documents.certificates.render import certificate_pdf  # noqa: E402
from tests.ratings.certificates.contents import content  # noqa: E402

sys.stdout.buffer.write(certificate_pdf(content()))
