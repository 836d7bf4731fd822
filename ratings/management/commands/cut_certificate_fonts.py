"""python manage.py cut_certificate_fonts: makes the faces of certificates, so that the first one does not wait for them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ratings.documents.certificates.fonts import NoFont, certificate_fonts


class Command(BaseCommand):
    help = "Cut the faces that certificates are printed in from the system's, where that is not done yet."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            faces = certificate_fonts()
        except NoFont as missing:
            raise CommandError(str(missing)) from missing
        for face in faces.values():
            self.stdout.write(str(face))
