"""The built-in kinds of question, one folder each; a plugin adds others."""

from ashilms.plugins import QuestionKind
from ashilms.quizzes.kinds.multiple import Multiple
from ashilms.quizzes.kinds.single import Single
from ashilms.quizzes.kinds.vignette import Vignette

BUILT_IN: tuple[QuestionKind, ...] = (
    Multiple(),
    Single(),
    Vignette(),
)
