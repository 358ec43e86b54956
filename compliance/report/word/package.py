"""The file around a document: opened empty, told what Word has to know, and written the same each time."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from compliance import extras
from compliance.report.document import Document
from compliance.report.word import styles

_LEFT_OUT = ("thumbnail", "stylesWithEffects", "customXml", "webSettings", "fontTable")


def empty(right_to_left: bool) -> Any:
    """Return a new file without texts and styles."""
    file = extras.package("docx", "documents").Document()
    for owner in (file.part.package, file.part):
        for id_, relation in list(owner.rels.items()):
            if relation.reltype.rsplit("/", 1)[-1] in _LEFT_OUT:
                del owner.rels[id_]
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    file.part._styles_part._element = parse_xml(styles.defaults())
    file.part.numbering_part._element = parse_xml(_NO_LISTS)
    file.part._settings_part._element = parse_xml(
        f'<w:settings {nsdecls("w")}><w:zoom w:percent="100"/><w:embedTrueTypeFonts/><w:defaultTabStop w:val="720"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        f'</w:compat><w:themeFontLang w:val="{"fa-IR" if right_to_left else "en-US"}" w:bidi="fa-IR"/></w:settings>'
    )
    return file


def lists(file: Any) -> Any:
    """Return the root of a file's lists, made where it has none."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.oxml import parse_xml
    from docx.parts.numbering import NumberingPart

    if not any(relation.reltype == RELATIONSHIP_TYPE.NUMBERING for relation in file.part.rels.values()):
        name = PackURI("/word/numbering.xml")
        made = NumberingPart(name, CONTENT_TYPE.WML_NUMBERING, parse_xml(_NO_LISTS), file.part.package)
        file.part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
    return file.part.numbering_part.element


_NO_LISTS = '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
_BEFORE_FONTS = (
    "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries "
    "displayBackgroundShape printPostScriptOverText printFractionalCharacterWidth printFormsData"
)


def embeds_fonts(file: Any) -> None:
    """Tell Word that the file brings fonts along, where the schema wants it said."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn

    settings = file.settings.element
    if settings.find(qn("w:embedTrueTypeFonts")) is None:
        before = {qn(f"w:{name}") for name in _BEFORE_FONTS.split()}
        place = sum(child.tag in before for child in settings)
        settings.insert(place, parse_xml(f"<w:embedTrueTypeFonts {nsdecls('w')}/>"))


def describe(file: Any, document: Document) -> None:
    """Say in the file's properties what it is, as of the document's day."""
    properties, midnight = file.core_properties, datetime.combine(document.day, time())
    properties.title, properties.author = _short(document.title), _short(document.office)
    properties.last_modified_by, properties.comments, properties.keywords = "", "", document.code
    properties.language = "fa-IR" if document.rtl else "en-US"
    properties.created = properties.modified = midnight
    properties.revision = 1


def _short(text: str) -> str:
    """Return a text as a property takes it."""
    from compliance.report.word.markup import clean

    return clean(text)[:255]


def saved(save: Callable[[BytesIO], None], day: date) -> bytes:
    """Return the bytes of a file, the same for the same content: each entry is of the document's day."""
    first, again = BytesIO(), BytesIO()
    save(first)
    with zipfile.ZipFile(first) as made, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in sorted(made.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            kept.writestr(entry, made.read(name))
    return again.getvalue()
