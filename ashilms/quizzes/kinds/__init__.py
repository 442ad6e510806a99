"""The built-in kinds of question, one folder each; a plugin adds others."""

from ashilms.plugins import QuestionKind
from ashilms.quizzes.kinds.essay import Essay
from ashilms.quizzes.kinds.hotspot import Hotspot
from ashilms.quizzes.kinds.matching import Matching
from ashilms.quizzes.kinds.multiple import Multiple
from ashilms.quizzes.kinds.numeric import Numeric
from ashilms.quizzes.kinds.ordering import Ordering
from ashilms.quizzes.kinds.placement import Placement
from ashilms.quizzes.kinds.short import Short
from ashilms.quizzes.kinds.single import Single
from ashilms.quizzes.kinds.truefalse import TrueFalse
from ashilms.quizzes.kinds.upload import Upload
from ashilms.quizzes.kinds.vignette import Vignette

BUILT_IN: tuple[QuestionKind, ...] = (
    Essay(),
    Hotspot(),
    Matching(),
    Multiple(),
    Numeric(),
    Ordering(),
    Placement(),
    Short(),
    Single(),
    TrueFalse(),
    Upload(),
    Vignette(),
)
