"""The statement's parts on events: counted penalties and convictions, and the windows of violations."""

from ratings.assessment.question import Question
from ratings.regulation.grounds import GROUNDS, Grain, Ground

EVENT_GROUNDS = tuple(ground for ground in GROUNDS if ground.grain is Grain.EVENT)
WINDOW_GROUND = next(ground for ground in GROUNDS if ground.grain is Grain.WINDOW)


def parts(question: Question) -> dict[str, str]:
    """From decided ratings, which say what is judged already, to one row a firm."""
    return {
        "decided": _decided(question),
        "latest": "SELECT enterprise_id, level, effective_on FROM decided WHERE place = 1",
        "penalty": _penalty(question),
        "event": _event(question),
        "candidate": _candidate(question),
        "events": _events(),
        "span": _span(question),
        "reported": _reported(question),
        "coming_penalty": """
  SELECT enterprise_id, MIN(CASE WHEN decided_on > %(day)s THEN decided_on ELSE revoked_on END) AS comes
  FROM penalty WHERE decided_on > %(day)s OR revoked_on > %(day)s GROUP BY enterprise_id""",
    }


def _decided(question: Question) -> str:
    return f"""
  SELECT id, enterprise_id, level, effective_on, delivery_id, ' ' || grounds || ' ' AS named, grounds = '' AS names_all,
         ROW_NUMBER() OVER (PARTITION BY enterprise_id ORDER BY effective_on DESC, id DESC) AS place
  FROM enterprises_decidedrating WHERE effective_on <= %(day)s {question.within_scope()}"""


def _penalty(question: Question) -> str:
    return f"""
  SELECT id, enterprise_id, kind, decided_on, revoked_on, voluntarily_disclosed, {question.words.fen("amount_cny")} AS fen
  FROM enterprises_penalty WHERE decided_on > %(reach)s {question.within_scope()}"""


def _mapping(column: str) -> str:
    pairs = [(kind, ground.code) for ground in GROUNDS for kind in getattr(ground, column)]
    rows = [f"SELECT '{kind}' AS kind, '{code}' AS ground" for kind, code in pairs]
    return "(" + " UNION ALL ".join(rows) + ")"


def _disclosed(question: Question) -> tuple[str, str]:
    """Whether a penalty counts though it may be disclosed, and whether that cannot be said (no ceiling on the day)."""
    disclosed = "p.kind = 'supervision_violation' AND p.voluntarily_disclosed"
    if question.rulebook.value("disclosure_ceiling_cny") is None:
        return "TRUE", f"({disclosed})"
    return f"(NOT ({disclosed}) OR p.fen > %(fig_disclosure_ceiling_cny)s)", "FALSE"


def _event(question: Question) -> str:
    counts, doubtful = _disclosed(question)
    return f"""
  SELECT x.* FROM (
    SELECT p.enterprise_id, m.ground, p.decided_on AS day, 'penalty' AS source, p.id, p.fen, {doubtful} AS doubtful
    FROM penalty p JOIN {_mapping("penalties")} m ON m.kind = p.kind
    WHERE p.decided_on <= %(day)s AND (p.revoked_on IS NULL OR p.revoked_on > %(day)s) AND {counts}
    UNION ALL
    SELECT c.enterprise_id, m.ground, c.effective_on AS day, 'criminalcase' AS source, c.id, 0 AS fen, FALSE AS doubtful
    FROM enterprises_criminalcase c JOIN {_mapping("convictions")} m ON m.kind = c.charge
    WHERE c.outcome = 'convicted' AND c.effective_on > %(reach)s AND c.effective_on <= %(day)s AND c.filed_on <= %(day)s
      {question.within_scope("c.enterprise_id")}
  ) x
  WHERE NOT EXISTS (
    SELECT 1 FROM decided j WHERE j.enterprise_id = x.enterprise_id AND j.level <> 'regular' AND j.delivery_id IS NOT NULL
      AND j.effective_on >= x.day AND (j.names_all OR j.named LIKE '%% ' || x.ground || ' %%')
  ) AND NOT EXISTS (
    SELECT 1 FROM ratings_caseevidence v
    JOIN ratings_casefreeze f ON f.id = v.freeze_id JOIN ratings_decision d ON d.case_id = f.case_id
    JOIN decided j ON j.id = d.rating_id AND j.level <> 'regular'
    WHERE f.letter_id IS NOT NULL AND v.source = x.source AND v.fact_id = x.id AND v.ground = x.ground
  )"""


