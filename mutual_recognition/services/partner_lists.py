"""Partners' lists in the portal: upload with a preview, accept or discard; what loses many firms waits for a second person."""

from collections import Counter
from datetime import date, datetime
from fractions import Fraction
from hashlib import sha256
from itertools import islice

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Action
from accounts.services.record import require_reason
from enterprises.feeds.reasons import FileRefused
from mutual_recognition.models import Partner, PartnerFirm, PartnerList, PartnerListChange, PartnerListReject
from mutual_recognition.partner_lists.differences import LOSSES, differences, is_unusual
from mutual_recognition.partner_lists.entries import Entry
from mutual_recognition.partner_lists.reading import ReadList, kept_numbers, read_list

UPLOAD_LIMIT = 10 * 1024 * 1024  # bytes: a list of 60,000 firms has some 6 MB
BATCH = 2_000
State = PartnerList.State


def partner_list_upload(
    *,
    by: User | None,
    partner: Partner,
    as_of: date,
    today: date,
    file_name: str,
    content: bytes,
    reason: str,
    now: datetime,
) -> PartnerList:
    """Read a partner's list and keep what it would change; nothing of the register changes yet. `by` None: the command line.

    Raises PermissionDenied; ValidationError for a day to come, a file that is refused as a whole (empty, cut off, wrong
    columns), one that was accepted before, and a missing reason.
    """
    _require(by)
    reason = require_reason(reason)
    if as_of > today:
        raise ValidationError(_("The list is of a day that has not come yet."))
    if len(content) > UPLOAD_LIMIT:
        raise ValidationError(_("A list has at most 10 MB."))
    digest = sha256(content).hexdigest()
    accepted = PartnerList.objects.filter(partner=partner, as_of=as_of, sha256=digest, state=State.ACCEPTED).first()
    if accepted:
        raise ValidationError(_("This very list is in the register already: nothing would change."))
    try:
        read = read_list(content, partner.code_format)
    except FileRefused as refused:
        raise ValidationError(_("The whole list is refused: %(reason)s.") % {"reason": refused.reason}) from refused
    with transaction.atomic():
        _locked(partner.pk)
        listed = PartnerList(
            partner=partner,
            as_of=as_of,
            file_name=file_name[-200:],
            sha256=digest,
            uploaded_by=by,
            uploaded_at=now,
            reason=reason,
            rows=read.rows,
            rejected=len(read.rejected),
            columns=read.columns,
        )
        _keep_preview(listed, read)
    return listed


def _require(by: User | None) -> None:
    if by is not None and not by.may(Action.LOAD_PARTNER_LIST):
        raise PermissionDenied(_("Only the mutual-recognition desk loads partners' lists."))


def _locked(partner: str) -> Partner:
    """Lists of one partner take turns."""
    return Partner.objects.select_for_update().get(pk=partner)


def _basis(partner: str) -> int:
    """How many lists of the partner are accepted: a preview holds as long as no other one is."""
    return PartnerList.objects.filter(partner=partner, state=State.ACCEPTED).count()


def _keep_preview(listed: PartnerList, read: ReadList) -> None:
    known = {firm.number: firm for firm in PartnerFirm.objects.on(listed.as_of).filter(partner=listed.partner_id)}
    changes = list(differences(read.entries, known, kept_numbers(read.rejected)))
    counts = Counter(str(change.kind) for change in changes)
    losses = sum(counts[kind] for kind in LOSSES)
    listed.firms_before, listed.counts, listed.basis = len(known), dict(counts), _basis(listed.partner_id)
    unusual = is_unusual(losses, len(known), Fraction(settings.PARTNER_LIST_MAX_LOSS))
    listed.state = State.HELD if unusual else State.PREVIEWED
    listed.save()
    for change in changes:
        change.list = listed
    PartnerListChange.objects.bulk_create(changes, batch_size=BATCH)
    PartnerListReject.objects.bulk_create(
        [
            PartnerListReject(
                list=listed,
                line=row.line,
                column=row.column,
                reason_zh=row.reason.zh[:300],
                reason_en=row.reason.en[:300],
                cells=row.cells,
            )
            for row in read.rejected
        ],
        batch_size=BATCH,
    )


