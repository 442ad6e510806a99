"""Requirement trees and their proof: the same tree, evidence and date give the same bytes, for ever."""

from ashilms.programs.rules.judging import BOARD_CASE, assessors, evaluate, signers, what_holds_up
from ashilms.programs.rules.proof import APPROVAL, APPROVED, Proof, Standing, as_data, waived_in
from ashilms.programs.rules.tree import Group, Kinds, Leaf, Node, leaves_of, parse, problems, walk

__all__ = [
    "APPROVAL",
    "APPROVED",
    "BOARD_CASE",
    "Group",
    "Kinds",
    "Leaf",
    "Node",
    "Proof",
    "Standing",
    "as_data",
    "assessors",
    "evaluate",
    "leaves_of",
    "parse",
    "problems",
    "signers",
    "waived_in",
    "walk",
    "what_holds_up",
]
