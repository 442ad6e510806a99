"""Items of QTI as other systems write them, in each version, about bars and feet."""

from textwrap import dedent

SPACES = {
    "2.1": "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "2.2": "http://www.imsglobal.org/xsd/imsqti_v2p2",
    "3.0": "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
}
MATCH = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"
MAP = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"


def item2(inside: str, *, version: str = "2.2", more: str = "") -> str:
    """Return an item of QTI 2."""
    given = f'identifier="bar-1" title="Bars" adaptive="false" timeDependent="false" {more}'
    return f'<?xml version="1.0"?>\n<assessmentItem xmlns="{SPACES[version]}" {given}>\n{inside}\n</assessmentItem>'


def item3(inside: str) -> str:
    """Return an item of QTI 3."""
    given = 'identifier="bar-1" title="Bars" adaptive="false" time-dependent="false"'
    return f'<qti-assessment-item xmlns="{SPACES["3.0"]}" {given}>{dedent(inside)}</qti-assessment-item>'


def declared(cardinality: str, sort: str, *right: str, mapping: str = "", id_: str = "RESPONSE") -> str:
    """Return a declaration of QTI 2."""
    values = "".join(f"<value>{one}</value>" for one in right)
    correct = f"<correctResponse>{values}</correctResponse>" if right else ""
    given = f'identifier="{id_}" cardinality="{cardinality}" baseType="{sort}"'
    return f"<responseDeclaration {given}>{correct}{mapping}</responseDeclaration>"


def worth(entries: dict[str, str], bounds: str = 'defaultValue="0"', more: str = "") -> str:
    """Return a mapping of QTI 2."""
    inside = "".join(
        f'<mapEntry mapKey="{key}" mappedValue="{value}" {more}/>' for key, value in entries.items()
    )
    return f"<mapping {bounds}>{inside}</mapping>"


def body(inside: str) -> str:
    """Return the body of QTI 2."""
    return f"<itemBody>{inside}</itemBody>"


def marked(template: str) -> str:
    """Return response processing by a template."""
    return f'<responseProcessing template="{template}"/>'


def choices(*texts: str, tag: str = "simpleChoice") -> str:
    """Return choices A, B, C …"""
    return "".join(
        f'<{tag} identifier="{id_}">{text}</{tag}>' for id_, text in zip("ABCDEFG", texts, strict=False)
    )


def asked(tag: str, inside: str, more: str = 'maxChoices="1"') -> str:
    """Return an interaction of QTI 2."""
    return f'<{tag} responseIdentifier="RESPONSE" shuffle="false" {more}>{inside}</{tag}>'


PROMPT = "<prompt>Which one?</prompt>"
SINGLE_3 = item3("""
    <qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">
      <qti-correct-response><qti-value>A</qti-value></qti-correct-response>
    </qti-response-declaration>
    <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
    <qti-item-body>
      <p>A sign hangs beside the
         bars.</p>
      <qti-choice-interaction response-identifier="RESPONSE" shuffle="false" max-choices="1">
        <qti-prompt>What does it say?</qti-prompt>
        <qti-simple-choice identifier="A">Hold on with both hands.
          <qti-feedback-inline outcome-identifier="FEEDBACK" identifier="A" show-hide="show">Both,
          always.</qti-feedback-inline></qti-simple-choice>
        <qti-simple-choice identifier="B">Hold on with one hand.</qti-simple-choice>
        <qti-simple-choice identifier="C">Do not hold on.</qti-simple-choice>
      </qti-choice-interaction>
    </qti-item-body>
    <qti-response-processing>
      <qti-response-condition>
        <qti-response-if>
          <qti-match><qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-match>
          <qti-set-outcome-value identifier="SCORE">
            <qti-base-value base-type="float">1</qti-base-value></qti-set-outcome-value>
        </qti-response-if>
        <qti-response-else>
          <qti-set-outcome-value identifier="SCORE">
            <qti-base-value base-type="float">0</qti-base-value></qti-set-outcome-value>
        </qti-response-else>
      </qti-response-condition>
      <qti-set-outcome-value identifier="FEEDBACK"><qti-variable identifier="RESPONSE"/></qti-set-outcome-value>
    </qti-response-processing>
    """)  # fmt: skip
