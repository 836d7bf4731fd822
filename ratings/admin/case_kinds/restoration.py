"""The page of a restoration that waits for a supervisor."""

from ratings.admin.case_forms import ActForm
from ratings.admin.case_kinds.kind_pages import ActPage, KindPages
from ratings.models import Case
from ratings.services.restorations import restoration_confirm

PAGES = KindPages(kind=Case.Kind.RESTORATION, acts={"restoration_confirm": ActPage(ActForm, restoration_confirm)})
