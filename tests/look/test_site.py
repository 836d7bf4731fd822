"""Who enters, what the frame shows, and what the pages that say no look like."""

from datetime import date

import pytest
from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.views.defaults import server_error

from accounts.admin_base import PortalModelAdmin, UncountedPaginator
from accounts.history import history_entries
from accounts.models import User
from accounts.roles import Action
from accounts.workbench import Panel, register
from enterprises.models import Enterprise


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def test_an_officer_enters_and_a_person_without_a_role_does_not(fang: User) -> None:
    assert signed_in(fang).get("/").status_code == 200
    nobody = User.objects.create_user("nobody", display_name="无名")
    assert signed_in(nobody).get("/").status_code == 302


def test_the_navigation_holds_what_the_role_may_read(fang: User, admin_a: User, zhou: User) -> None:
    assert b"/mutual_recognition/partner/" in signed_in(fang).get("/").content
    assert b"/accounts/user/" not in signed_in(fang).get("/").content.split(b"</nav>")[0].split(b"<nav")[1]
    administrator = signed_in(admin_a).get("/").content
    assert b"/mutual_recognition/partner/" not in administrator and b'href="/accounts/user/"' in administrator
    auditor = signed_in(zhou).get("/").content
    assert b"/mutual_recognition/partner/" in auditor and b'href="/accounts/user/"' in auditor


def test_chinese_until_the_person_switches_whatever_the_browser_says(fang: User) -> None:
    client = signed_in(fang)
    assert 'lang="zh-Hans"' in client.get("/", headers={"accept-language": "en"}).content.decode()
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    assert 'lang="en"' in client.get("/").content.decode()


def test_the_theme_is_drawn_by_the_server(fang: User) -> None:
    client = signed_in(fang)
    assert 'data-theme="light"' in client.get("/").content.decode()
    answer = client.post("/theme/", {"theme": "dark", "next": "/"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert 'data-theme="dark"' in client.get("/").content.decode()


def test_the_theme_sends_nobody_elsewhere(client: Client) -> None:
    answer = client.post("/theme/", {"theme": "<script>", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/" and "theme" not in answer.cookies


def test_pages_that_say_no_keep_the_frame(fang: User, admin_a: User) -> None:
    missing = signed_in(fang).get("/nowhere/")
    assert missing.status_code == 404 and b"sidenav" in missing.content
    refused = signed_in(admin_a).get("/mutual_recognition/partner/")
    assert refused.status_code == 403 and b"sidenav" in refused.content


def test_the_page_of_an_error_needs_no_database(fang: User) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500 and b"problem" in answer.content and len(asked) == 0


def test_the_components_are_shown_only_in_a_demonstration(fang: User) -> None:
    assert signed_in(fang).get("/components/").status_code == 404


@pytest.mark.usefixtures("demonstration")
def test_the_components_page(fang: User) -> None:
    client = signed_in(fang)
    assert client.get("/components/").status_code == 200
    client.cookies["django_language"] = "en"
    assert client.get("/components/").status_code == 200


class WaitingPanel(Panel):
    title = "What waits"
    actions = frozenset({Action.START_NIGHT})
    template = "components/empty.html"

    def context(self, request: object) -> dict[str, str]:
        return {"title": "Twelve things", "icon": "inbox"}

    def waiting(self, request: object) -> int:
        return 12


def test_the_start_page_is_made_of_registered_panels(fang: User, li: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.workbench._panels", [])
    register(WaitingPanel())
    register(WaitingPanel())
    page = signed_in(li).get("/").content.decode()
    assert page.count("Twelve things") == 1 and "<b>12</b>" in page
    assert "Twelve things" not in signed_in(fang).get("/").content.decode()


@pytest.mark.django_db
def test_a_list_reads_one_row_more_than_its_page_and_never_counts(fang: User) -> None:
    for number in range(7):
        Enterprise.objects.create(
            customs_code=f"520000000{number}", name_zh="企业", category="consignee", district="5200",
            registered_on="2020-01-01", recorded_on="2020-01-01",
        )  # fmt: skip
    paginator = UncountedPaginator(Enterprise.objects.order_by("pk"), 3)
    assert paginator.count > 10**9
    with CaptureQueriesContext(connection) as asked:
        pages = [paginator.page(number) for number in (1, 2, 3)]
    assert len(asked) == 3 and not any("COUNT" in query["sql"] for query in asked)
    assert [len(page) for page in pages] == [3, 3, 1]
    assert (paginator.more, paginator.known, paginator.first) == (False, 7, 7)
    assert paginator.validate_number("x") == 1 and not paginator.page(2).paginator.page(9).object_list


def test_a_page_of_rows_is_read_only(fang: User, admin_a: User) -> None:
    page = PortalModelAdmin(Enterprise, admin.site)
    request = RequestFactory().get("/")
    request.user = fang
    assert page.has_view_permission(request) and page.has_module_permission(request)
    assert not (
        page.has_add_permission(request) or page.has_change_permission(request) or page.has_delete_permission(request)
    )
    request.user = admin_a
    assert not page.has_view_permission(request)


def test_history_says_who_when_why_and_from_to(fang: User) -> None:
    firm = Enterprise(customs_code="5200000001", name_zh="旧名", category="consignee", district="5200")
    firm.registered_on = firm.recorded_on = date(2020, 1, 1)
    firm.save()
    firm.name_zh, firm._change_reason, firm._history_user = "新名", "Delivery #7", fang
    firm.save()
    newest, first = history_entries(firm)
    assert [change[1:] for change in newest["changes"]] == [("旧名", "新名")]
    assert (newest["who"], newest["why"]) == (fang, "Delivery #7")
    assert first["changes"] == []
    html = Template("{% load portal %}{% timeline entries %}").render(Context({"entries": [newest, first]}))
    assert "旧名" in html and "Delivery #7" in html and "王芳" in html


def test_a_row_that_nothing_changed_has_an_empty_history(fang: User) -> None:
    Enterprise.objects.bulk_create(
        [Enterprise(customs_code="5200000001", registered_on=date(2020, 1, 1), recorded_on=date(2020, 1, 1))]
    )
    assert history_entries(Enterprise.objects.get()) == []
