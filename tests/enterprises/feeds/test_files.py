"""Files as they come: headers, encodings, quoting, the manifest; and what the command says of them."""

import csv
import hashlib
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from enterprises.feeds.declaration import FEEDS
from enterprises.feeds.reasons import DeliveryRefused
from enterprises.models import Delivery, Enterprise, Penalty
from tests.enterprises.feeds.conftest import FIRM, GOOD, OTHER_FIRM, Deliveries, firm_row, write_feed

EXAMPLES = Path(__file__).parents[2] / "examples" / "feed"
PENALTIES = "decision_no,customs_code,decided_on,kind,amount_cny,voluntarily_disclosed,revoked_on"
LINE = f"P-1,{FIRM},2026-01-10,obstruction,5.00,,"


def load_text(deliveries: Deliveries, text: str | bytes, file: str = "penalties.csv"):
    """Load one file with exactly this content."""
    path = deliveries.new_folder() / file
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return deliveries.load_folder().result.files[file]


def rejected_rows(deliveries: Deliveries, file: str = "penalties.csv") -> list[dict[str, str]]:
    """The rejects file of the last delivery."""
    with (deliveries.rejects / file).open(encoding="utf-8", errors="surrogateescape", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (PENALTIES.replace("kind,", ""), "missing column: kind"),
        (PENALTIES + ",note", "unknown column: note"),
        (PENALTIES.replace("revoked_on", "Revoked_on"), "missing column: revoked_on; unknown column: Revoked_on"),
        (PENALTIES + ",kind", "repeated column: kind"),
        (PENALTIES + ",", 'unknown column: ""'),
        ("", "no header line"),
    ],
)
def test_wrong_header_refuses_the_whole_file(deliveries: Deliveries, known_firm, header: str, words: str) -> None:
    result = load_text(deliveries, f"{header}\n{LINE}\n" if header else "")
    assert result.refused is not None
    assert words in result.refused.en
    assert (result.read, Penalty.objects.count()) == (0, 0)


def test_a_refused_file_does_not_stop_the_others(deliveries: Deliveries) -> None:
    folder = deliveries.new_folder()
    write_feed(folder, "enterprises.csv", firm_row())
    (folder / "penalties.csv").write_text("nonsense\n")
    write_feed(folder, "investigations.csv", GOOD["investigations.csv"])
    result = deliveries.load_folder().result
    assert [file for file, found in result.files.items() if found.refused] == ["penalties.csv"]
    assert result.files["investigations.csv"].created == 1


def test_header_in_any_order_with_bom_and_either_line_end(deliveries: Deliveries, known_firm) -> None:
    names = PENALTIES.split(",")[::-1]
    cells = LINE.split(",")[::-1]
    result = load_text(deliveries, "\ufeff" + ",".join(names) + "\n" + ",".join(cells))
    assert (result.created, result.rejected) == (1, 0)
    assert Penalty.objects.get().amount_cny == 5


def test_a_row_that_is_not_utf8_is_kept_byte_by_byte(deliveries: Deliveries, known_firm) -> None:
    names = [*GOOD["enterprises.csv"]]
    header = ",".join(feed_names("enterprises.csv"))
    bad = ["1101000001", "", "企业".encode("gbk"), "", "consignee", "", "0100", "", "", "", "2010-01-01", "", ""]
    line = b",".join(cell if isinstance(cell, bytes) else cell.encode() for cell in bad)
    good = b"1101000002" + line[10:].replace("企业".encode("gbk"), "好".encode())
    result = load_text(deliveries, header.encode() + b"\n" + line + b"\n" + good + b"\n", "enterprises.csv")
    assert (result.created, result.rejected) == (1, 1)
    assert "企业".encode("gbk") in (deliveries.rejects / "enterprises.csv").read_bytes()
    assert rejected_rows(deliveries, "enterprises.csv")[0]["column"] == "name_zh"
    assert names


def feed_names(file: str) -> tuple[str, ...]:
    """The contract's columns of a file."""
    return next(feed.names for feed in FEEDS if feed.file == file)


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        (f'P-9,{FIRM},"2026-01-10,obstruction,5.00,,', 2),  # a quote that is never closed
        (f'P-9,{FIRM},"2026-01-10"x,obstruction,5.00,,', 2),  # text after a closing quote
        (f"P-9,{FIRM},2026-01-10,obstruction,5.00,", 2),  # a cell too few
        (f"{LINE},", 2),  # a cell too many
        ("   ", 2),
    ],
)
def test_a_broken_row_never_takes_its_neighbours_with_it(deliveries: Deliveries, known_firm, broken: str, line: int) -> None:
    good = "".join(f'P-1{number},{FIRM},2026-01-10,obstruction,"5.00",,\r\n' for number in range(3))
    result = load_text(deliveries, f"{PENALTIES}\r\n{broken}\r\n{good}")
    assert (result.read, result.created, result.rejected) == (4, 3, 1)
    (row,) = rejected_rows(deliveries)
    assert (row["line"], row["column"]) == (str(line), "")


