"""Reading a file of codes to check: CSV or XLSX with the columns code and name."""

from typing import Final

from enterprises.feeds.reasons import FileRefused, Reason
from mutual_recognition.partner_lists.reading import table_rows
from mutual_recognition.selectors.code_checks import Asked

MOST_CODES: Final = 50_000
CODE_LENGTH, NAME_LENGTH = 80, 300  # what the record of a check keeps
NO_COLUMN = Reason("缺少 code 列（另可有 name 列）", "the column code is missing (name may stand beside it)")
TOO_MANY = Reason(f"一次最多核对 {MOST_CODES:,} 个代码", f"at most {MOST_CODES:,} codes can be checked at once")
NONE = Reason("文件中没有代码", "the file holds no code")


def read_codes(content: bytes) -> list[Asked]:
    """The codes of a file. Raises FileRefused when it cannot be read, lacks the column, or holds none or too many."""
    rows = table_rows(content)
    header = [cell.strip().lower() for cell in next(rows, (0, []))[1]]
    if "code" not in header:
        raise FileRefused(NO_COLUMN)
    code_at, name_at = header.index("code"), header.index("name") if "name" in header else len(header)
    asked = []
    for line, cells in rows:
        code, name = (cells[place] if place < len(cells) else "" for place in (code_at, name_at))
        asked.append(Asked(line, code.strip()[:CODE_LENGTH], name.strip()[:NAME_LENGTH]))
        if len(asked) > MOST_CODES:
            raise FileRefused(TOO_MANY)
    if not asked:
        raise FileRefused(NONE)
    return asked
