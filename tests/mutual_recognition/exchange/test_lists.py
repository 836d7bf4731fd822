"""Full lists and events: who is on them, what they say, and that an event is told once."""

import json
import subprocess
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from mutual_recognition.exchange.files import FILES, MANIFEST, SIGNATURE, Unsendable
from mutual_recognition.exchange.signing import NoSigningKey, signing_key, verifies
from mutual_recognition.models import FirmRecord, Listing, Message, Partner, Term
from mutual_recognition.services.exchange import lists_make, messages_send
from ratings.models import Standing, SuspensionOrder
from tests.mutual_recognition.exchange.conftest import NOT_IN_FORCE
from tests.mutual_recognition.exchange.telling import (
    CERTIFIED,
    DAY,
    NEXT,
    NOW,
    accuse,
    csv_rows,
    events_in,
    first_lists,
    folders,
    make_aeo,
    night,
    rename,
    resume,
    suspend,
    tell,
    xml_rows,
)
from tests.ratings.building import add_facts, change_fact, make_firm

DIFFICULT = '“引号”"甲,乙"<丙>&\'🚢\r\n有限公司'


def test_only_firms_of_a_recognised_tier_are_listed() -> None:
    advanced = make_aeo(1)
    make_aeo(2, CERTIFIED)
    make_firm(3)
    make_aeo(4, cancelled_on=date(2026, 6, 1))
    night()
    first_lists()
    (folder,) = folders("SG")
    assert [row["code"] for row in xml_rows(folder)] == [advanced.aeo_code]
    assert folder.name == "SG-000001-full"


def test_each_partner_in_force_gets_one_list_a_month() -> None:
    make_aeo(1)
    night()
    first_lists()
    in_force = set(Partner.objects.implemented().values_list("pk", flat=True))
    assert set(Message.objects.values_list("partner", flat=True)) == in_force
    assert len(in_force) == Message.objects.count()
    first_lists()
    assert len(in_force) == Message.objects.count()
    lists_make(month="2026-07", as_of=NEXT, now=NOW)
    assert 2 * len(in_force) == Message.objects.count()
    assert set(Message.objects.values_list("number", "month")) == {(1, "2026-06"), (2, "2026-07")}


def test_a_month_that_is_past_is_not_made_up() -> None:
    with pytest.raises(ValidationError, match="2026-05"):
        lists_make(month="2026-05", as_of=DAY, now=NOW)
    first_lists()
    lists_make(month="2026-06", as_of=NEXT, now=NOW)
    assert Message.objects.count() == Partner.objects.implemented().count()


def test_what_happens_to_a_firm_is_told_as_it_happens() -> None:
    firm = make_aeo(1)
    night()
    first_lists()
    assert tell() == []
    late = make_aeo(2)
    night()
    tell()
    suspend(firm)
    tell()
    rename(firm, "新名称")
    tell()
    resume(firm)
    tell()
    change_fact(late.certification_set.get(), ended_on=DAY)
    night(NEXT)
    tell()
    assert events_in("SG") == [
        ("granted", late.aeo_code),
        ("suspended", firm.aeo_code),
        ("renamed", firm.aeo_code),
        ("reinstated", firm.aeo_code),
        ("withdrawn", late.aeo_code),
    ]
    renamed = xml_rows(folders("SG")[3])[0]
    assert (renamed["name_zh"], renamed["former_name_zh"], renamed["status"]) == ("新名称", "测试企业1号", "suspended")
    assert xml_rows(folders("SG")[5]) == [{"line": "1", "event": "withdrawn", "code": late.aeo_code}]
    assert tell() == []


def test_several_things_at_once_are_several_events_of_one_message() -> None:
    firm = make_aeo(1)
    night()
    first_lists()
    suspend(firm)
    rename(firm, "新名称")
    firm.address_zh = "新地址"
    firm.save()
    night()
    tell()
    assert [event for event, _code in events_in("HK")] == ["renamed", "changed", "suspended"]
    assert Message.objects.get(partner="HK", kind="events").suspensions == 3  # each line says that it is suspended


def test_a_list_follows_the_events_before_it() -> None:
    """The list of the next month says what its events said, and events are told once."""
    make_aeo(1)
    night()
    first_lists()
    make_aeo(2)
    night()
    lists_make(month="2026-07", as_of=NEXT, now=NOW)
    messages_send(now=NOW)
    assert [folder.name for folder in folders("SG")] == ["SG-000001-full", "SG-000002-events", "SG-000003-full"]
    assert len(xml_rows(folders("SG")[2])) == 2
    assert tell() == []


def test_a_difficult_name_goes_through_both_formats_and_back() -> None:
    make_aeo(1, name_zh=DIFFICULT, name_en="=cmd|' /C calc'!A0, \t\n\"<a>&amp;")
    make_aeo(2, address_zh="无法\ufffe书写\x85")
    night()
    first_lists()
    (folder,) = folders("SG")
    first, second = xml_rows(folder)
    assert csv_rows(folder) == [first, second]
    assert (first["name_zh"], first["name_en"]) == (DIFFICULT, "=cmd|' /C calc'!A0, \t\n\"<a>&amp;")
    assert second["address_zh"] == "无法\ufffd书写\x85"


