"""From findings to cases: a lower indicated level opens a case with frozen evidence, once.

No program lowers a firm (Order 251 arts. 24-25, carried over): it finds, and officers decide.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Max

from ratings.assessment import difference
from ratings.assessment.evidence import Founding, facts_of, key_of, parse, snapshot
from ratings.assessment.explain import explain_rows
from ratings.models import Case, CaseEvidence, CaseFreeze, Run
from ratings.regulation.parameters import Rulebook
from ratings.services.copying import rows_copy

CHUNK = 500

_FINDINGS = """
SELECT s.enterprise_id FROM ratings_standing s
WHERE s.lower AND (
  EXISTS (SELECT 1 FROM night_difference d WHERE d.enterprise_id = s.enterprise_id)
  OR NOT EXISTS (SELECT 1 FROM ratings_case c WHERE c.enterprise_id = s.enterprise_id AND c.kind = 'lower' AND c.state = 'open'))"""


def cases_open(*, rulebook: Rulebook, as_of: date, run: Run, change: date | None) -> tuple[int, int]:
    """Open a case for each finding that has none, and add new founding facts to those that have one.

    A dismissed case comes back only with a founding fact that it did not hold. Returns how many were opened and extended.
    """
    opened = extended = last = 0
    if not difference.collect_scope("night_finding", _FINDINGS):
        return 0, 0
    while True:
        scope = f"SELECT enterprise_id FROM night_finding WHERE enterprise_id > {last} ORDER BY enterprise_id LIMIT {CHUNK}"
        rows = difference.judged_rows(rulebook, as_of, scope)
        if not rows:
            return opened, extended
        last = rows[-1]["firm_id"]
        new = _with_new_evidence(rows)
        explained = explain_rows([row for row, _case, _new in new], rulebook, as_of, change)
        findings = [(row, case, new, explanation) for (row, case, new), explanation in zip(new, explained, strict=True)]
        opened += _open([finding for finding in findings if finding[1] is None], as_of, run)
        extended += _freeze([finding for finding in findings if finding[1] is not None], as_of, run)


Finding = tuple[dict[str, Any], Case | None, list[Founding]]


def _with_new_evidence(rows: Sequence[dict[str, Any]]) -> list[Finding]:
    """The firms that need a case or a further freeze, with the founding facts that no case of theirs holds."""
    firms = [row["firm_id"] for row in rows]
    cases = Case.objects.filter(enterprise__in=firms, kind=Case.Kind.LOWER)
    open_cases = {case.enterprise_id: case for case in cases if case.state == Case.State.OPEN}
    held: defaultdict[tuple[int, bool], set[Founding]] = defaultdict(set)
    evidence = CaseEvidence.objects.filter(freeze__case__in=cases.exclude(state=Case.State.DECIDED)).values_list(
        "freeze__case__enterprise_id", "freeze__case__state", "ground", "source", "fact_id"
    )
    for firm, state, ground, source, fact_id in evidence:
        held[firm, state == Case.State.OPEN].add(Founding(ground, source, fact_id))
    findings = []
    for row in rows:
        case = open_cases.get(row["firm_id"])
        new = [founding for founding in parse(row["founding"]) if founding not in held[row["firm_id"], case is not None]]
        if new:
            findings.append((row, case, new))
    return findings


def _open(findings: Sequence[tuple], as_of: date, run: Run) -> int:
    cases = Case.objects.bulk_create(
        Case(
            enterprise_id=row["firm_id"],
            kind=Case.Kind.LOWER,
            district=row["district"],
            level_in_force=row["level_in_force"],
            indicated_level=row["indicated_level"],
            opened_on=as_of,
            opened_by_run=run,
        )
        for row, *_rest in findings
    )
    return _freeze(
        [(row, case, parse(row["founding"]), said) for case, (row, _c, _n, said) in zip(cases, findings, strict=True)],
        as_of,
        run,
    )


def _freeze(findings: Sequence[tuple], as_of: date, run: Run) -> int:
    """Freeze what was found with each case, under the case's next number."""
    cases = [case for _row, case, *_rest in findings]
    numbers = dict(CaseFreeze.objects.filter(case__in=cases).values_list("case_id").annotate(last=Max("number")).order_by())
    frozen = (
        CaseFreeze(
            case=case,
            number=numbers.get(case.pk, 0) + 1,
            run=run,
            as_of=as_of,
            supplementary=case.notice_signed_on is not None,
            indicated_level=row["indicated_level"],
            grounds=explanation["grounds"],
        )
        for row, case, _new, explanation in findings
    )
    rows_copy(model=CaseFreeze, rows=frozen)
    freezes = dict(CaseFreeze.objects.filter(run=run, case__in=cases).values_list("case_id", "pk"))
    facts = facts_of(row["founding"] for row, *_rest in findings)
    evidence = (
        _evidence(freezes[case.pk], founding, facts[founding.source, founding.fact_id])
        for _row, case, new, _explanation in findings
        for founding in new
    )
    rows_copy(model=CaseEvidence, rows=evidence)
    return len(findings)


def _evidence(freeze: int, founding: Founding, fact: models.Model) -> CaseEvidence:
    return CaseEvidence(
        freeze_id=freeze,
        ground=founding.ground,
        source=founding.source,
        fact_id=founding.fact_id,
        key=key_of(founding.source, fact),
        snapshot=snapshot(fact),
    )