SINGLE_21 = item2(
    declared("single", "identifier", "B")
    + body(asked("choiceInteraction", PROMPT + choices("oak", "ash", "elm")))
    + marked(MATCH),
    version="2.1",
)
TRUTH = item2(
    declared("single", "identifier", "B")
    + body(asked("choiceInteraction", PROMPT + choices("True", "False")))
    + marked(MATCH)
)
SEVERAL = declared(
    "multiple", "identifier", "A", "B",
    mapping=worth({"A": "1", "B": "1", "C": "-1"}, 'lowerBound="0" defaultValue="-1"')
)  # fmt: skip
MULTIPLE = item2(
    SEVERAL
    + body(asked("choiceInteraction", PROMPT + choices("oak", "ash", "elm", "fir"), 'maxChoices="0"'))
    + marked(MAP)
)
INLINE = item2(
    declared("single", "identifier", "B")
    + body(
        "<p>The bars hang at "
        + asked("inlineChoiceInteraction", choices("hip", "hand", "knee", tag="inlineChoice"), "")
        + " height.</p>"
    )
    + marked(MATCH)
)
ORDER = item2(
    declared("ordered", "identifier", "C", "A", "B")
    + body(asked("orderInteraction", PROMPT + choices("step", "press", "ask"), ""))
    + marked(MATCH)
)
ASSOCIATE = item2(
    declared("multiple", "pair", mapping=worth({"A C": "2", "B D": "2"}))
    + body(
        asked(
            "associateInteraction",
            PROMPT + choices("heel", "arch", "hard", "soft", tag="simpleAssociableChoice"),
            'maxAssociations="2"',
        )
    )
    + marked(MAP)
)
PAIRS = (
    "<simpleMatchSet>"
    + choices("heel", "arch", tag="simpleAssociableChoice")
    + "</simpleMatchSet><simpleMatchSet>"
    '<simpleAssociableChoice identifier="X" matchMax="4">hard</simpleAssociableChoice>'
    '<simpleAssociableChoice identifier="Y" matchMax="4">soft</simpleAssociableChoice></simpleMatchSet>'
)
MATCHED = item2(
    declared("multiple", "directedPair", mapping=worth({"A X": "1", "B X": "0.5", "B Y": "-1"}))
    + body(asked("matchInteraction", PROMPT + PAIRS, 'maxAssociations="4"'))
    + marked(MAP)
)
ENTRY = '<textEntryInteraction responseIdentifier="RESPONSE" expectedLength="15"/>'
SHORT = item2(
    declared("single", "string", "soleus", mapping=worth({"soleus": "2", "Soleus muscle": "1"}))
    + body(f"<p>Below the calf lies the {ENTRY}.</p>")
    + marked(MAP)
)
NUMERIC = item2(
    declared("single", "float", "7.5")
    + body(f"<p>How far apart are the bars, in decimetres? {ENTRY}</p>")
    + """<responseProcessing><responseCondition><responseIf>
      <equal toleranceMode="absolute" tolerance="0.5 0.5">
      <variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal>
      <setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf>
      <responseElse><setOutcomeValue identifier="SCORE"><baseValue baseType="float">0</baseValue></setOutcomeValue>
      </responseElse></responseCondition></responseProcessing>"""
)  # fmt: skip
ESSAY = item2(
    declared("single", "string")
    + body(
        "<p>Why <b>bare</b> feet?</p><extendedTextInteraction responseIdentifier='RESPONSE' expectedLength='200'/>"
        "<rubricBlock view='scorer'><p>Skin feels.</p></rubricBlock>"
        "<rubricBlock view='candidate'><p>Write.</p></rubricBlock>"
    )
)  # fmt: skip
UPLOAD = item2(
    declared("single", "file")
    + body("<p>Send a film.</p><uploadInteraction responseIdentifier='RESPONSE' type='video/mp4'/>")
)
CASE = item2(
    declared("single", "identifier", mapping=worth({"A": "1"}), id_="R1")
    + declared("single", "identifier", mapping=worth({"B": "1"}), id_="R2")
    + body(
        "<p>A man lies down.</p>"
        + asked("choiceInteraction", "<prompt>First?</prompt>" + choices("a", "b", "c")).replace(
            "RESPONSE", "R1"
        )
        + asked("choiceInteraction", "<prompt>Then?</prompt>" + choices("d", "e", "f")).replace(
            "RESPONSE", "R2"
        )
    )
    + "<responseProcessing><setOutcomeValue identifier='SCORE'><sum><mapResponse identifier='R1'/>"
    "<mapResponse identifier='R2'/></sum></setOutcomeValue></responseProcessing>"
)
SPOTS = item2(
    declared("single", "identifier", "A")
    + body(
        asked(
            "hotspotInteraction",
            PROMPT + '<object type="image/png" data="images/uk.png" width="200" height="300"/>'
            '<hotspotChoice identifier="A" shape="circle" coords="77,115,8"/>',
        )
    )
    + marked(MATCH)
)
POINT = item2(
    '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="point"><areaMapping defaultValue="0">'
    '<areaMapEntry shape="circle" coords="102,113,16" mappedValue="1"/></areaMapping></responseDeclaration>'
    + body(
        asked(
            "selectPointInteraction",
            PROMPT + '<object type="image/png" data="map.png" width="90" height="80"/>',
        )
    )
)