def test_the_schema_allows_every_file_written() -> None:
    firm = make_aeo(1)
    night()
    first_lists()
    suspend(firm)
    tell()
    written = [folder for partner in Partner.objects.all() for folder in folders(partner.pk)]
    assert len(written) > Partner.objects.implemented().count()
    for folder in written:
        assert csv_rows(folder) == xml_rows(folder)


def test_a_file_that_the_schema_does_not_allow_is_never_sent() -> None:
    make_aeo(1)
    night()
    first_lists()
    firm = make_aeo(2)
    night()
    type(firm).objects.filter(pk=firm.pk).update(category="smuggler")
    with pytest.raises(Unsendable, match="smuggler"):
        tell()
    assert Message.objects.filter(kind="events").count() == 0
    assert events_in("SG") == []


def test_manifest_and_signature() -> None:
    make_aeo(1)
    night()
    first_lists()
    (folder,) = folders("SG")
    manifest = (folder / MANIFEST).read_bytes()
    said = json.loads(manifest)
    assert sha256(manifest).hexdigest() == Message.objects.get(partner="SG").digest
    assert (said["message"], said["lines"], said["key"]) == ("SG-000001-full", 1, signing_key().name)
    for name, promised in said["files"].items():
        assert sha256((folder / name).read_bytes()).hexdigest() == promised["sha256"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    public, signature = signing_key().public_pem, (folder / SIGNATURE).read_bytes()
    assert verifies(public, manifest, signature)
    assert not verifies(public, manifest.replace(b'"lines": 1', b'"lines": 2'), signature)


def test_the_signature_is_one_that_openssl_reads(tmp_path: Path) -> None:
    night()
    first_lists()
    (folder,) = folders("SG")
    (tmp_path / "public.pem").write_bytes(signing_key().public_pem)
    command = ["openssl", "dgst", "-sha256", "-verify", str(tmp_path / "public.pem"), "-signature"]
    assert (
        subprocess.run([*command, str(folder / SIGNATURE), str(folder / MANIFEST)], capture_output=True, text=True).stdout
        == "Verified OK\n"
    )


def test_without_a_key_nothing_is_made(settings) -> None:
    settings.EXCHANGE_KEY = None
    with pytest.raises(NoSigningKey):
        first_lists()
    assert not Message.objects.exists()
    assert not Listing.objects.exists()


def test_a_partner_that_is_told_no_more_has_its_firms_withdrawn() -> None:
    firm = make_aeo(1)
    night()
    first_lists()
    Partner.objects.filter(pk="SG").update(**NOT_IN_FORCE)
    tell()
    assert events_in("SG") == [("withdrawn", firm.aeo_code)]
    assert events_in("HK") == []
    assert tell() == []


def test_a_firm_has_one_current_record() -> None:
    firm = make_aeo(1)
    night()
    first_lists()
    rename(firm, "新名称")
    tell()
    rename(firm, "测试企业1号")
    tell()
    assert list(FirmRecord.objects.order_by("pk").values_list("name_zh", "is_current")) == [
        ("测试企业1号", False),
        ("新名称", False),
        ("测试企业1号", True),
    ]
    assert [event for event, _code in events_in("SG")] == ["renamed", "renamed"]


def test_a_demonstration_makes_a_key_of_its_own_that_says_so(settings, tmp_path: Path) -> None:
    settings.EXCHANGE_KEY, settings.DEMONSTRATION, settings.DATA_DIR = None, True, tmp_path
    first_lists()
    said = json.loads((folders("SG")[0] / MANIFEST).read_bytes())
    assert said["key"].startswith("DEMONSTRATION-")
    assert said["key"] == signing_key().name
    assert (tmp_path / "exchange-demonstration-key.pem").stat().st_mode & 0o777 == 0o600


def test_an_order_that_suspends_all_measures_is_told_and_so_is_its_end() -> None:
    firm = make_aeo(1)
    night()
    first_lists()
    order = suspend(firm, "guarantee")
    tell()
    assert events_in("SG") == []  # the guarantee waiver is no benefit abroad
    SuspensionOrder.objects.filter(pk=order.pk).update(scope="all")
    tell()
    resume(firm)
    tell()
    assert [event for event, _code in events_in("SG")] == ["suspended", "reinstated"]


def test_what_the_night_says_of_a_suspension_is_told_only_once_it_is_ordered() -> None:
    """A filed criminal case must be followed by an order, but the measures apply until the order is served (0007)."""
    firm, other = make_aeo(1), make_aeo(2)
    night()
    first_lists()
    accuse(firm)
    add_facts(other, investigations=[{"opened_on": date(2026, 6, 1)}])
    night()
    assert set(Standing.objects.values_list("suspension", flat=True)) == {"must", "may"}
    assert tell() == []
    order = suspend(firm, from_on=date(2026, 7, 2))
    assert tell() == []  # signed and served, and from tomorrow on
    tell(order.from_on)
    assert events_in("SG") == [("suspended", firm.aeo_code)]
    assert Message.objects.get(partner="SG", kind="events").suspensions == 1


def test_the_tiers_are_those_of_the_arrangement() -> None:
    firm = make_aeo(1, CERTIFIED)
    night()
    first_lists()
    Term.objects.filter(economy="SG", name="certified").delete()
    Term.objects.create(economy="SG", name="certified", value="yes", confidence="confirmed", source_zh="甲", source_en="A")
    tell()
    assert events_in("SG") == [("granted", firm.aeo_code)]
    assert events_in("HK") == []
