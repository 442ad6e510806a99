"""Every ASHILMS_* setting: its default, what it is for, and where its value came from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

PREFIX = "ASHILMS_"


HERE = Path("instance")
LONGEST_KEPT = 100
"""Years: longer than anybody has to keep anything."""


def _setting(default: Any, about: str) -> Any:
    return field(default=default, metadata={"about": about, "secret": False})


def _secret(about: str, default: str = "") -> Any:
    return field(default=default, metadata={"about": about, "secret": True})


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one installation; each field `x_y` is read from `ASHILMS_X_Y`."""

    public_url: str = _setting(
        "http://127.0.0.1:5000",
        "Address people reach us at; links in mail and on certificates begin with it.",
    )
    former_urls: tuple[str, ...] = _setting(
        (),
        "Addresses that the site had before, separated by commas, each with the path below which it was mounted: "
        "whoever still asks there is told the keys and the status lists of what was issued under them.",
    )
    trusted_hosts: tuple[str, ...] = _setting(
        (),
        "Host names that requests may carry, separated by commas; those of the public and the former addresses "
        "always may.",
    )
    proxies: int = _setting(0, "How many proxies stand in front and set X-Forwarded-* headers.")
    data_dir: Path = _setting(HERE, "Folder for the embedded database, keys, evidence, PDFs and queue.")  # noqa: RUF009 (a field like the others)
    database_url: str = _secret("SQLAlchemy address of the database; empty: SQLite in the data folder.")
    secret_key: str = _secret("Signs sessions; empty: made at first start and kept in the data folder.")
    key_passphrase: str = _secret(
        "Opens the certificate signing keys; empty: made at first start, owner-only, in the data folder."
    )
    timestamp_url: str = _secret(
        "Time-stamping authority (RFC 3161) that vouches for when certificates are signed, as "
        "https://user:password@host/path; empty: none."
    )
    timestamp_roots: str = _setting(
        "",
        "File of the CA certificates (PEM) by which timestamps are trusted, now and when they are checked.",
    )
    provider_name: str = _setting(
        "AshiLMS demonstration school", "The school's name, as certificates print it."
    )
    provider_address: str = _setting("", "The school's postal address, as certificates print it.")
    provider_contact: str = _setting("", "The school's e-mail or telephone, as certificates print it.")
    emergency_number: str = _setting(
        "", "Number of the emergency services here, as aftercare cards print it; empty: said in words."
    )
    zone: str = _setting("UTC", "Time zone of people who have not chosen one (an IANA name).")
    registration: bool = _setting(True, "Whether anyone may make an account on a standalone site.")
    second_factor_roles: tuple[str, ...] = _setting(
        ("instructor", "registrar"), "Roles that must set up a second factor on a standalone site."
    )
    password_length: int = _setting(
        12, "Fewest characters of a new password on a standalone site; never below 8."
    )
    breached_passwords: str = _setting(
        "",
        "File of passwords that were in a breach, as SHA-1 hashes in order; empty: only the list that ships.",
    )
    smtp_url: str = _secret(
        "Mail server, as smtp://user:password@host:587 or smtps://…; empty: mail is kept in the data folder."
    )
    mail_from: str = _setting("ashilms@localhost", "Sender of the mail we send.")
    limit_storage: str = _secret(
        "Where rate limits are counted; redis://… when several processes serve.", "memory://"
    )
    quiz_grace_seconds: int = _setting(
        10, "How long after a quiz's end an answer that is still on its way is taken, in seconds."
    )
    files_url: str = _setting(
        "",
        "Where files are kept, such as s3://bucket/folder (keys and endpoint: AWS_* variables); "
        "empty: the data folder.",
    )
    evidence_most: int = _setting(6, "How many files of evidence one practicum entry takes; 0: none.")
    keep_learning: int = _setting(
        6, "Years for which what was taught and learned is kept after the last of it."
    )
    keep_practice: int = _setting(
        7, "Years for which sessions, screenings, reviews and papers are kept after the last of them."
    )
    keep_incidents: int = _setting(
        10, "Years for which incidents are kept after the last that happened in them."
    )
    upload_mb: int = _setting(20, "Largest request body, in megabytes.")
    jobs: bool = _setting(True, "Whether this process also runs scheduled work.")
    development: bool = _setting(False, "Shows the style guide; never set on a public site.")
    demo: bool = _setting(False, "Says on every page that people and records here are a demonstration.")

    @property
    def former_sites(self) -> tuple[str, ...]:
        """What the addresses of the site began with before, each with a slash at the end."""
        return tuple(f"{address.rstrip('/')}/" for address in self.former_urls)


