"""Files and folders that are on the disk when the call returns, for their owner alone; a file whole or not at all."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile


def write_whole(path: Path, data: bytes, *, anew: bool = False) -> None:
    """Write beside the place, sync, rename into it, sync the folder: at no moment is half a file there.

    With `anew`, raise `FileExistsError` where there is one already, which stays as it is.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            if anew:
                os.link(file.name, path)  # unlike a replacement, it fails where there is such a file
                os.unlink(file.name)
            else:
                os.replace(file.name, path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    _sync(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder where there is none; one that is there stays as it is."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
