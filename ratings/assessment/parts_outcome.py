"""The statement's last parts: every fact of a firm in one row, its founding facts, its levels and what comes next."""

from ratings.assessment.parts_events import EVENT_GROUNDS, WINDOW_GROUND
from ratings.assessment.parts_states import ARREARS_GROUNDS
from ratings.assessment.question import Question
from ratings.regulation.grounds import GROUNDS, Ground

ROWS_OF_A_FIRM = (
    ("latest", "r"),
    ("events", "e"),
    ("reported", "w"),
    ("coming_penalty", "p"),
    ("arrears", "a"),
    ("crime", "k"),
    ("inquiry", "i"),
    ("rectification", "x"),
    ("certs", "c"),
    ("coming_rating", "n"),
    ("lifespan", "s"),
)


def outcome_parts(question: Question) -> dict[str, str]:
    """The parts `founding`, `sheet` and `outcome`; `outcome` has a row for each firm that is not plainly regular."""
    return {
        "token": _token(question),
        "founding": f"""
  SELECT enterprise_id, {question.words.joined("token")} AS tokens
  FROM (SELECT enterprise_id, token FROM token ORDER BY enterprise_id, token) ordered GROUP BY enterprise_id""",
        "firm": _firm(question),
        "sheet": _sheet(),
        "levels": _levels(question),
        "outcome": _outcome(question),
    }


def _token(question: Question) -> str:
    """The founding facts, one row each, as ground:source:id."""
    window, months = WINDOW_GROUND.code, question.months("penalty_window_months") or 0
    arrears = [
        f"""
  SELECT o.enterprise_id, '{ground.code}:payable:' || o.id FROM owed o JOIN arrears a ON a.enterprise_id = o.enterprise_id
  WHERE a.v_{ground.code} AND o.deadline < %({ground.code}_before)s
    AND o.kind IN ({", ".join(f"'{kind}'" for kind in ground.payables)})"""
        for ground in ARREARS_GROUNDS
    ]
    return "\n  UNION ALL ".join(
        [
            "SELECT enterprise_id, ground || ':' || source || ':' || id AS token FROM candidate WHERE verdict",
            f"""
  SELECT m.enterprise_id, '{window}:' || m.source || ':' || m.id FROM reported w
  JOIN event m ON m.enterprise_id = w.enterprise_id AND m.ground = '{window}'
    AND m.day > {question.words.months_later("w.window_end", -months)} AND m.day <= w.window_end
  WHERE w.verdict""",
            *arrears,
            """
  SELECT f.enterprise_id, 'standard:rectification:' || f.id FROM failure f
  JOIN certs c ON c.enterprise_id = f.enterprise_id AND f.failed_on >= c.first_confirmed""",
        ]
    )


def _firm(question: Question) -> str:
    """The firms that have a row: those with a live fact."""
    founds = "" if question.complete else " WHERE verdict IS NOT FALSE"
    return "\n  UNION ".join(
        f"SELECT enterprise_id FROM {part}{founds if part == 'reported' else ''}" for part, _ in ROWS_OF_A_FIRM
    )


def _verdict_column(ground: Ground) -> str:
    """A firm without a row of that kind has no such fact: not met. (The row's own NULL is undetermined.)"""
    if ground in EVENT_GROUNDS:
        return f"CASE WHEN e.enterprise_id IS NULL THEN FALSE ELSE e.v_{ground.code} END AS v_{ground.code}"
    if ground in ARREARS_GROUNDS:
        return f"CASE WHEN a.enterprise_id IS NULL THEN FALSE ELSE a.v_{ground.code} END AS v_{ground.code}"
    return f"CASE WHEN w.enterprise_id IS NULL THEN FALSE ELSE w.verdict END AS v_{ground.code}"


