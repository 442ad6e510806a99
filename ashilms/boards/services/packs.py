"""The rules that ship, a file per board: read once, each held against its schema."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema_rs import Draft202012Validator

from ashilms.boards.rules import Pack, read_pack
from ashilms.errors import Missing
from ashilms.resources import PACKAGE

HERE = PACKAGE / "boards"


@cache
def all_packs() -> Mapping[str, Pack]:
    """Return every board's rules by its id, in the order of their files' names; raises `ValueError` for a bad file."""
    return {pack.id: pack for pack in map(load_pack, sorted((HERE / "packs").glob("*.yaml")))}


def get_pack(board: str) -> Pack:
    """Return a board's rules; raises `Missing`."""
    if board not in all_packs():
        raise Missing(f"There is no board {board!r} here; known are {', '.join(all_packs())}.")
    return all_packs()[board]


def licence_packs() -> list[Pack]:
    """Return the rules of the boards to which a certificate has to show the holder's licence number."""
    return [pack for pack in all_packs().values() if pack.asks_for_licence]


def load_pack(file: Path) -> Pack:
    """Return the rules in a file; raises `ValueError` with a sentence for one that departs from the schema."""
    data: Any = yaml.safe_load(file.read_text("utf-8"))
    error = next(iter(_validator().iter_errors(data)), None)
    if error is not None:
        where = "/".join(map(str, error.instance_path)) or "the whole"
        raise ValueError(f"{file.name}, {where}: {error.message}")
    if data["id"] != file.stem:
        raise ValueError(f"{file.name}: the id must be the file's name without .yaml.")
    return read_pack(data)


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads((HERE / "schema" / "board.json").read_text("utf-8")))
