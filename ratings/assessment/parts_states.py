"""The statement's parts on states: what is owed, pending cases, rectifications, certifications, registration.

Each part also says which later day, already stored, changes it (`comes`).
"""

from ratings.assessment.question import Question
from ratings.regulation.grounds import GROUNDS, Grain

ARREARS_GROUNDS = tuple(ground for ground in GROUNDS if ground.grain is Grain.ARREARS)


def parts(question: Question) -> dict[str, str]:
    """One row a firm each, but for `owed` and `failure`, which are the evidence."""
    return {
        "owed": _owed(question),
        "arrears": _arrears(question),
        "crime": _crime(question),
        "inquiry": _inquiry(question),
        "failure": _failure(question),
        "rectification": _rectification(question),
        "certs": _certs(question),
        "coming_rating": f"""
  SELECT enterprise_id, MIN(effective_on) AS comes
  FROM enterprises_decidedrating WHERE effective_on > %(day)s {question.within_scope()} GROUP BY enterprise_id""",
        "lifespan": _lifespan(question),
    }


def _owed(question: Question) -> str:
    """What is not paid on the day; two selects, since each has its own index."""
    columns = f"id, enterprise_id, kind, COALESCE(deferred_to, due_on) AS deadline, paid_on, {question.words.fen('amount_cny')} AS fen"
    within = question.within_scope()
    return f"""
  SELECT {columns} FROM enterprises_payable WHERE paid_on IS NULL {within}
  UNION ALL
  SELECT {columns} FROM enterprises_payable WHERE paid_on > %(day)s {within}"""


def _kinds(kinds: tuple[str, ...]) -> str:
    return "kind IN (" + ", ".join(f"'{kind}'" for kind in kinds) + ")"


def _arrears(question: Question) -> str:
    columns, verdicts = [], []
    for ground in ARREARS_GROUNDS:
        code, of_kind = ground.code, _kinds(ground.payables)
        past = f"{of_kind} AND deadline < %({code}_before)s"
        columns.append(
            f"""COUNT(*) FILTER (WHERE {of_kind}) AS {code}_seen,
           COUNT(*) FILTER (WHERE {past}) AS {code}_count,
           COALESCE(SUM(fen) FILTER (WHERE {past}), 0) AS {code}_total,
           MIN(deadline) FILTER (WHERE {past}) AS {code}_first,
           MIN(deadline) FILTER (WHERE {of_kind} AND deadline >= %({code}_before)s) AS {code}_next"""
        )
        unknown, test = question.undeterminable(ground), ground.test.sql()
        verdicts.append(
            f"CASE WHEN {code}_seen > 0 THEN NULL ELSE FALSE END AS v_{code}"
            if unknown
            else f"CASE WHEN {code}_count > 0 THEN {test} ELSE FALSE END AS v_{code}"
        )
    return f"""
  SELECT summed.*, {", ".join(verdicts)}
  FROM (
    SELECT enterprise_id, MIN(paid_on) AS comes,
           {", ".join(columns)}
    FROM owed GROUP BY enterprise_id
  ) summed"""


def _crime(question: Question) -> str:
    return f"""
  SELECT enterprise_id, comes, pending FROM (
    SELECT enterprise_id,
           MAX(CASE WHEN filed_on <= %(day)s AND (outcome = 'pending' OR effective_on IS NULL OR effective_on > %(day)s)
                    THEN 1 ELSE 0 END) AS pending,
           MIN(CASE WHEN filed_on > %(day)s THEN filed_on WHEN effective_on > %(day)s THEN effective_on END) AS comes
    FROM enterprises_criminalcase WHERE TRUE {question.within_scope()} GROUP BY enterprise_id
  ) summed WHERE pending = 1 OR comes IS NOT NULL"""


def _inquiry(question: Question) -> str:
    return f"""
  SELECT enterprise_id, MAX(CASE WHEN opened_on <= %(day)s THEN 1 ELSE 0 END) AS is_open,
         MIN(CASE WHEN opened_on > %(day)s THEN opened_on ELSE closed_on END) AS comes
  FROM enterprises_investigation
  WHERE (closed_on IS NULL OR closed_on > %(day)s OR opened_on > %(day)s) {question.within_scope()} GROUP BY enterprise_id"""


