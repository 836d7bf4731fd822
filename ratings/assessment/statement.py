"""The one statement that judges: facts in, verdicts and levels out, for every firm or for one, on any day.

It is one SQL text, built from the grounds' declarations and the figures of the day. The night keeps the rows that differ from
the standing; `explain` prints the row of one firm. There is no second evaluator.

Sparse: a firm without a live fact has no row, and is regular. Each part below is one `WITH` of the statement, in the order in
which a reader needs them; `scope` limits every part to the firms judged.
"""

from dataclasses import dataclass
from datetime import date

from django.db.backends.base.base import BaseDatabaseWrapper

from ratings.assessment import parts_events, parts_states
from ratings.assessment.dialect import dialect_of
from ratings.assessment.parts_outcome import outcome_parts
from ratings.assessment.question import Question
from ratings.regulation.parameters import Rulebook


@dataclass(frozen=True)
class Statement:
    """A statement ready to run: `WITH <parts>` and its named parameters."""

    parts: str
    parameters: dict[str, object]

    def select(self, text: str) -> str:
        """The statement that selects from the part `outcome` (or any other) what `text` asks for."""
        return f"WITH {self.parts}\n{text}"


def judge(rulebook: Rulebook, as_of: date, connection: BaseDatabaseWrapper, scope: str = "") -> Statement:
    """The statement that judges the firms in scope for the day, under the rulebook.

    `scope` is empty for all firms, or SQL that selects the ids of those judged (or a single id as a parameter's name).
    """
    question = Question(rulebook=rulebook, as_of=as_of, words=dialect_of(connection), scope=scope)
    parts = {**parts_events.parts(question), **parts_states.parts(question), **outcome_parts(question)}
    texts = [f"{name} AS {'MATERIALIZED ' if name in MATERIALIZED else ''}(\n{text}\n)" for name, text in parts.items()]
    return Statement(parts=",\n".join(texts), parameters=question.parameters())


MATERIALIZED = frozenset(
    {"decided", "penalty", "event", "candidate", "span", "reported", "owed", "arrears", "failure", "certs"}
)
