"""Reads the shipped pack plainly, without any loader, so that these tests can judge one."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

PACKAGE = Path(__file__).parent.parent.parent / "ashilms"
PACK = PACKAGE / "curriculum" / "barefoot-bar-massage"

SCHEMAS = {
    "pack.yaml": ("courses", "pack"),
    "glossary.yaml": ("courses", "glossary"),
    "sources.yaml": ("courses", "sources"),
    "quizzes.yaml": ("quizzes", "quizzes"),
    "practicum.yaml": ("practicum", "practicum"),
    "screening.yaml": ("practicum", "screening"),
    "documents.yaml": ("held_documents", "documents"),
    "modules/*/module.yaml": ("courses", "module"),
    "modules/*/*.md": ("courses", "lesson"),
    "questions/*.yaml": ("quizzes", "questions"),
    "programs/*.yaml": ("programs", "program"),
}
"""Which schema holds which files; the rooms own the schemas."""

FILES = [(path, *schema) for pattern, schema in SCHEMAS.items() for path in sorted(PACK.glob(pattern))]


class OneKeyEach(yaml.SafeLoader):
    """Reads YAML safely, and refuses a key that a mapping has twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key) for key, _ in node.value]
        if len(keys) != len(set(keys)):
            raise ValueError(f"{node.start_mark}: a key stands twice in {keys}")
        return super().construct_mapping(node, deep)


def read(path: Path) -> Any:
    """Return a YAML file, or the front matter of a lesson."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        text = text.split("---\n", 2)[1]
    return yaml.load(text, OneKeyEach)  # noqa: S506  a safe loader


def problems_of(document: Any, room: str, name: str) -> list[str]:
    """Return what the schema finds wrong, each as `where: what`."""
    schema = json.loads((PACKAGE / room / "schema" / f"{name}.json").read_text(encoding="utf-8"))
    found = Draft202012Validator(schema).iter_errors(document)
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in found]


@dataclass
class Lesson:
    """A lesson's front matter and its Markdown."""

    path: Path
    front: dict[str, Any]
    body: str

    def references(self, kind: str) -> list[str]:
        """Return what the lesson points at with `kind:`, such as term or figure."""
        return re.findall(rf"\]\({kind}:([A-Za-z0-9-]+)", self.body)

    def directives(self) -> Iterator[tuple[str, str, str]]:
        """Yield each container as its name, what follows the name, and its content."""
        yield from re.findall(r"^::: (\w+) ?(.*)\n((?:.*\n)*?)^:::$", self.body, re.MULTILINE)


@dataclass
class Pack:
    """Everything in the pack, by kind."""

    modules: dict[str, dict[str, Any]]
    lessons: list[Lesson]
    pools: dict[str, dict[str, Any]]
    quizzes: list[dict[str, Any]]
    practicum: dict[str, Any]
    screening: dict[str, Any]
    programs: list[dict[str, Any]]
    sources: set[str]
    terms: set[str]
    figures: dict[str, Path]

    @property
    def items(self) -> list[dict[str, Any]]:
        return [item for pool in self.pools.values() for item in pool["items"]]

    @property
    def taught(self) -> list[str]:
        """The modules that are examined; the others are outlines."""
        return [quiz["module"] for quiz in self.quizzes if "module" in quiz]

    @property
    def rules(self) -> dict[str, dict[str, Any]]:
        return {rule["id"]: rule for pool in self.pools.values() for rule in pool["rules"]}


def _lesson(path: Path) -> Lesson:
    return Lesson(path, read(path), path.read_text(encoding="utf-8").split("---\n", 2)[2])


def read_pack() -> Pack:
    """Return the shipped pack."""
    modules = [read(path) for path in sorted(PACK.glob("modules/*/module.yaml"))]
    pools = [read(path) for path in sorted(PACK.glob("questions/*.yaml"))]
    return Pack(
        modules={module["id"]: module for module in modules},
        lessons=[_lesson(path) for path in sorted(PACK.glob("modules/*/*.md"))],
        pools={
            pool.get("module") or pool.get("pool") or f"practice-{pool['practice']}": pool for pool in pools
        },
        quizzes=read(PACK / "quizzes.yaml")["quizzes"],
        practicum=read(PACK / "practicum.yaml"),
        screening=read(PACK / "screening.yaml"),
        programs=[read(path) for path in sorted(PACK.glob("programs/*.yaml"))],
        sources={source["id"] for source in read(PACK / "sources.yaml")["sources"]},
        terms={term["id"] for term in read(PACK / "glossary.yaml")["terms"]},
        figures={path.stem: path for path in sorted(PACK.glob("figures/*.svg"))},
    )
