"""The feeds, each declared once: the header check, the row check, the loader, the contract and the generator read this."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db import models

from enterprises.feeds.columns import (
    Amount,
    Choice,
    Codes,
    Count,
    CustomsCode,
    Day,
    District,
    Flag,
    Key,
    Kind,
    Text,
    Uscc,
    Year,
)
from enterprises.models import (
    Certification,
    CriminalCase,
    DecidedRating,
    Enterprise,
    InspectedDeclaration,
    Investigation,
    Payable,
    Penalty,
    RecoveredTax,
    Rectification,
    RelatedFirm,
    RelatedPerson,
    TradeYear,
)


@dataclass(frozen=True)
class Column:
    """One column of a file; the model's field has the same name, except `customs_code` of a fact, which names the firm."""

    name: str
    kind: Kind
    required: bool = False


@dataclass(frozen=True)
class RequiredOnce:
    """`column` is required once `other` is not `unless`."""

    column: str
    other: str
    unless: str


@dataclass(frozen=True)
class Order:
    """`column` must be `sign` (>=, > or <=) `other`, where both are given; the column is the one that is blamed."""

    column: str
    sign: str
    other: str


@dataclass(frozen=True)
class WithinMonths:
    """`column` is at most `months` months after `other` (the day of the month, or the month's last day)."""

    column: str
    other: str
    months: int


@dataclass(frozen=True)
class AtMost:
    """The number in `column` is at most that in `other`, where both are given; the column is the one that is blamed."""

    column: str
    other: str


@dataclass(frozen=True)
class Differs:
    """`column` must not be what `other` is."""

    column: str
    other: str


Rule = RequiredOnce | Order | WithinMonths | AtMost | Differs


@dataclass(frozen=True)
class Feed:
    """One CSV file: its columns in the contract's order, its key, its rules and the model it fills.

    `synthetic` gives the lines of a made-up file, the same for a seed and a day, where the file is not about made-up firms.
    """

    file: str
    model: type[models.Model]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()
    portal_owned: bool = False  # rows without a delivery were made in the portal and belong to it
    optional: bool = False  # beyond the base contract: read by items of certification, by no night
    synthetic: Callable[[int, date], Iterable[str]] | None = None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The header, in the contract's order."""
        return tuple(column.name for column in self.columns)

    @property
    def is_firms(self) -> bool:
        """Whether this is the file of the firms themselves."""
        return self.model is Enterprise

    @property
    def is_about_firms(self) -> bool:
        """Whether each row names a firm, which the portal must know; figures of the whole country name none."""
        return "customs_code" in self.names

    @cached_property
    def stored(self) -> tuple[str, ...]:
        """The columns that are fields of the model."""
        return self.names if self.is_firms else tuple(name for name in self.names if name != "customs_code")


def _codes(choices: type[models.TextChoices]) -> Choice:
    return Choice(tuple(choices.values))


def _c(name: str, kind: Kind) -> Column:
    """A column; a name that ends in * is required."""
    return Column(name.rstrip("*"), kind, name.endswith("*"))


def _columns(*columns: tuple[str, Kind]) -> tuple[Column, ...]:
    return tuple(_c(name, kind) for name, kind in columns)


