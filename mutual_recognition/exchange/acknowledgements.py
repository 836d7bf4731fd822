"""An acknowledgement as a partner writes it: one XML file that answers one message."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from lxml import etree

from enterprises.feeds.reasons import Reason, printable
from mutual_recognition.exchange.schema import ACKNOWLEDGEMENT, parser, schema

LONGEST = 4 * 1024 * 1024  # bytes; a reason for each of 10,000 lines has room in it


class Unusable(Exception):
    """A file that is no acknowledgement of a message that was sent."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True)
class Answer:
    """What a partner says to the message of that number and digest; `reasons` by line, 0 for the message as a whole."""

    partner: str
    number: int
    digest: str
    accepted: bool
    reasons: dict[int, str] = field(default_factory=dict)


def read_answer(content: bytes) -> Answer:
    """The answer that a file holds. Raises Unusable, with what is wrong, when the schema does not allow it."""
    if len(content) > LONGEST:
        raise Unusable(Reason("文件超过 4 MB", "the file is larger than 4 MB"))
    try:
        root = etree.fromstring(content, parser())
    except etree.XMLSyntaxError as error:
        raise Unusable(Reason(f"不是有效的 XML：{error}", f"it is no valid XML: {error}")) from error
    rules = schema(ACKNOWLEDGEMENT)
    if not rules.validate(root):
        said = printable(str(rules.error_log.last_error.message))[:300]
        raise Unusable(Reason(f"不符合回执格式：{said}", f"the schema of acknowledgements does not allow it: {said}"))
    accepted = root.get("result") == "accepted"
    reasons = {int(found.get("line")): printable(found.text) for found in root}  # comments are gone: see parser()
    if accepted and reasons:
        raise Unusable(Reason("回执为接受，却列有拒收的行", "it accepts the message and rejects lines of it"))
    if not accepted and not reasons:
        raise Unusable(Reason("回执为拒收，却未说明理由", "it rejects the message and gives no reason"))
    return Answer(root.get("partner"), int(root.get("number")), root.get("digest"), accepted, reasons)


def was_touched_since(path: Path, moment: datetime) -> bool:
    """Whether the file may still be on its way: it changed after the moment."""
    return path.stat().st_mtime > moment.timestamp()