def test_two_open_quotes_far_apart_lose_only_their_own_rows(deliveries: Deliveries, known_firm) -> None:
    rows = [f"P-{number},{FIRM},2026-01-10,obstruction,5.00,," for number in range(6)]
    rows[1] = rows[1].replace("2026", '"2026')
    rows[4] = rows[4].replace("2026", '"2026')
    result = load_text(deliveries, "\n".join([PENALTIES, *rows]) + "\n")
    assert (result.created, result.rejected) == (4, 2)
    assert [row["line"] for row in rejected_rows(deliveries)] == ["3", "6"]


def test_lines_are_counted_where_rows_begin(deliveries: Deliveries) -> None:
    rows = [firm_row(address_zh='"一\r\n二\r\n三"'), firm_row(OTHER_FIRM, category="x")]
    deliveries.new_folder()
    write_feed(deliveries.folder, "enterprises.csv", *rows)
    text = (deliveries.folder / "enterprises.csv").read_bytes().replace(b"\r\n3101", b"\r\n\r\n3101")
    (deliveries.folder / "enterprises.csv").write_bytes(text)
    result = deliveries.load_folder().result.files["enterprises.csv"]
    assert (result.read, result.created) == (2, 1)
    assert rejected_rows(deliveries, "enterprises.csv")[0]["line"] == "6"
    assert Enterprise.objects.get().address_zh == "一\r\n二\r\n三"


def test_rejects_can_be_mended_and_loaded(deliveries: Deliveries, known_firm) -> None:
    bad = GOOD["penalties.csv"] | {"kind": "theft", "decision_no": '"P-""1"",中文"'}
    deliveries.load(penalties=[bad, GOOD["penalties.csv"]])
    (row,) = rejected_rows(deliveries)
    assert row["decision_no"] == 'P-"1",中文'
    assert list(row)[-4:] == ["line", "column", "reason_zh", "reason_en"]
    mended = {name: row[name] for name in feed_names("penalties.csv")} | {"kind": "bribery", "decision_no": "P-2"}
    assert deliveries.load(penalties=[mended]).result.files["penalties.csv"].created == 1


def test_rejects_of_an_earlier_loading_do_not_stay(deliveries: Deliveries, known_firm) -> None:
    deliveries.load(penalties=[GOOD["penalties.csv"] | {"kind": "theft"}])
    assert (deliveries.rejects / "penalties.csv").exists()
    write_feed(deliveries.folder, "penalties.csv", GOOD["penalties.csv"])
    deliveries.load_folder()
    assert not (deliveries.rejects / "penalties.csv").exists()


def test_surplus_cells_come_last(deliveries: Deliveries, known_firm) -> None:
    load_text(deliveries, f"{PENALTIES}\n{LINE},more,cells\n")
    with (deliveries.rejects / "penalties.csv").open(encoding="utf-8", newline="") as stream:
        header, row = csv.reader(stream)
    assert row[: len(header) - 4] == LINE.split(",")
    assert row[len(header) :] == ["more", "cells"]


# --- the manifest -----------------------------------------------------------------


def write_manifest(folder: Path, **changes) -> None:
    """A manifest that matches the folder, but for the changes."""
    files = {}
    for path in folder.glob("*.csv"):
        rows = len(path.read_text().splitlines()) - 1
        files[path.name] = {"rows": rows, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    content = {"delivery": "D-2026-11-20", "made_on": "2026-11-20", "files": files} | changes
    (folder / "manifest.json").write_text(json.dumps(content))


def test_manifest_names_the_delivery(deliveries: Deliveries) -> None:
    write_feed(deliveries.new_folder(), "enterprises.csv", firm_row())
    write_manifest(deliveries.folder)
    report = deliveries.load_folder()
    assert report.delivery is not None
    assert report.delivery.reference == "D-2026-11-20"
    assert str(report.delivery.made_on) == "2026-11-20"
    again = deliveries.load_folder()
    assert again.delivery is not None
    assert again.delivery.reference == "D-2026-11-20 (2)"
    assert again.result.nothing_changed


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"files": {}}, "in the folder but not in the manifest"),
        ({"files": {"penalties.csv": {"rows": 1, "sha256": "0" * 64}}}, "in the manifest but not in the folder"),
        ({"files": {"enterprises.csv": {"rows": 1, "sha256": "0" * 64}}}, "does not match the sha256"),
        ({"files": {"notes.txt": {"rows": 1, "sha256": "0" * 64}}}, "unknown file"),
        ({"files": {"enterprises.csv": {"rows": "1", "sha256": "0" * 64}}}, "must have"),
        ({"files": []}, "must be an object"),
        ({"delivery": ""}, "must be an id"),
        ({"made_on": "20.11.2026"}, "must be a date"),
    ],
)
def test_wrong_manifest_refuses_everything_before_anything_is_written(
    deliveries: Deliveries, changes: dict, words: str
) -> None:
    write_feed(deliveries.new_folder(), "enterprises.csv", firm_row())
    write_manifest(deliveries.folder, **changes)
    with pytest.raises(DeliveryRefused, match=words):
        deliveries.load_folder()
    assert (Enterprise.objects.count(), Delivery.objects.count()) == (0, 0)


