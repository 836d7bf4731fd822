"""The one statement that judges: facts in, verdicts and levels out, for every firm or for one, on any day.

It is one SQL text, built from the grounds' declarations and the figures of the day. The night keeps the rows that differ from
the standing; `explain` prints the row of one firm. There is no second evaluator.

Sparse: a firm without a live fact has no row, and is regular. Each part below is one `WITH` of the statement, in the order in
which a reader needs them; `scope` limits every part to the firms judged. For many firms the larger parts are first stored as
temporary tables of the same names, because a planner that knows how many rows a part has plans the rest well.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from ratings.assessment import parts_events, parts_states
from ratings.assessment.dialect import dialect_of
from ratings.assessment.parts_outcome import outcome_parts
from ratings.assessment.question import Question
from ratings.regulation.parameters import Rulebook

STORED = (
    "decided",
    "penalty",
    "event",
    "candidate",
    "span",
    "reported",
    "owed",
    "arrears",
    "failure",
    "certs",
    "lifespan",
    "firm",
)


@dataclass(frozen=True)
class Statement:
    """A statement ready to run: its parts in order, by name, and their named parameters."""

    parts: dict[str, str]
    parameters: dict[str, Any]

    def select(self, text: str, *, stored: bool = False) -> str:
        """The statement that selects from the part `outcome` what `text` asks for; `stored` where `store` ran before."""
        names = [name for name in self.parts if not (stored and name in STORED)]
        return "WITH " + ",\n".join(f"{name} AS (\n{self.parts[name]}\n)" for name in names) + f"\n{text}"

    def store(self, cursor: CursorWrapper) -> None:
        """Store the larger parts as temporary tables."""
        self.drop(cursor)
        waiting: dict[str, str] = {}
        for name, text in self.parts.items():
            if name not in STORED:
                waiting[name] = text
                continue
            before = "".join(f"{other} AS (\n{part}\n),\n" for other, part in waiting.items()).removesuffix(",\n")
            cursor.execute(f"CREATE TEMPORARY TABLE {name} AS {'WITH ' + before if before else ''}\n{text}", self.parameters)
            cursor.execute(f"ANALYZE {name}")

    def drop(self, cursor: CursorWrapper) -> None:
        """Forget the stored parts."""
        for name in STORED:
            cursor.execute(
                f"DROP TABLE IF EXISTS temp.{name}"
                if cursor.db.vendor == "sqlite"
                else f"DROP TABLE IF EXISTS pg_temp.{name}"
            )


def judge(
    rulebook: Rulebook, as_of: date, connection: BaseDatabaseWrapper, scope: str = "", *, complete: bool = True
) -> Statement:
    """The statement that judges the firms in scope for the day, under the rulebook.

    `scope` is empty for all firms, or SQL that selects the ids of those judged. `complete` also returns firms of which only
    figures can be told (a window of violations that founds nothing); the night needs none of them.
    """
    question = Question(rulebook=rulebook, as_of=as_of, words=dialect_of(connection), scope=scope, complete=complete)
    parts = {**parts_events.parts(question), **parts_states.parts(question), **outcome_parts(question)}
    return Statement(parts=parts, parameters=question.parameters())
