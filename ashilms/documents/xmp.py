"""The claim to be accessible, written where a checker looks for it.

WeasyPrint writes one variant's claim at a time. The second one, with the extension schema without which PDF/A
refuses a property that it does not know, must stand in the same rdf:RDF: another beside it is not read.
"""

from typing import Any

_CLOSING = b"</rdf:RDF>"
_CLAIM = b"""\
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def claim_accessible(document: Any, pdf: Any) -> None:
    """Add `pdfuaid:part=1` to the metadata of `pdf`; a finisher for WeasyPrint's `write_pdf`."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])  # WeasyPrint names each attached file twice
    number = int(pdf.catalog["Metadata"].split()[0])
    metadata = pdf.objects[number]
    packet: bytes = metadata.stream[0]
    if packet.count(_CLOSING) != 1:
        raise ValueError("WeasyPrint wrote its metadata in a form that is not known here.")
    metadata.stream[0] = packet.replace(_CLOSING, _CLAIM + _CLOSING)