def _verdict(ground: Ground, question: Question) -> str:
    return "CAST(NULL AS BOOLEAN)" if question.undeterminable(ground) else ground.test.sql()


def _candidate(question: Question) -> str:
    cases = " ".join(f"WHEN '{ground.code}' THEN {_verdict(ground, question)}" for ground in EVENT_GROUNDS)
    return f"""
  SELECT enterprise_id, ground, day, source, id, fen, CASE ground {cases} END AS verdict
  FROM event WHERE ground <> '{WINDOW_GROUND.code}' AND day > %(founding_after)s"""


def _events() -> str:
    columns = [
        f"""COUNT(*) FILTER (WHERE ground = '{code}') AS {code}_seen,
         COUNT(*) FILTER (WHERE ground = '{code}' AND verdict) AS {code}_count,
         MAX(day) FILTER (WHERE ground = '{code}') AS {code}_latest,
         MAX(fen) FILTER (WHERE ground = '{code}') AS {code}_largest,
         CASE WHEN COUNT(*) FILTER (WHERE ground = '{code}' AND verdict) > 0 THEN TRUE
              WHEN COUNT(*) FILTER (WHERE ground = '{code}' AND verdict IS NULL) > 0 THEN NULL ELSE FALSE END AS v_{code}"""
        for code in (ground.code for ground in EVENT_GROUNDS)
    ]
    return f"""
  SELECT enterprise_id, MIN(day) FILTER (WHERE verdict IS NOT FALSE) AS first_founding,
         {", ".join(columns)}
  FROM candidate GROUP BY enterprise_id"""


def _span(question: Question) -> str:
    starts_after = question.words.months_later("last.day", -(question.months("penalty_window_months") or 0))
    return f"""
  SELECT last.enterprise_id, last.day AS window_end, COUNT(*) AS violations, SUM(member.fen) AS total,
         MAX(CASE WHEN member.doubtful THEN 1 ELSE 0 END) AS doubtful
  FROM (SELECT DISTINCT enterprise_id, day FROM event WHERE ground = '{WINDOW_GROUND.code}' AND day > %(founding_after)s) last
  JOIN event member ON member.enterprise_id = last.enterprise_id AND member.ground = '{WINDOW_GROUND.code}'
    AND member.day > {starts_after} AND member.day <= last.day
  GROUP BY last.enterprise_id, last.day
  {_worth_telling(question)}"""


def _worth_telling(question: Question) -> str:
    """The night leaves out windows too small to found anything, whoever the firm is; `explain` tells them too."""
    totals = [f"%(fig_{code})s" for code in WINDOW_GROUND.test.figures() if code.endswith("_cny")]
    known = all(question.rulebook.value(code) is not None for code in WINDOW_GROUND.test.figures())
    if question.complete or not known or question.undeterminable(WINDOW_GROUND):
        return ""
    larger = " OR ".join(f"SUM(member.fen) > {total}" for total in totals)
    return f"HAVING {larger} OR MAX(CASE WHEN member.doubtful THEN 1 ELSE 0 END) = 1"


def _reported(question: Question) -> str:
    """Of a firm's windows, the latest that is met; else the latest that cannot be determined; else the latest."""
    year = question.words.year("s.window_end")
    return f"""
  SELECT * FROM (
    SELECT told.*, ROW_NUMBER() OVER (
      PARTITION BY enterprise_id ORDER BY CASE WHEN verdict THEN 0 WHEN verdict IS NULL THEN 1 ELSE 2 END, window_end DESC
    ) AS place
    FROM (
      SELECT facts.*, CASE WHEN doubtful = 1 THEN NULL ELSE {_verdict(WINDOW_GROUND, question)} END AS verdict
      FROM (
        SELECT s.*, e.category, t.documents
        FROM span s JOIN enterprises_enterprise e ON e.id = s.enterprise_id
        LEFT JOIN enterprises_tradeyear t ON t.enterprise_id = s.enterprise_id AND t.year = {year} - 1
      ) facts
    ) told
  ) ranked WHERE place = 1"""
