"""The language that grounds are written in: tests of facts against figures, which fold to SQL.

SQL's own three-valued logic is the law's: a test of a figure that has no value is NULL, which is `undetermined`; AND and OR
carry it on only where it matters. There is no negation: a fact that is not there must never count as compliant.

A figure reaches the database as a named parameter: `fig_<code>` (amounts in fen, so that no database sums decimals in
floats), `fig_<code>_over` and `fig_<code>_per` for a ratio.
"""

from dataclasses import dataclass


class Test:
    """A condition on the facts of one row."""

    def sql(self) -> str:
        """The condition as SQL over the row's columns: true, false or NULL."""
        raise NotImplementedError

    def figures(self) -> tuple[str, ...]:
        """The codes of the figures that it compares with."""
        return ()


@dataclass(frozen=True)
class Any(Test):
    """Met by being there at all."""

    def sql(self) -> str:
        return "TRUE"


@dataclass(frozen=True)
class MoreThan(Test):
    """The fact exceeds the figure; the figure itself is excluded (超过, Order 251 art. 38, carried over)."""

    fact: str
    figure: str

    def sql(self) -> str:
        return f"{self.fact} > %(fig_{self.figure})s"

    def figures(self) -> tuple[str, ...]:
        return (self.figure,)


@dataclass(frozen=True)
class MoreOften(Test):
    """The count exceeds a share of another count; multiplied crosswise, since a division would round."""

    count: str
    of: str
    figure: str

    def sql(self) -> str:
        return f"{self.count} * %(fig_{self.figure}_per)s > %(fig_{self.figure}_over)s * {self.of}"

    def figures(self) -> tuple[str, ...]:
        return (self.figure,)


@dataclass(frozen=True)
class NotCountable(Test):
    """The fact has no figure, or zero."""

    fact: str

    def sql(self) -> str:
        return f"COALESCE({self.fact}, 0) = 0"


@dataclass(frozen=True)
class AllOf(Test):
    """Every test is met."""

    tests: tuple[Test, ...]

    def sql(self) -> str:
        return "(" + " AND ".join(test.sql() for test in self.tests) + ")"

    def figures(self) -> tuple[str, ...]:
        return tuple(code for test in self.tests for code in test.figures())


@dataclass(frozen=True)
class AnyOf(Test):
    """At least one test is met."""

    tests: tuple[Test, ...]

    def sql(self) -> str:
        return "(" + " OR ".join(test.sql() for test in self.tests) + ")"

    def figures(self) -> tuple[str, ...]:
        return tuple(code for test in self.tests for code in test.figures())


@dataclass(frozen=True)
class BySize(Test):
    """One test where the fact exceeds the figure, another up to it; neither where the fact is not known."""

    fact: str
    figure: str
    above: Test
    up_to: Test

    def sql(self) -> str:
        limit = f"%(fig_{self.figure})s"
        above, up_to = self.above.sql(), self.up_to.sql()
        return f"CASE WHEN {self.fact} > {limit} THEN {above} WHEN {self.fact} <= {limit} THEN {up_to} END"

    def figures(self) -> tuple[str, ...]:
        return (self.figure, *self.up_to.figures(), *self.above.figures())


@dataclass(frozen=True)
class SomeOf(Test):
    """Met by one that counts; not met only where of none it is unknown whether it counts."""

    counted: str
    unknown: str

    def sql(self) -> str:
        return f"CASE WHEN {self.counted} > 0 THEN TRUE WHEN {self.unknown} = 0 THEN FALSE END"


@dataclass(frozen=True)
class OnceComplete(Test):
    """Met as soon as the facts at hand meet the test; not met only where the facts are complete (`covered`)."""

    test: Test

    def sql(self) -> str:
        return f"CASE WHEN {self.test.sql()} THEN TRUE WHEN covered THEN {self.test.sql()} END"

    def figures(self) -> tuple[str, ...]:
        return self.test.figures()


@dataclass(frozen=True)
class ByCategory(Test):
    """One test for customs brokers, another for every other firm."""

    broker: Test
    other: Test

    def sql(self) -> str:
        return f"CASE WHEN category = 'broker' THEN {self.broker.sql()} ELSE {self.other.sql()} END"

    def figures(self) -> tuple[str, ...]:
        return self.other.figures() + self.broker.figures()
