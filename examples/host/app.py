"""A school's own Flask site, on which AshiLMS is mounted under /training.

The site has its own users, sign-in, CSRF, look and migrations. To run it, in this folder:

    alembic upgrade head                          # its own tables
    flask ashilms upgrade                         # ours, beside them
    flask ashilms packs load
    flask add-member office "Irene" irene@school.example
    flask run
"""

import secrets
from typing import Any

import click
from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, login_user, logout_user
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from werkzeug.security import check_password_hash, generate_password_hash

from ashilms import AshiLMS, prepare_engine


class Base(DeclarativeBase):
    """The site's own tables."""


db = SQLAlchemy(model_class=Base)


class Member(UserMixin, Base):
    """A member of the school's site; AshiLMS knows them by their primary key alone."""

    __tablename__ = "member"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str] = mapped_column(String(200))
    job: Mapped[str] = mapped_column(String(20))
    """What the site calls the member: student, teacher or office."""


ROLES = {"student": ["trainee"], "teacher": ["instructor", "supervisor"], "office": ["registrar"]}


def create_app(config: dict[str, Any] | None = None) -> Flask:
    """Return the site with AshiLMS on it."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY="change me", SQLALCHEMY_DATABASE_URI="sqlite:///school.db")
    app.config.from_prefixed_env()
    app.config.update(config or {})
    db.init_app(app)
    login = LoginManager(app)
    login.login_view = "sign_in"
    login.user_loader(lambda key: db.session.get(Member, int(key)))
    CSRFProtect(app)
    _own_pages(app)
    app.cli.add_command(add_member)

    # All that mounting takes:
    with app.app_context():
        prepare_engine(db.engine)
    AshiLMS(app, url_prefix="/training", role_of=lambda member: ROLES[member.job])
    return app


def _own_pages(app: Flask) -> None:
    @app.get("/")
    def front() -> ResponseReturnValue:
        return render_template("front.html")

    @app.route("/sign-in", methods=["GET", "POST"])
    def sign_in() -> ResponseReturnValue:
        if request.method == "POST":
            member = db.session.query(Member).filter_by(email=request.form["email"]).one_or_none()
            if member and check_password_hash(member.password, request.form["password"]):
                login_user(member)
                return redirect(url_for("ashilms.desk.show_home"))
        return render_template("sign_in.html", failed=request.method == "POST")

    @app.post("/sign-out")
    def sign_out() -> ResponseReturnValue:
        logout_user()
        return redirect(url_for("front"))


@click.command()
@click.argument("job", type=click.Choice(list(ROLES)))
@click.argument("name")
@click.argument("email")
def add_member(job: str, name: str, email: str) -> None:
    """Add a member to the school's site and print their password."""
    password = secrets.token_urlsafe(9)
    db.session.add(Member(name=name, email=email, job=job, password=generate_password_hash(password)))
    db.session.commit()
    click.echo(password)
