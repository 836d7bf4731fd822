"""One box finds a firm by parts of its names and beginnings of its codes, on both databases alike."""

import pytest
from django.core.exceptions import ValidationError

from enterprises.models import Enterprise
from enterprises.search import parse
from tests.enterprises.making import firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def dongjiang() -> Enterprise:
    return firm(
        "4419630412",
        "东江精密电子（东莞）有限公司",
        uscc="91441900MA4W1B7K4W",
        name_en="Dongjiang Precision Electronics (Dongguan) Co., Ltd.",
    )


@pytest.fixture
def others() -> list[Enterprise]:
    return [
        firm("4401180027", "南粤联合报关有限公司", name_en="Nanyue United Customs Broker Co., Ltd.", category="broker"),
        firm("1101960100", "北京ＡＢＣ科技有限公司", uscc="N1110101MA01234567", name_en="Beijing ABC Technology 100% Co."),
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "东江",
        "江精密",
        "精密电子",
        "东江精密电子(东莞)",
        "东江精密电子（东莞）有限公司",
        "４４１９６３",
        "4419630412",
        "4419 6304 12",
        "91441900ma4w",
        "aeocn4419630412",
        "AEOCN44196",
        "ＡＥＯＣＮ4419",
        "dongjiang",
        "ONGJIANG PREC",
        "precision   electronics",
        "do",
        "(dongguan)",
    ],
)
def test_finds_the_firm_and_no_other(typed: str, dongjiang: Enterprise, others: list[Enterprise]) -> None:
    term = parse(typed)
    assert list(Enterprise.objects.filter(term.indexed())) == [dongjiang]
    assert list(Enterprise.objects.filter(term.scanned())) == [dongjiang]


@pytest.mark.parametrize("typed", ["abc", "ABC科技", "ＡＢＣ科技", "100%", "n1110101"])
def test_full_width_letters_and_signs_of_like_are_only_letters(
    typed: str, dongjiang: Enterprise, others: list[Enterprise]
) -> None:
    term = parse(typed)
    for form in (term.indexed(), term.scanned()):
        assert list(Enterprise.objects.filter(form)) == [others[1]]


@pytest.mark.parametrize("typed", ["龘龘", "江东", "%%", "__", "' OR 1=1 --", "AEOCN9", "ngjiangprec"])
def test_finds_nothing(typed: str, dongjiang: Enterprise, others: list[Enterprise]) -> None:
    term = parse(typed)
    assert not Enterprise.objects.filter(term.indexed()).exists()
    assert not Enterprise.objects.filter(term.scanned()).exists()


def test_two_letters_are_the_beginning_of_a_word(dongjiang: Enterprise, others: list[Enterprise]) -> None:
    found = Enterprise.objects.filter(parse("br").indexed())
    assert list(found) == [others[0]], "Broker, not Dongjiang's neighbours that hold no word with br"
    assert list(Enterprise.objects.filter(parse("el").scanned())) == [dongjiang]


@pytest.mark.parametrize("typed", ["", "   ", "\u3000"])
def test_nothing_typed_is_no_term(typed: str) -> None:
    assert parse(typed) is None


@pytest.mark.parametrize("typed", ["东", "4", " a "])
def test_one_character_is_too_short(typed: str) -> None:
    with pytest.raises(ValidationError, match=r"."):
        parse(typed)


def test_a_zero_byte_reaches_no_database(dongjiang: Enterprise) -> None:
    assert Enterprise.objects.filter(parse("东\x00江").indexed()).get() == dongjiang
