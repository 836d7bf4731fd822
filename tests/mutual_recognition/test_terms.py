"""The terms of the arrangements: as they were read, strictly, and what the portal concludes from them."""

import shutil
from pathlib import Path

import pytest
from django.db import IntegrityError
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from mutual_recognition.baseline import DATA, BaselineError, read_terms
from mutual_recognition.models import Partner, Term, arrangements
from ratings.levels import Level


def partner(code: str) -> Partner:
    """A named partner."""
    return Partner.objects.get(pk=code)


def test_every_economy_has_every_term_once() -> None:
    economies = set(Partner.objects.values_list("economy", flat=True))
    pairs = set(Term.objects.values_list("economy", "name"))
    assert pairs == {(economy, name) for economy in economies for name in Term.Name.values}
    assert Term.history.filter(history_type="+", history_change_reason="terms.csv").count() == len(pairs)


@pytest.mark.parametrize(
    ("code", "lengths"),
    [("SG", (12, 12)), ("ZA", (5, 8)), ("NZ", None), ("BR", (14, 14)), ("DE", None), ("KR", None), ("TH", None)],
)
def test_code_format(code: str, lengths: tuple[int, int] | None) -> None:
    found = partner(code).code_format
    assert (found.prefix, found.lengths, found.is_known) == (code, lengths, lengths is not None)


def test_recognition_is_told_in_three_values() -> None:
    assert partner("SG").recognises(Level.ADVANCED_CERTIFIED) is True
    assert partner("KZ").recognises(Level.ADVANCED_CERTIFIED) is None
    assert partner("SG").recognises(Level.REGULAR) is False
    assert not Term.objects.filter(name=Term.Name.CERTIFIED).exclude(value="").exists()
    assert partner("SG").recognises(Level.CERTIFIED) is None
    Term.objects.filter(economy="SG", name=Term.Name.CERTIFIED).update(value="no", confidence="confirmed")
    assert partner("SG").recognises(Level.CERTIFIED) is False


def test_consent_is_needed_by_the_union_and_the_kingdom() -> None:
    assert {found.pk for found in Partner.objects.exclude(economy="EU") if found.needs_consent} == {"GB"}
    assert partner("FR").needs_consent is True
    assert partner("SG").needs_consent is None


def test_the_code_to_give_abroad() -> None:
    assert partner("SG").arrangement.code_abroad("4401960001") == "AEOCN4401960001"
    assert partner("MT").arrangement.code_abroad("4401960001") == "CN4401960001"
    assert partner("IR").arrangement.code_abroad("4401960001") == ""


def test_nothing_is_confirmed_that_nobody_has_checked() -> None:
    assert not Term.objects.filter(confidence="confirmed").exists()


def test_terms_are_shown_in_the_language_of_the_page() -> None:
    grade, measures = (partner("MO").arrangement.terms[name] for name in ("tier_there", "measures"))
    with override("en"):
        assert grade.shown == "grade A"
        assert measures.shown.startswith("lower rate of inspection, priority inspection, liaison officer")
    with override("zh-hans"):
        assert grade.shown == "A级"
        assert measures.shown == "较低查验率、优先查验、联络员、贸易中断恢复后优先通关"


def test_all_arrangements_take_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert set(arrangements()) == {row["economy"] for row in read_terms()}


def test_a_known_term_has_a_value_and_an_unknown_one_none() -> None:
    with pytest.raises(IntegrityError):
        Term.objects.filter(economy="SG", name="direction").update(value="")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("SG,direction,import", "SG,direction,sideways", "no value of direction"),
        ("SG,direction,import", "XX,direction,import", "economy"),
        ("SG,direction,import", "SG,whim,import", "term"),
        ("SG,code_lengths,12", "SG,code_lengths,8-5", "no value of code_lengths"),
        ("SG,measures,I P Pr R", "SG,measures,P I", "no value of measures"),
        ("SG,direction,import,,reported", "SG,direction,import,,sure", "confidence"),
        ("SG,direction,import,,reported", "SG,direction,import,,unknown", "leave out"),
        ("SG,direction,import,", "SG,direction,import,进口", "only a tier"),
        ("SG,direction,import", "HK,direction,import", "twice"),
        ("compiled from the announcement", "heard", "no Chinese wording"),
    ],
)
def test_the_reader_refuses_what_it_does_not_understand(tmp_path: Path, old: str, new: str, why: str) -> None:
    data = Path(shutil.copytree(DATA, tmp_path / "data"))
    file = data / "terms.csv"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BaselineError, match=why):
        read_terms(data)