def figure_columns() -> dict[str, str]:
    """The columns that explaining prints, and where the sheet takes them from."""
    columns = {
        "window_end": "w.window_end",
        "violations": "w.violations",
        "total": "w.total",
        "documents": "w.documents",
        "category": "w.category",
    }
    for ground in EVENT_GROUNDS:
        columns.update(
            {f"{ground.code}_{name}": f"e.{ground.code}_{name}" for name in ("seen", "count", "latest", "largest")}
        )
    for ground in ARREARS_GROUNDS:
        names = ("seen", "count", "total", "first", "next")
        columns.update({f"{ground.code}_{name}": f"a.{ground.code}_{name}" for name in names})
    return columns


def _sheet() -> str:
    figures = ",\n         ".join(f"{source} AS {name}" for name, source in figure_columns().items())
    verdicts = ",\n         ".join(_verdict_column(ground) for ground in GROUNDS)
    joins = "\n  ".join(
        f"LEFT JOIN {part} {alias} ON {alias}.enterprise_id = firm.enterprise_id" for part, alias in ROWS_OF_A_FIRM
    )
    return f"""
  SELECT firm.enterprise_id, r.level AS rated, r.effective_on AS rated_on,
         COALESCE(s.outside, FALSE) AS outside, s.registered_on, s.cancelled_on,
         c.advanced_certified_since, c.certified_since, c.last_ended, COALESCE(c.review_due, 0) AS review_due,
         COALESCE(c.advanced_certified_stands, 0) AS advanced_certified_stands, COALESCE(c.certified_stands, 0) AS certified_stands,
         x.protects_until, COALESCE(k.pending, 0) AS pending, COALESCE(i.is_open, 0) AS is_open,
         e.first_founding, p.comes AS penalty_comes, a.comes AS payable_comes, k.comes AS crime_comes, i.comes AS inquiry_comes,
         x.comes AS rectification_comes, x.closes AS rectification_closes, c.comes AS cert_comes, c.ends AS cert_ends,
         c.review_comes, n.comes AS rating_comes, f.tokens,
         {figures},
         {verdicts}
  FROM firm
  {joins}
  LEFT JOIN founding f ON f.enterprise_id = firm.enterprise_id"""


def _codes(condition: str) -> str:
    """The codes of the grounds whose verdict fulfils the condition, separated by blanks."""
    words = " || ".join(f"CASE WHEN v_{ground.code} {condition} THEN ' {ground.code}' ELSE '' END" for ground in GROUNDS)
    return f"TRIM({words})"


def _levels(question: Question) -> str:
    """The level in force and the indicated level, by the steps of the judge; `rated` is the latest decided rating."""
    serious = " OR ".join(f"v_{ground.code} IS TRUE" for ground in GROUNDS if ground.serious)
    other = " OR ".join(f"v_{ground.code} IS TRUE" for ground in GROUNDS if not ground.serious)
    undetermined = " OR ".join(f"v_{ground.code} IS NULL" for ground in GROUNDS)
    since_certified = question.words.latest(["certified_since", "%(rulebook_from)s"])
    return f"""
  SELECT sheet.*, {_codes("IS TRUE")} AS met, {_codes("IS NULL")} AS undetermined,
         CASE WHEN outside THEN NULL
              WHEN rated <> 'regular' THEN rated
              WHEN advanced_certified_since IS NOT NULL THEN 'advanced_certified'
              WHEN certified_since IS NOT NULL THEN 'certified'
              ELSE 'regular' END AS in_force,
         CASE WHEN outside THEN NULL
              WHEN rated <> 'regular' THEN rated_on
              WHEN advanced_certified_since IS NOT NULL THEN advanced_certified_since
              WHEN certified_since IS NOT NULL THEN {since_certified}
              ELSE {question.words.latest(["rated_on", "last_ended"])} END AS in_force_since,
         CASE WHEN outside THEN NULL
              WHEN {serious} THEN 'seriously_discredited'
              WHEN {other} THEN CASE WHEN rated = 'seriously_discredited' THEN rated ELSE 'discredited' END
              WHEN rated <> 'regular' THEN
                CASE WHEN rated_on <= %(restored_up_to)s AND NOT ({undetermined}) THEN 'regular' ELSE rated END
              WHEN advanced_certified_stands = 1 THEN 'advanced_certified'
              WHEN certified_stands = 1 THEN 'certified'
              ELSE 'regular' END AS indicated
  FROM sheet"""