FEEDS: list[Feed] = [
    Feed(
        "enterprises.csv",
        Enterprise,
        ("customs_code",),
        _columns(
            ("customs_code*", CustomsCode()),
            ("uscc", Uscc()),
            ("name_zh*", Text(200)),
            ("name_en", Text(200)),
            ("category*", _codes(Enterprise.Category)),
            ("production", _codes(Enterprise.Production)),
            ("district*", District()),
            ("address_zh", Text(300)),
            ("address_en", Text(300)),
            ("legal_representative", Text(100)),
            ("registered_on*", Day()),
            ("cancelled_on", Day()),
            ("sme_class", _codes(Enterprise.SmeClass)),
        ),
        (Order("cancelled_on", ">=", "registered_on"),),
    ),
    Feed(
        "penalties.csv",
        Penalty,
        ("decision_no",),
        _columns(
            ("decision_no*", Key()),
            ("customs_code*", CustomsCode()),
            ("decided_on*", Day()),
            ("kind*", _codes(Penalty.Kind)),
            ("amount_cny*", Amount()),
            ("voluntarily_disclosed", Flag()),
            ("revoked_on", Day()),
        ),
        (Order("revoked_on", ">=", "decided_on"),),
    ),
    Feed(
        "criminal_cases.csv",
        CriminalCase,
        ("case_no",),
        _columns(
            ("case_no*", Key()),
            ("customs_code*", CustomsCode()),
            ("charge*", _codes(CriminalCase.Charge)),
            ("filed_on*", Day()),
            ("outcome*", _codes(CriminalCase.Outcome)),
            ("effective_on", Day()),
        ),
        (RequiredOnce("effective_on", "outcome", "pending"), Order("effective_on", ">=", "filed_on")),
    ),
    Feed(
        "payables.csv",
        Payable,
        ("document_no",),
        _columns(
            ("document_no*", Key()),
            ("customs_code*", CustomsCode()),
            ("kind*", _codes(Payable.Kind)),
            ("amount_cny*", Amount()),
            ("due_on*", Day(plan=True)),
            ("deferred_to", Day(plan=True)),
            ("paid_on", Day()),
        ),
        (Order("deferred_to", ">=", "due_on"),),
    ),
    Feed(
        "trade_years.csv",
        TradeYear,
        ("customs_code", "year"),
        _columns(
            ("customs_code*", CustomsCode()),
            ("year*", Year()),
            ("documents", Count()),
            ("import_cny", Amount()),
            ("export_cny", Amount()),
            ("inspected", Count()),
            ("tax_cny", Amount()),
        ),
    ),
    Feed(
        "investigations.csv",
        Investigation,
        ("case_no",),
        _columns(
            ("case_no*", Key()),
            ("customs_code*", CustomsCode()),
            ("opened_on*", Day()),
            ("closed_on", Day()),
        ),
        (Order("closed_on", ">=", "opened_on"),),
    ),
    Feed(
        "certifications.csv",
        Certification,
        ("certificate_no",),
        _columns(
            ("certificate_no*", Key()),
            ("customs_code*", CustomsCode()),
            ("level*", _codes(Certification.Level)),
            ("granted_on*", Day()),
            ("reviewed_on", Day()),
            ("ended_on", Day(plan=True)),
        ),
        (
            Order("reviewed_on", ">=", "granted_on"),
            Order("ended_on", ">=", "granted_on"),
            Order("reviewed_on", "<=", "ended_on"),
        ),
        portal_owned=True,
    ),
    Feed(
        "rectifications.csv",
        Rectification,
        ("reference",),
        _columns(
            ("reference*", Key()),
            ("customs_code*", CustomsCode()),
            ("started_on*", Day()),
            ("due_on*", Day(plan=True)),
            ("outcome*", _codes(Rectification.Outcome)),
            ("closed_on", Day()),
        ),
        (
            Order("due_on", ">", "started_on"),
            WithinMonths("due_on", "started_on", 12),
            RequiredOnce("closed_on", "outcome", "open"),
            Order("closed_on", ">=", "started_on"),
        ),
        portal_owned=True,
    ),
    Feed(
        "ratings.csv",
        DecidedRating,
        ("customs_code", "effective_on"),
        _columns(
            ("customs_code*", CustomsCode()),
            ("level*", _codes(DecidedRating.Level)),
            ("effective_on*", Day()),
            ("grounds", Codes(tuple(DecidedRating.Ground.values))),
        ),
        portal_owned=True,
    ),
    Feed(
        "recovered_taxes.csv",
        RecoveredTax,
        ("document_no",),
        _columns(
            ("document_no*", Key()),
            ("customs_code*", CustomsCode()),
            ("decided_on*", Day()),
            ("amount_cny*", Amount()),
            ("revoked_on", Day()),
        ),
        (Order("revoked_on", ">=", "decided_on"),),
        optional=True,
    ),
    Feed(
        "inspection_results.csv",
        InspectedDeclaration,
        ("declaration_no",),
        _columns(
            ("declaration_no*", Key()),
            ("customs_code*", CustomsCode()),
            ("inspected_on*", Day()),
            ("declared_by*", _codes(InspectedDeclaration.DeclaredBy)),
            ("result*", _codes(InspectedDeclaration.Result)),
        ),
        optional=True,
    ),
    Feed(
        "related_persons.csv",
        RelatedPerson,
        ("reference",),
        _columns(
            ("reference*", Key()),
            ("customs_code*", CustomsCode()),
            ("name*", Text(100)),
            ("role*", _codes(RelatedPerson.Role)),
            ("started_on*", Day()),
            ("ended_on", Day(plan=True)),
            ("convicted_on", Day()),
        ),
        (Order("ended_on", ">=", "started_on"),),
        optional=True,
    ),
    Feed(
        "related_firms.csv",
        RelatedFirm,
        ("reference",),
        _columns(
            ("reference*", Key()),
            ("customs_code*", CustomsCode()),
            ("related_code*", CustomsCode()),
            ("relation*", _codes(RelatedFirm.Relation)),
            ("started_on*", Day()),
            ("ended_on", Day(plan=True)),
        ),
        (Differs("related_code", "customs_code"), Order("ended_on", ">=", "started_on")),
        optional=True,
    ),
]
"""Every file, in the order in which they are loaded; a higher app adds its own behind them."""

OPTIONAL_FEEDS = [feed for feed in FEEDS if feed.optional]
"""The files beyond the base contract that items of certification read; a delivery may leave them out for good."""

FEED_BY_FILE = {feed.file: feed for feed in FEEDS}


def register(feed: Feed) -> None:
    """Add the feed of a higher app; called once from the app's `ready`."""
    FEEDS.append(feed)
    FEED_BY_FILE[feed.file] = feed


def in_order(files: Iterable[str]) -> list[Feed]:
    """The feeds of these files, in loading order; names that are no feed are left out."""
    present = set(files)
    return [feed for feed in FEEDS if feed.file in present]