def test_wrong_number_of_rows_or_broken_json_refuses_too(deliveries: Deliveries) -> None:
    path = write_feed(deliveries.new_folder(), "enterprises.csv", firm_row())
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    write_manifest(deliveries.folder, files={"enterprises.csv": {"rows": 2, "sha256": sha256}})
    with pytest.raises(DeliveryRefused, match="has 1 rows where the manifest says 2"):
        deliveries.load_folder()
    (deliveries.folder / "manifest.json").write_text("{")
    with pytest.raises(DeliveryRefused, match="no valid JSON"):
        deliveries.load_folder()


# --- the command ------------------------------------------------------------------


def run(*args: object) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of `import_feed`."""
    out, err = StringIO(), StringIO()
    try:
        call_command("import_feed", *map(str, args), stdout=out, stderr=err)
    except SystemExit as exit_:
        return int(exit_.code or 0), out.getvalue(), err.getvalue()
    except CommandError as error:
        return error.returncode, out.getvalue(), str(error)
    return 0, out.getvalue(), err.getvalue()


def test_examples_load_with_nothing_rejected(deliveries: Deliveries) -> None:
    status, out, _err = run(EXAMPLES, "--json")
    assert status == 0
    content = json.loads(out)
    assert list(content) == ["files", "rejected"]
    assert list(content["files"]) == [feed.file for feed in FEEDS if feed.is_about_firms and not feed.optional]
    assert content["files"]["penalties.csv"] == {"read": 92, "created": 92, "updated": 0, "unchanged": 0, "rejected": 0}
    status, out, _err = run(EXAMPLES)
    assert status == 0
    assert "Nothing changed" in out


def test_status_1_when_some_are_rejected_and_2_when_nothing_can_be_read(deliveries: Deliveries, tmp_path: Path) -> None:
    folder = deliveries.new_folder()
    write_feed(folder, "enterprises.csv", firm_row(), firm_row("bad"))
    status, out, _err = run(folder, "--json", "--rejects", tmp_path / "out")
    assert (status, json.loads(out)["rejected"]) == (1, 1)
    assert (tmp_path / "out" / "enterprises.csv").exists()
    (folder / "enterprises.csv").write_text("a,b\n")
    status, out, err = run(folder, "--json")
    assert status == 2
    assert "customs_code" in err
    assert "refused" in json.loads(out)["files"]["enterprises.csv"]
    for nothing in (tmp_path / "absent", deliveries.new_folder()):
        status, out, _err = run(nothing, "--json")
        assert (status, json.loads(out)["files"]) == (2, {})
    assert run(folder, "--rejects", folder)[0] == 2


def test_dry_run_counts_and_writes_nothing(deliveries: Deliveries, settings) -> None:
    folder = deliveries.new_folder()
    write_feed(folder, "enterprises.csv", firm_row(), firm_row("bad"))
    write_feed(folder, "penalties.csv", GOOD["penalties.csv"], GOOD["penalties.csv"] | {"customs_code": "9999999999"})
    status, out, _err = run(folder, "--json", "--dry-run")
    assert status == 1
    assert json.loads(out)["files"]["penalties.csv"]["created"] == 1
    assert json.loads(out)["rejected"] == 2
    assert (Enterprise.objects.count(), Penalty.objects.count(), Delivery.objects.count()) == (0, 0, 0)
    assert not (settings.DATA_DIR / "rejects").exists()


def test_unknown_district_is_a_warning(deliveries: Deliveries) -> None:
    folder = deliveries.new_folder()
    write_feed(folder, "enterprises.csv", firm_row(district="9999"), firm_row(OTHER_FIRM, district="5216"))
    (folder / "penalty.csv").write_text("x")
    status, _out, err = run(folder)
    assert status == 0
    assert "9999" in err
    assert "5216" not in err
    assert "penalty.csv" in err
