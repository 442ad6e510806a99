"""Reading questions from GIFT."""

from ashilms.quizzes.formats.found import MOST_ITEMS, BadFile, Found, title_of
from ashilms.quizzes.formats.gift_answers import fill
from ashilms.quizzes.formats.gift_text import Block, Tokens, blocks, plain, read_text, split_at, split_once

BLANK = "_____"
"""What stands in a stem where its answers stood."""
LONGEST = 20_000
"""Characters of one question, with its answers."""
CATEGORY = "Categories are not kept: a pack says each question's topic."


def read_gift(text: str) -> list[Found]:
    """Return what each question of a GIFT file becomes, in order; raises `BadFile` for too many."""
    found: list[Found] = []
    for block in blocks(text):
        found += _read_block(block)
        if len(found) > MOST_ITEMS:
            raise BadFile(f"Line {block.line}: these are more than {MOST_ITEMS} questions. Split the file.")
    return found


def _read_block(block: Block) -> list[Found]:
    if len(block.tokens) > LONGEST:
        sentence = f"It is longer than {LONGEST:,} characters. A blank line ends a question."
        return [Found(block.line, title_of("", plain(block.tokens[:100])), against=[sentence])]
    found: list[Found] = []
    line, rest = block.line, block.tokens
    while "".join(rest[:100]).lstrip().upper().startswith("$CATEGORY:"):
        heading, after = split_once(rest, "\n")
        said = plain(split_once(heading, ":")[1] or [])
        found.append(Found(line, said, "category", lost=[CATEGORY]))
        line, rest = line + 1, after or []
    return [*found, _question(Block(line, rest, block.lost))] if rest else found


def _question(block: Block) -> Found:
    title, body = _title(block.tokens)
    before, inside, after, wrong = _braces(body)
    stem, form, lost = read_text(before)
    tail = read_text(after, form)[0]
    if inside is not None and tail:
        stem = f"{stem} {BLANK} {tail}".strip()
    found = Found(block.line, title_of(title, stem), item={"stem": stem}, lost=[*block.lost, *lost])
    if wrong:
        found.against.append(wrong)
    elif inside is None:
        found.against.append("It has no answers in braces: a text that asks nothing belongs in a lesson.")
    else:
        fill(found, inside, form)
    if not stem:
        found.against.append("It asks nothing: there is no text before the braces.")
    return found


def _title(tokens: Tokens) -> tuple[str, Tokens]:
    blank, rest = split_once(tokens, "::")
    if rest is None or plain(blank):
        return "", tokens
    title, body = split_once(rest, "::")
    return ("", tokens) if body is None else (plain(title), body)


def _braces(tokens: Tokens) -> tuple[Tokens, Tokens | None, Tokens, str]:
    """Return what stands before, in and after the braces, and what is wrong with them."""
    opened, closed = tokens.count("{"), tokens.count("}")
    before, rest = split_once(tokens, "{")
    inside, after = split_once(rest or [], "}")
    if opened == closed == 0:
        return tokens, None, [], ""
    if opened != closed or after is None:
        return (
            before,
            inside,
            [],
            "Its braces don't match. A blank line ends a question; write \\{ for a brace.",
        )
    if len(split_at(tokens, "{")) > 2:
        return before, inside, after, "It has several sets of answers; give each a question of its own."
    return before, inside, after, ""
