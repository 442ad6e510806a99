"""Photos of records and of faults: who adds and who sees them, four at most, and how they are served."""

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from ashilms.errors import Missing, NotAllowed, Unacceptable
from ashilms.files import services as files
from ashilms.sites import services
from ashilms.sites.models import RoomPhoto
from tests.conftest import NOW
from tests.practicum.test_views import SignIn
from tests.sites.conftest import Site
from tests.sites.test_views import site as shown  # noqa: F401 - the same room, on the host site's database


def photo(shade: int = 0) -> bytes:
    made = BytesIO()
    Image.new("RGB", (16, 16), (shade, 0, 0)).save(made, "PNG")
    return made.getvalue()


def add(site: Site, folder: Path, of: str, id: int, shade: int = 0, who: str = "bea") -> RoomPhoto:
    actor = getattr(site.cast, who)
    kept = services.keep_photo(site.db, actor, files.in_folder(folder), of, id, photo(shade))
    return services.add_photo(site.db, actor, of, id, kept, now=NOW)


def test_four_photos_are_kept_of_a_record_and_the_same_one_once(site: Site, tmp_path: Path) -> None:
    id = site.room.inspections[0].id
    assert add(site, tmp_path, "records", id).id == add(site, tmp_path, "records", id).id
    for shade in (60, 120, 180):
        add(site, tmp_path, "records", id, shade)
    with pytest.raises(Unacceptable, match="4 photos already"):
        add(site, tmp_path, "records", id, 240)
    owner = services.get_owner(site.db, site.cast.ana, "records", id)
    assert [row.number for row in services.find_photos(site.db, owner)] == [1, 2, 3, 4]
    assert {sha256 for _, sha256 in services.files_of(site.db)} == set(
        files.all_kept(files.in_folder(tmp_path))
    )


@pytest.mark.parametrize("who", ["caz", "bea", "reg"])
def test_only_whoever_found_a_fault_adds_photos_to_the_check(site: Site, tmp_path: Path, who: str) -> None:
    check = site.check("fixings")
    with pytest.raises(NotAllowed):
        add(site, tmp_path, "checks", check.id, who=who)
    assert list(files.all_kept(files.in_folder(tmp_path))) == [], "and nothing is left behind"
    assert add(site, tmp_path, "checks", check.id, who="ana").check_id == check.id


def test_photos_are_seen_by_whoever_may_see_what_they_are_of(site: Site, tmp_path: Path) -> None:
    """T11: of a record and of a fault that locked the room everybody; of another check its own few."""
    record = add(site, tmp_path, "records", site.room.inspections[0].id)
    dusty = add(site, tmp_path, "checks", site.check("floor").id, who="ana")
    locked = add(site, tmp_path, "checks", site.check("fixings").id, who="ana")
    for name in ("ana", "bea", "caz", "reg"):
        who = getattr(site.cast, name)
        assert services.get_photo(site.db, who, record.id) is record
        assert services.get_photo(site.db, who, locked.id) is locked
        if name != "caz":
            assert services.get_photo(site.db, who, dusty.id) is dusty
    for id in (dusty.id, 987_654):
        with pytest.raises(Missing):
            services.get_photo(site.db, site.cast.caz, id)
    for of in ("records", "checks"):
        with pytest.raises(Missing):
            services.get_owner(site.db, site.cast.bea, of, 987_654)


def test_no_photo_of_a_check_that_passed(site: Site, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        add(site, tmp_path, "checks", site.check().id, who="ana")


def test_a_photo_is_added_and_served_as_a_picture_alone(client_of: SignIn, shown: Site, app: Flask) -> None:  # noqa: F811
    """T12, T13, V5.4.1: by a number and not by a name; it may run nothing and is kept nowhere."""
    bea, page = client_of("bea"), "/rooms/records/1/photos"
    assert bea.post(page, data={}).status_code == 422
    for name, data in (
        ("bars.jpg", b"<script>"),
        ("bars.svg", b"<svg/>"),
        ("../../bars.png", b"%PDF-1.7 %%EOF"),
    ):
        bad = bea.post(page, data={"photo": (BytesIO(data), name)}, content_type="multipart/form-data")
        assert (bad.status_code, "no JPEG, PNG or WebP" in bad.text) == (422, True)
    assert shown.db.scalar(select(func.count()).select_from(RoomPhoto)) == 0
    sent = bea.post(page, data={"photo": (BytesIO(photo()), "../x.svg")}, content_type="multipart/form-data")
    assert sent.status_code == 302
    ana = client_of("ana")
    assert "/rooms/photos/1.jpg" in ana.get(page).text
    assert "Add the photo" not in ana.get(page).text
    got = ana.get("/rooms/photos/1.jpg")
    assert (got.status_code, got.mimetype, got.data[:3]) == (200, "image/jpeg", b"\xff\xd8\xff")
    assert got.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert (got.headers["X-Content-Type-Options"], got.headers["Cache-Control"]) == ("nosniff", "no-store")
    assert client_of(None).get("/rooms/photos/1.jpg").status_code in (302, 401)
    assert ana.post(page, data={"photo": (BytesIO(photo()), "x.png")}).status_code == 403
