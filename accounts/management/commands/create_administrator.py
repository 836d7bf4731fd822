"""Make an administrator on the server: `create_administrator li.wei --name 李伟 --district 0000`."""

import getpass
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from accounts.models import User
from accounts.roles import WHOLE_COUNTRY, Role
from accounts.services.bootstrap import administrator_create


class Command(BaseCommand):
    help = "Make an administrator, or give one back their way in. Asks for the password. Two are needed for roles that sign."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--district", default=WHOLE_COUNTRY, help="customs district, four digits; 0000 by default")

    @override("en")  # docs/glossary.md: commands print English
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = administrator_create(
                username=options["username"],
                display_name=options["name"],
                district=options["district"],
                password=self._password(),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{user.username} is an administrator.")
        others = User.objects.filter(is_active=True, role_grants__in=_administrators()).exclude(pk=user.pk)
        if not others.exists():
            self.stdout.write(
                "Make a second one: roles that sign (supervisor, legal desk, mutual-recognition desk) and further "
                "administrators need the approval of a second, different administrator."
            )

    def _password(self) -> str:
        """From the terminal twice, or one line of standard input when there is no terminal."""
        if not sys.stdin.isatty():
            return sys.stdin.readline().rstrip("\n")
        password = getpass.getpass("Password (12 characters or more): ")
        if password != getpass.getpass("Again: "):
            raise CommandError("The two passwords differ.")
        return password


def _administrators() -> Any:
    from accounts.models import RoleGrant

    return RoleGrant.objects.in_force().filter(role=Role.ADMINISTRATOR)
