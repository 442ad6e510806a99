"""What the code never does: read by its syntax tree, each rule with a line that breaks it and is found."""

import ast
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(p for folder in ("ashilms", "migrations") for p in (ROOT / folder).rglob("*.py"))
Rule = Callable[[ast.AST], bool]


def dotted(node: ast.AST) -> str:
    """Return a name as it is written, `os.path.join`; what is no name is `?`."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def calls(*names: str) -> Rule:
    """Return the rule against calling any of these, by this name or as a part of something: `yaml.load`."""

    def breaks(node: ast.AST) -> bool:
        if not isinstance(node, ast.Call):
            return False
        name = dotted(node.func)
        return any(name == each or ("." in each and name.endswith("." + each)) for each in names)

    return breaks


def imports(*modules: str) -> Rule:
    """Return the rule against importing any of these, or from them."""

    def breaks(node: ast.AST) -> bool:
        named = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            named = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        return any(name == module or name.startswith(module + ".") for name in named for module in modules)

    return breaks


def says(word: str, value: object) -> Rule:
    """Return the rule against a call that says `word=value`."""

    def breaks(node: ast.AST) -> bool:
        said = isinstance(node, ast.keyword) and node.arg == word and isinstance(node.value, ast.Constant)
        return said and node.value.value is value

    return breaks


def is_constant(node: ast.AST) -> bool:
    """Return whether an expression is text that stands in the code, of constants (in capitals) alone."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.JoinedStr):
        return all(is_constant(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return is_constant(node.value)
    if isinstance(node, ast.BinOp):
        return is_constant(node.left) and is_constant(node.right)
    if isinstance(node, ast.IfExp):
        return is_constant(node.body) and is_constant(node.orelse)
    return dotted(node).rpartition(".")[2].lstrip("_").isupper()


SQL = {"text", "exec_driver_sql", "literal_column", "execute", "scalar"}


def builds_sql(node: ast.AST) -> bool:
    """Return whether a statement is put together of what is no constant."""
    if not isinstance(node, ast.Call) or dotted(node.func).rpartition(".")[2] not in SQL or not node.args:
        return False
    first = node.args[0]
    pieced = isinstance(first, ast.JoinedStr) or (
        isinstance(first, ast.BinOp) and isinstance(first.op, ast.Add | ast.Mod)
    )
    formatted = isinstance(first, ast.Call) and dotted(first.func).endswith(".format")
    return (pieced and not is_constant(first)) or formatted


PATTERNS = {
    f"re.{name}"
    for name in ("compile", "match", "fullmatch", "search", "sub", "split", "findall", "finditer")
}


def builds_pattern(node: ast.AST) -> bool:
    """Return whether a pattern is made of what is no constant, without `re.escape`."""
    if not isinstance(node, ast.Call) or dotted(node.func) not in PATTERNS:
        return False
    escaped = any(
        isinstance(part, ast.Call) and dotted(part.func) == "re.escape" for part in ast.walk(node.args[0])
    )
    return not is_constant(node.args[0]) and not escaped


def formats_input(node: ast.AST) -> bool:
    """Return whether a text that does not stand in the code is used as a format."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr in ("format", "format_map") and not isinstance(node.func.value, ast.Constant)


LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


def logs_input(node: ast.AST) -> bool:
    """Return whether what is logged begins with anything but a constant."""
    if (
        not isinstance(node, ast.Call)
        or not isinstance(node.func, ast.Attribute)
        or node.func.attr not in LEVELS
    ):
        return False
    return dotted(node.func.value).lstrip("_") == "log" and not isinstance(node.args[0], ast.Constant)


def asks_by_input(node: ast.AST) -> bool:
    """Return whether a tree of XML is asked by a path that does not stand in the code."""
    asking = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return asking and node.func.attr in ("xpath", "iterfind") and not is_constant(node.args[0])


YAML = ("yaml.load", "yaml.load_all", "yaml.unsafe_load", "yaml.full_load")
OBJECTS = ("pickle", "marshal", "shelve", "dill", "jsonpickle", "copyreg")
SHELLS = ("os.system", "os.popen", "os.execv", "os.execvp", "os.spawnl", "pty.spawn")
HASHES = ("hashlib.md5", "hashlib.sha1", "hashlib.new", "hashes.MD5", "hashes.SHA1", "md5", "sha1")
CIPHERS = ("modes.ECB", "padding.PKCS1v15", "algorithms.ARC4", "algorithms.TripleDES", "PKCS1v15", "ECB")
OTHERS = ("Crypto", "Cryptodome", "nacl", "rsa", "ecdsa", "jwt", "jose", "passlib", "bcrypt")
CLIENTS = (
    "urllib.request",
    "http.client",
    "requests",
    "httpx",
    "urllib3",
    "aiohttp",
    "ftplib",
    "socket",
    "smtplib",
)
PARSERS = ("xml.etree", "xml.dom", "xml.sax", "lxml", "xmlrpc")
LOGS = ("print", "logging.FileHandler", "logging.basicConfig", "syslog.syslog")
NEVER: dict[str, tuple[Rule, str]] = {
    "run text as code": (calls("eval", "exec", "compile", "__import__"), "eval(answer)"),
    "run a shell": (says("shell", True), "run(command, shell=True)"),
    "run a command by the system": (calls(*SHELLS), "os.system(name)"),
    "wake objects": (imports(*OBJECTS), "from pickle import loads"),
    "load YAML that makes objects": (calls(*YAML), "yaml.load(x)"),
    "draw a template from input": (
        calls("render_template_string", "flask.render_template_string", "jinja2.Template", "env.from_string"),
        "render_template_string(name)",
    ),
    "turn escaping off": (says("autoescape", False), "Environment(autoescape=False)"),
    "take text as markup": (imports("markupsafe.Markup"), "from markupsafe import Markup"),
    "build SQL of input": (builds_sql, 'db.execute(text(f"SELECT {name}"))'),
    "build a pattern of input": (builds_pattern, "re.compile(word + '.*')"),
    "use input as a format": (formats_input, "template.format(user)"),
    "log input as a format": (logs_input, "log.info(name)"),
    "ask XML by input": (asks_by_input, "tree.xpath(path)"),
    "read XML that fetches": (
        imports("xml.etree", "xml.dom", "xml.sax", "lxml", "xmlrpc"),
        "from xml.dom import minidom",
    ),
    "draw lots that can be guessed": (imports("random", "numpy"), "import random"),
    "hash by what is broken": (calls(*HASHES), "hashlib.md5(x)"),
    "encrypt by what is broken": (calls(*CIPHERS), "Cipher(a, modes.ECB())"),
    "encrypt without integrity": (
        calls("Cipher", "ciphers.Cipher", "Fernet"),
        "Cipher(AES(key), modes.CTR(nonce))",
    ),
    "bring cryptography of another sort": (imports(*OTHERS), "import jwt"),
    "call out": (imports(*CLIENTS), "import requests"),
    "trust any server": (calls("ssl._create_unverified_context"), "ssl._create_unverified_context()"),
    "write a log of its own": (calls(*LOGS), "print(user)"),
}

ALLOWED = {
    (
        "read XML that fetches",
        "ashilms/credentials/baking.py",
    ): "names of the standard library's, which the parser of defusedxml is told by; it fetches nothing",
    (
        "read XML that fetches",
        "ashilms/quizzes/formats/xml_tree.py",
    ): "names of the standard library's, which the parser of defusedxml is told by; it fetches nothing",
    (
        "take text as markup",
        "ashilms/incidents/views/drawing.py",
    ): "a drawing of ours, of an id of the body map",
    (
        "take text as markup",
        "ashilms/screenings/drawing.py",
    ): "a drawing of ours, of ids of the body map",
    (
        "encrypt without integrity",
        "ashilms/certificates/pkcs8.py",
    ): "PKCS#8, the form in which OpenSSL reads keys",
    ("build SQL of input", "ashilms/db.py"): "four settings of SQLite that stand above the line",
    (
        "build SQL of input",
        "ashilms/operations/services.py",
    ): "names of our own tables, numbers that we counted",
    ("use input as a format", "ashilms/quizzes/services/bank.py"): "sentences from a table in the module",
    ("use input as a format", "ashilms/desk/rules.py"): "sentences from a table in the module",
    ("build a pattern of input", "ashilms/packs/parse.py"): "a table in the module",
    ("build a pattern of input", "ashilms/documents/conformance.py"): "a table in the module",
    ("build a pattern of input", "ashilms/cli/site.py"): "the names of our own commands",
    ("build a pattern of input", "ashilms/packs/rules/files.py"): "escaped a line above",
    ("build a pattern of input", "ashilms/boards/rules/checks.py"): "words of the rules that ship, escaped",
    ("hash by what is broken", "ashilms/identity/services/breached.py"): "lists of breaches are published so",
    ("call out", "ashilms/notices/services/delivering.py"): "the mail server that the operator has named",
    ("call out", "ashilms/certificates/signing/stamping.py"): "the authority that the operator has named",
    ("call out", "ashilms/cli/serve.py"): "looks whether its own port is free",
    ("call out", "ashilms/jobs/runner.py"): "asks for the name of this machine",
}
"""Who may, and why it does no harm there."""


@cache
def nodes(path: Path) -> list[ast.AST]:
    """Return everything in a source's syntax tree."""
    return list(ast.walk(ast.parse(path.read_text("utf-8"))))


def broken(within: list[ast.AST], rule: Rule) -> list[int]:
    """Return the lines that break a rule."""
    return [getattr(node, "lineno", 0) for node in within if rule(node)]


@pytest.mark.parametrize("what", NEVER)
def test_the_code_never_does_it(what: str) -> None:
    """V1.2.4, V1.2.5, V1.2.7, V1.2.9, V1.3.2, V1.3.10, V1.5.2, V11.2.1, V11.3.1, V11.3.2, V11.4.1, V13.2.4, V15.3.2.

    V6.5.3, V16.2.3: tokens are never drawn by `random`, and logs go nowhere but where `logs.py` sends them.
    """
    found = {str(path.relative_to(ROOT)): broken(nodes(path), NEVER[what][0]) for path in SOURCES}
    assert {path: lines for path, lines in found.items() if lines and (what, path) not in ALLOWED} == {}


@pytest.mark.parametrize("what", NEVER)
def test_it_would_be_found(what: str) -> None:
    rule, planted = NEVER[what]
    assert broken(list(ast.walk(ast.parse(planted))), rule)


def test_nothing_is_allowed_that_nobody_does() -> None:
    unused = {(what, path) for what, path in ALLOWED if not broken(nodes(ROOT / path), NEVER[what][0])}
    assert unused == set()


def patterns() -> Iterator[tuple[str, str]]:
    """Yield every pattern in the code, with the module that has it."""
    for path in SOURCES:
        for node in nodes(path):
            if (
                isinstance(node, ast.Call)
                and dotted(node.func) in PATTERNS
                and isinstance(node.args[0], ast.Constant)
            ):
                held = node.args[0].value
                yield str(path.relative_to(ROOT)), held.decode("latin-1") if isinstance(held, bytes) else held


TRY = """
import json, re, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (4, 4))
for pattern in json.load(sys.stdin):
    for letter in sorted({*"a1 -.,:/<\\n", *pattern}):
        for word in (letter * 1000 + "!", (letter + "a") * 500 + "\\x01"):
            re.search(pattern, word), re.fullmatch(pattern, word)
print("done")
"""
"""Tries each pattern on long runs of every letter that it names, within 4 seconds of work for all of them."""


def tried(*given: str) -> str:
    """Return what became of trying these patterns."""
    done = subprocess.run(
        [sys.executable, "-c", TRY], input=json.dumps(given), capture_output=True, text=True
    )
    return done.stdout.strip()


def test_no_pattern_can_be_made_to_try_without_end() -> None:
    """V1.2.9."""
    found = {pattern for _, pattern in patterns()}
    assert len(found) > 30
    assert tried(*found) == "done"


def test_a_pattern_that_can_would_be_found() -> None:
    assert tried("(?:[a-z]+-?)+$") == ""