def _failure(question: Question) -> str:
    return f"""
  SELECT id, enterprise_id,
         CASE WHEN outcome <> 'open' AND closed_on <= %(day)s THEN CASE WHEN outcome = 'failed' THEN closed_on END
              WHEN due_on < %(day)s THEN due_on END AS failed_on
  FROM enterprises_rectification WHERE started_on <= %(day)s {question.within_scope()}"""


def _rectification(question: Question) -> str:
    closed = "(outcome <> 'open' AND closed_on <= %(day)s)"
    known = "started_on <= %(day)s"
    return f"""
  SELECT enterprise_id, MAX(due_on) FILTER (WHERE {known} AND NOT {closed} AND due_on >= %(day)s) AS protects_until,
         MIN(CASE WHEN NOT {known} THEN started_on
                  WHEN NOT {closed} AND due_on >= %(day)s THEN {question.words.days_later("due_on", 1)} END) AS comes,
         MIN(closed_on) FILTER (WHERE {known} AND outcome <> 'open' AND closed_on > %(day)s) AS closes
  FROM (
    SELECT enterprise_id, started_on, due_on, outcome, COALESCE(closed_on, %(never)s) AS closed_on
    FROM enterprises_rectification WHERE TRUE {question.within_scope()}
  ) r GROUP BY enterprise_id"""


def _certs(question: Question) -> str:
    words = question.words
    counted = "('advanced_certified', 'certified')" if question.five_levels else "('advanced_certified')"
    confirmed = words.latest(["c.granted_on", "CASE WHEN c.reviewed_on <= %(day)s THEN c.reviewed_on END"])
    columns = []
    for level in ("advanced_certified", "certified"):
        in_force = f"in_force AND level = '{level}'"
        columns.append(f"MIN(granted_on) FILTER (WHERE {in_force}) AS {level}_since")
        columns.append(
            f"MAX(CASE WHEN {in_force} AND (failed_on IS NULL OR failed_on < confirmed_on) THEN 1 ELSE 0 END) AS {level}_stands"
        )
    review = question.months("review_months")
    reviews = "NULL" if review is None else words.months_later("confirmed_on", review)
    advanced = "in_force AND level = 'advanced_certified'"
    return f"""
  SELECT enterprise_id, {", ".join(columns)},
         MIN(confirmed_on) FILTER (WHERE in_force) AS first_confirmed,
         MAX(CASE WHEN {advanced} AND confirmed_on <= %(review_up_to)s THEN 1 ELSE 0 END) AS review_due,
         MIN(CASE WHEN {advanced} AND confirmed_on > %(review_up_to)s THEN {reviews} END) AS review_comes,
         MAX(ended_on) FILTER (WHERE ended_on <= %(day)s) AS last_ended,
         MIN(ended_on) FILTER (WHERE ended_on > %(day)s) AS ends,
         MIN(CASE WHEN granted_on > %(day)s THEN granted_on WHEN reviewed_on > %(day)s THEN reviewed_on END) AS comes
  FROM (
    SELECT c.enterprise_id, c.level, c.granted_on, c.reviewed_on, c.ended_on, f.failed_on, {confirmed} AS confirmed_on,
           c.granted_on <= %(day)s AND (c.ended_on IS NULL OR c.ended_on > %(day)s) AND c.level IN {counted}
             AND (l.enterprise_id IS NULL OR (l.level = 'regular' AND c.granted_on > l.effective_on)) AS in_force
    FROM enterprises_certification c
    LEFT JOIN latest l ON l.enterprise_id = c.enterprise_id
    LEFT JOIN (SELECT enterprise_id, MAX(failed_on) AS failed_on FROM failure GROUP BY enterprise_id) f
      ON f.enterprise_id = c.enterprise_id
    WHERE TRUE {question.within_scope("c.enterprise_id")}
  ) known GROUP BY enterprise_id"""


def _lifespan(question: Question) -> str:
    within = question.within_scope("id")
    return f"""
  SELECT id AS enterprise_id, registered_on, cancelled_on, registered_on > %(day)s OR cancelled_on <= %(day)s AS outside
  FROM enterprises_enterprise WHERE cancelled_on IS NOT NULL {within}
  UNION ALL
  SELECT id, registered_on, cancelled_on, TRUE
  FROM enterprises_enterprise WHERE registered_on > %(day)s AND cancelled_on IS NULL {within}"""
