"""The schemas of what is sent and of what partners answer, as lxml applies them."""

from functools import cache
from pathlib import Path

from lxml import etree

FOLDER = Path(__file__).parent
MESSAGE, ACKNOWLEDGEMENT = "message-1.xsd", "acknowledgement-1.xsd"
MESSAGE_NAMESPACE, ACKNOWLEDGEMENT_NAMESPACE = "urn:aeo-exchange:message:1", "urn:aeo-exchange:acknowledgement:1"


@cache
def schema(name: str) -> etree.XMLSchema:
    """The compiled schema of that file name."""
    return etree.XMLSchema(etree.parse(str(FOLDER / name)))


def parser() -> etree.XMLParser:
    """Reads a file of another house: no entities, no network, no documents that grow beyond measure."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
