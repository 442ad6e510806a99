"""What boards granted and what they would reject: found, recorded, and held against a certificate before it is made."""

from ashilms.boards.services.finding import find_accounts, find_approvals, find_licences
from ashilms.boards.services.judging import Checked, Claims, Rejected, check_programs, claims_of, texts_of
from ashilms.boards.services.keeping import give_licence, record_account, record_approval
from ashilms.boards.services.packs import all_packs, get_pack, licence_packs, load_pack

__all__ = [
    "Checked", "Claims", "Rejected", "all_packs", "check_programs", "claims_of", "find_accounts", "find_approvals",
    "find_licences", "get_pack", "give_licence", "licence_packs", "load_pack", "record_account", "record_approval",
    "texts_of",
]  # fmt: skip
