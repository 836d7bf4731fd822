"""What the pages of one kind of case consist of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.models import User
from enterprises.models import Enterprise
from enterprises.panels import Rendered
from ratings.admin.case_forms import ActForm, OpeningForm
from ratings.assessment.explain import Explanation
from ratings.models import Case


@dataclass(frozen=True)
class ActPage:
    """The form of an act and the service that does it."""

    form: type[ActForm]
    service: Callable[..., Any]


@dataclass(frozen=True)
class Opening:
    """How an officer opens a case of the kind for a firm.

    `service(by, enterprise, as_of, **values of the form)` returns the case. `offered(person, firm, said)` says whether the
    firm's page offers it, `said` being what is said of the firm today. `initial(said)` fills the form.
    """

    title: Any
    introduction: Any
    form: type[OpeningForm]
    service: Callable[..., Case]
    offered: Callable[[User, Enterprise, Explanation], bool]
    initial: Callable[[Explanation], Mapping[str, Any]] = lambda said: {}


@dataclass(frozen=True)
class KindPages:
    """The pages of one kind: a page an act, how it is opened by an officer, and what its case page shows of its own."""

    kind: str
    acts: Mapping[str, ActPage]
    opening: Opening | None = None
    section: Callable[[Case, date], Rendered | None] = field(default=lambda case, today: None)
