"""A small pack with a recording: three seconds of silence as a real MP3, made frame by frame, and what it needs."""

from collections.abc import Mapping
from pathlib import Path

from tests.packs.small import SMALL, write_pack

# MPEG 1, layer III, 32 kbit/s at 44.1 kHz: 104 bytes to a frame of 1152 samples.
FRAME = b"\xff\xfb\x10\xc4" + bytes(100)
SECONDS = 3
MP3 = FRAME * round(SECONDS * 44_100 / 1152)
VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nLook up first.\n\nend\n00:02.000 --> 00:03.000\nThen step.\n"
PAGE = f"---\ntitle: Looking up\nseconds: {SECONDS}\n---\nSomebody says: look up first, then step.\n"
LESSON = "modules/01-bars/01-above.md"
SHOWN = "\n::: media looking-up\nHow to look up, in three seconds.\n:::\n"
SOUND: dict[str, str | None] = {
    LESSON: SMALL[LESSON].replace("conditions: [read]", "conditions: [read, media]") + SHOWN,
    "media/looking-up.vtt": VTT,
    "media/looking-up.md": PAGE,
}


def write_recorded(
    folder: Path, changes: Mapping[str, str | None] | None = None, data: Mapping[str, bytes] | None = None
) -> Path:
    """Write the small pack with its recording into `folder`; `data` are its binary files, by default the one."""
    root = write_pack(folder, {**SOUND, **(changes or {})})
    (root / "media").mkdir(exist_ok=True)
    for name, content in ({"media/looking-up.mp3": MP3} if data is None else data).items():
        (root / name).write_bytes(content)
    return root