def _three_levels(column: str, question: Question) -> str:
    if question.five_levels:
        return column
    return f"CASE WHEN {column} = 'seriously_discredited' THEN 'discredited' ELSE {column} END"


def rank(column: str) -> str:
    """The height of a level, to compare two: the higher the better."""
    order = ("seriously_discredited", "discredited", "regular", "certified", "advanced_certified")
    return f"CASE {column} " + " ".join(f"WHEN '{level}' THEN {height}" for height, level in enumerate(order)) + " END"


def _outcome(question: Question) -> str:
    serious_list = "FALSE" if question.five_levels else "COALESCE(indicated = 'seriously_discredited', FALSE)"
    in_force, indicated = _three_levels("in_force", question), _three_levels("indicated", question)
    figures = ", ".join(f"CASE WHEN outside THEN NULL ELSE {name} END AS {name}" for name in figure_columns())
    return f"""
  SELECT enterprise_id, {in_force} AS level_in_force, in_force_since, {indicated} AS indicated_level,
         {serious_list} AS serious_list,
         CASE WHEN NOT outside AND (advanced_certified_since IS NOT NULL OR certified_since IS NOT NULL) THEN protects_until END
           AS protected_until,
         CASE WHEN outside THEN '' WHEN pending = 1 THEN 'must' WHEN is_open = 1 THEN 'may' ELSE '' END AS suspension,
         CASE WHEN NOT outside AND review_due = 1 THEN 'review_due' ELSE '' END AS watch,
         CASE WHEN outside THEN CASE WHEN registered_on > %(day)s THEN registered_on END ELSE {_next_review(question)} END
           AS next_review_on,
         CASE WHEN outside THEN '' ELSE met END AS met, CASE WHEN outside THEN '' ELSE undetermined END AS undetermined,
         CASE WHEN outside THEN '' ELSE COALESCE(tokens, '') END AS founding,
         COALESCE({rank(indicated)} < {rank(in_force)}, FALSE) AS lower,
         CASE WHEN outside THEN FALSE ELSE rated <> 'regular' AND indicated = 'regular' END AS restorable,
         {figures}
  FROM levels"""


def _next_review(question: Question) -> str:
    """The earliest later day on which time alone can change the outcome; early at most, never late."""
    words = question.words
    days = [
        "penalty_comes",
        "payable_comes",
        "crime_comes",
        "inquiry_comes",
        "rectification_comes",
        "rectification_closes",
        "cert_comes",
        "cert_ends",
        "review_comes",
        "rating_comes",
        "CASE WHEN cancelled_on > %(day)s THEN cancelled_on END",
    ]
    lookback, restoration = question.months("lookback_months"), question.months("restoration_months")
    if lookback is not None:
        window = f"CASE WHEN v_{WINDOW_GROUND.code} IS NOT FALSE THEN window_end END"
        days += [_after(words.months_later(day, lookback), question) for day in ("first_founding", window)]
    if restoration is not None:
        awaited = "CASE WHEN rated <> 'regular' AND rated_on > %(restored_up_to)s THEN rated_on END"
        days.append(words.months_later(awaited, restoration))
    for ground in ARREARS_GROUNDS:
        months = question.months(ground.term)
        if months is not None:
            within_reach = f"CASE WHEN {ground.code}_next < %(horizon)s THEN {ground.code}_next END"
            days.append(words.days_later(words.months_later(within_reach, months), 1))
    return words.earliest(days)


def _after(day: str, question: Question) -> str:
    """A day that came already but changed nothing yet (29 February has no namesake) is looked at again tomorrow."""
    return f"CASE WHEN {day} > %(day)s THEN {day} WHEN {day} IS NOT NULL THEN %(tomorrow)s END"