def partner_list_accept(*, by: User | None, listed: PartnerList, reason: str, now: datetime) -> None:
    """Put a previewed list into the register as of its day; one that is held, a second person alone.

    Raises PermissionDenied for who may not, and for who brought a list that is held; ValidationError when it is decided
    already, when another list was accepted since its preview, and without a reason.
    """
    _require(by)
    reason = require_reason(reason)
    with transaction.atomic():
        _locked(listed.partner_id)
        listed.refresh_from_db()
        if not listed.is_open:
            raise ValidationError(_("This list is decided already."))
        if listed.state == State.HELD and (by is None or by.pk == listed.uploaded_by_id):
            raise PermissionDenied(
                _("An unusual share of firms would go: a second person decides, not who brought the list.")
            )
        if listed.basis != _basis(listed.partner_id):
            raise ValidationError(
                _("Another list of this partner was accepted since this preview. Discard it and upload the list again.")
            )
        _apply(listed)
        _decide(listed, State.ACCEPTED, by, reason, now)


def partner_list_discard(*, by: User | None, listed: PartnerList, reason: str, now: datetime) -> None:
    """Leave a list out; its preview stays to be read. Raises as accepting does."""
    _require(by)
    reason = require_reason(reason)
    with transaction.atomic():
        _locked(listed.partner_id)
        listed.refresh_from_db()
        if not listed.is_open:
            raise ValidationError(_("This list is decided already."))
        _decide(listed, State.DISCARDED, by, reason, now)


def _decide(listed: PartnerList, state: str, by: User | None, reason: str, now: datetime) -> None:
    listed.state, listed.decided_by, listed.decided_at, listed.decision_reason = state, by, now, reason
    listed.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])


def _apply(listed: PartnerList) -> None:
    """Supersede what the list contradicts, and say what it says from its day up to the day of the next list."""
    later = PartnerList.objects.filter(partner=listed.partner_id, state=State.ACCEPTED, as_of__gt=listed.as_of)
    until = later.aggregate(Min("as_of"))["as_of__min"]
    changes = listed.changes.select_related("before").order_by("pk").iterator(chunk_size=BATCH)
    while batch := list(islice(changes, BATCH)):
        replaced = [change.before_id for change in batch if change.before_id]
        PartnerFirm.objects.filter(pk__in=replaced).update(superseded_by=listed)
        PartnerFirm.objects.bulk_create([span for change in batch for span in _spans(change, listed, until)])


def _spans(change: PartnerListChange, listed: PartnerList, until: date | None) -> list[PartnerFirm]:
    """What is known of a firm afterwards, instead of `change.before`: before the list's day, from it, and from the next list."""
    spans, before = [], change.before
    if before and before.starts_on < listed.as_of:
        spans.append(_span(before, listed, _of(before), before.starts_on, listed.as_of))
    if change.kind != PartnerListChange.Kind.REMOVED:
        entry = Entry(change.number, change.name, change.tier, change.status, change.valid_from, change.valid_to)
        spans.append(_span(None, listed, entry, listed.as_of, until))
    if before and until and (before.ends_on is None or before.ends_on > until):
        spans.append(_span(before, listed, _of(before), until, before.ends_on))
    return spans


def _of(firm: PartnerFirm) -> Entry:
    return Entry(firm.number, firm.name, firm.tier, firm.status, firm.valid_from, firm.valid_to)


def _span(said: PartnerFirm | None, listed: PartnerList, entry: Entry, start: date, end: date | None) -> PartnerFirm:
    """`said` is the row whose words go on; its source stays the list that said them."""
    source = said.source_id if said else listed.pk
    return PartnerFirm(partner_id=listed.partner_id, source_id=source, starts_on=start, ends_on=end, **entry._asdict())