def load(*sources: tuple[str, Mapping[str, Any]]) -> tuple[Settings, dict[str, str]]:
    """Return the settings and, per field, the name of the source that its value came from.

    `sources` are looked at in order, the first that holds a name wins. Raises `ValueError` with a
    sentence for a value that cannot be read, and for an ASHILMS_ name that does not exist.
    """
    values: dict[str, Any] = {}
    origin: dict[str, str] = {}
    known = {PREFIX + f.name.upper(): f for f in fields(Settings)}
    for label, source in sources:
        for name, raw in source.items():
            if not name.startswith(PREFIX) or name in _ELSEWHERE:
                continue
            if name not in known:
                raise ValueError(f"There is no setting {name}. `ashilms config` lists all of them.")
            key = known[name].name
            if key not in values:
                values[key], origin[key] = _read(name, raw, known[name].default), label
    settings = Settings(**values)
    _refuse_nonsense(settings)
    return settings, {f.name: origin.get(f.name, "default") for f in fields(Settings)}


_ELSEWHERE = {"ASHILMS_PANGO_DIR", "ASHILMS_TEST_DATABASE"}
"""Read by others: whoever loads the drawing libraries, and the tests."""


def _read(name: str, raw: Any, default: Any) -> Any:
    """Return a value as its field holds it, read from text where it comes as text."""
    if isinstance(default, tuple):
        parts = raw.split(",") if isinstance(raw, str) else raw
        return tuple(part.strip() for part in parts if part.strip())
    if isinstance(default, Path) and isinstance(raw, str):
        return Path(raw)
    if isinstance(raw, str) and isinstance(default, int):
        return _read_plain(name, raw, default)
    if not isinstance(raw, type(default)):
        raise ValueError(f"{name} is a value of another kind; write it as text.")
    return raw


def _read_plain(name: str, raw: str, default: int) -> bool | int:
    if isinstance(default, bool):
        if raw.lower() not in _BOOL:
            raise ValueError(f"{name} is {raw!r}; write yes or no.")
        return _BOOL[raw.lower()]
    if not raw.isdecimal():
        raise ValueError(f"{name} is {raw!r}; write a whole number.")
    return int(raw)


def _refuse_nonsense(settings: Settings) -> None:
    """Refuse at the start what would otherwise break every page, or every link that we print."""
    try:
        ZoneInfo(settings.zone)
    except (KeyError, ValueError, OSError) as problem:  # no such name; a path; a folder
        raise ValueError(
            f"ASHILMS_ZONE is {settings.zone!r}; write a zone that this machine's tzdata knows, such as Europe/Berlin."
        ) from problem
    if settings.breached_passwords and not Path(settings.breached_passwords).is_file():
        raise ValueError(
            f"ASHILMS_BREACHED_PASSWORDS is {settings.breached_passwords!r}, where there is no file. "
            "Give the list's place, or leave it out."
        )
    _refuse_half_an_authority(settings)
    for name in ("keep_learning", "keep_practice", "keep_incidents"):
        if not 1 <= (years := getattr(settings, name)) <= LONGEST_KEPT:
            raise ValueError(f"{PREFIX}{name.upper()} is {years}; write how many years, 1 to {LONGEST_KEPT}.")
    if not _ADDRESS.fullmatch(settings.public_url):
        raise ValueError(
            f"ASHILMS_PUBLIC_URL is {settings.public_url!r}; write the address that people type, "
            "such as https://school.example."
        )
    for former in settings.former_urls:
        if not _ADDRESS.fullmatch(former):
            raise ValueError(
                f"ASHILMS_FORMER_URLS has {former!r}; write whole addresses, such as https://old.example/training."
            )


def _refuse_half_an_authority(settings: Settings) -> None:
    """Refuse what could vouch for no time: nothing of the address is repeated, as a password may be in it."""
    roots = settings.timestamp_roots
    if roots and not Path(roots).is_file():
        raise ValueError(
            f"ASHILMS_TIMESTAMP_ROOTS is {roots!r}, where there is no file. Give the place of the certificates."
        )
    if not settings.timestamp_url:
        return
    if not _AUTHORITY.fullmatch(settings.timestamp_url):
        raise ValueError(
            "ASHILMS_TIMESTAMP_URL is no address to ask; write https://host/path, with user:password@ before the host "
            "where one is needed. A password goes over https alone."
        )
    if not roots:
        raise ValueError(
            "ASHILMS_TIMESTAMP_URL needs ASHILMS_TIMESTAMP_ROOTS: who vouches for the authority."
        )


_AUTHORITY = re.compile(
    r"(https://([^\s/?#@:]+:[^\s/?#@]+@)?|http://)([\w.-]+|\[[0-9a-fA-F:.]+\])(:\d{1,5})?(/[^\s#]*)?"
)
_ADDRESS = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?")


_BOOL = dict.fromkeys(("1", "yes", "true", "on"), True) | dict.fromkeys(
    ("0", "no", "false", "off", ""), False
)
