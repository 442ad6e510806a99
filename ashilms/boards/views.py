"""Boards: their rules, what the school has on record with them, and a holder's own licence number."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.boards import services
from ashilms.boards.forms import AccountForm, approval_form, last_account, licence_form
from ashilms.boards.rules import CHECKS
from ashilms.errors import Unacceptable
from ashilms.formats import local
from ashilms.programs import services as programs
from ashilms.web import actor, needs, now, session, state, transaction

bp = Blueprint("boards", __name__)


@bp.get("/boards")
@needs("keep boards")
def show_boards() -> ResponseReturnValue:
    """Show a registrar what is on record with each board, and what it would reject in which programme."""
    db = session()
    accounts, approvals = services.find_accounts(db), services.find_approvals(db)
    writers = [row.recorded_by for row in accounts.values()]
    return render_template(
        "ashilms/boards/boards.html", packs=services.all_packs().values(), accounts=accounts, approvals=approvals,
        checked=services.check_programs(db, state().settings, today=now().date()),
        names=people.names_of(db, writers),
        today=local(now(), actor().zone).date(),
    )  # fmt: skip


@bp.get("/boards/<board>")
@needs("see boards")
def show_rules(board: str) -> ResponseReturnValue:
    """Show whoever approves a board's rules, each with its source and its day, and what is not known."""
    return render_template("ashilms/boards/rules.html", pack=services.get_pack(board), checks=CHECKS)


@bp.route("/boards/<board>/number", methods=["GET", "POST"])
@needs("keep boards")
def record_account(board: str) -> ResponseReturnValue:
    """Let a registrar record the school's name and number with a board."""
    pack, row = services.get_pack(board), services.find_accounts(session()).get(board)
    form = AccountForm(**last_account(row, state().settings.provider_name))
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.record_account(db, actor(), board, form.as_account(), now=now())
        except Unacceptable as refused:
            form[refused.field or "number"].errors = [str(refused)]
        else:
            flash(f"The number with {pack.short} is recorded. What is issued from now on shows it.")
            return redirect(url_for(".show_boards"))
    page = render_template("ashilms/boards/account.html", form=form, pack=pack, row=row)
    return page, 422 if form.errors else 200


@bp.route("/boards/<board>/programmes/<int:program_id>", methods=["GET", "POST"])
@needs("keep boards")
def record_approval(board: str, program_id: int) -> ResponseReturnValue:
    """Let a registrar record what a board approved a programme as, and whether its certificates claim it."""
    pack, version = services.get_pack(board), programs.latest_version(session(), program_id)
    row = services.find_approvals(session(), program_id).get((program_id, board))
    form = approval_form(pack, row, version.content["name"])
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.record_approval(
                    db, actor(), board, program_id, form.as_approval(), claimed=form.claimed.data, now=now()
                )
        except Unacceptable as refused:
            form[refused.field or "title"].errors = [str(refused)]
        else:
            flash(f"Recorded for {pack.short}.")
            return redirect(url_for(".show_boards"))
    page = render_template("ashilms/boards/approval.html", form=form, pack=pack, row=row, version=version)
    return page, 422 if form.errors else 200


@bp.route("/licence-numbers", methods=["GET", "POST"])
@needs("give licence numbers")
def give_licence() -> ResponseReturnValue:
    """Let a trainee give their own licence number to be printed for a board that asks for it, or take it back."""
    given, packs = services.find_licences(session(), actor().id), services.licence_packs()
    form = licence_form(packs, next((row.number for row in given.values()), ""))
    if form.validate_on_submit():
        with transaction() as db:
            services.give_licence(db, actor(), form.board.data, form.number.data or "", now=now())
        flash("Saved. The next certificate that is issued to you goes by it.")
        return redirect(url_for(".give_licence"))
    page = render_template("ashilms/boards/licence.html", form=form, packs=packs, given=given)
    return page, 422 if form.errors else 200
