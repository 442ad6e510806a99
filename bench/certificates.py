"""Certificates per second of processor time, beside the same page drawn by WeasyPrint alone."""

import time
from dataclasses import replace

from flask import Flask


def measure(app: Flask, seconds: float) -> list[str]:
    """Return lines that say what drawing and signing cost, one at a time in one process."""
    from ashilms.certificates import keys, press
    from ashilms.certificates import services as certificates
    from ashilms.certificates.drawing import DESIGN, STYLESHEETS, certificate_pdf, page_of
    from ashilms.certificates.rules import new_number
    from ashilms.certificates.signing import sign_pdf
    from ashilms.web import session, state

    with app.app_context():
        current = state()
        payload = certificates.all_certificates(session())[0].as_payload()
        folder = current.settings.data_dir / "keys"
        kid = press.ready_key(current.settings, now=current.clock())
        key = keys.load(folder, kid, press.passphrase_of(current.settings))

        def drawn(number: int) -> bytes:
            random = number.to_bytes(10, "big")
            return certificate_pdf(replace(payload, number=new_number("BBM1", random)), current.render)

        def whole(number: int) -> None:
            sign_pdf(drawn(number), key, reason=press.REASON, name=payload.provider.name, now=current.clock())

        def bare(number: int) -> None:
            from weasyprint import CSS, HTML

            html = current.render(DESIGN.template, page_of(payload, {}))
            sheets = [CSS(filename=DESIGN.assets / name) for name in STYLESHEETS]
            HTML(string=html, base_url=str(DESIGN.assets)).write_pdf(stylesheets=sheets)

        results = {
            "drawn and signed": _cost(whole, seconds),
            "drawn only": _cost(lambda n: drawn(n), seconds),
        }
        floor = _cost(bare, seconds)
    lines = [
        f"certificate: {name:<18}{1000 / ms:7.1f} per CPU second, {ms:6.1f} CPU ms"
        for name, ms in results.items()
    ]
    lines.append(
        f"certificate: {'plain WeasyPrint':<18}{1000 / floor:7.1f} per CPU second, {floor:6.1f} CPU ms "
        "(no PDF/A, no signature)"
    )
    lines.append(f"certificate: ratio to the floor {floor / results['drawn and signed']:.2f}")
    return lines


def _cost(act: object, seconds: float) -> float:
    """Return the median processor milliseconds of one call, after two calls that are not counted."""
    costs: list[float] = []
    stop = time.perf_counter() + seconds
    number = 1
    while time.perf_counter() < stop or len(costs) < 5:
        began = time.process_time()
        act(number)  # type: ignore[operator]
        if number > 2:
            costs.append((time.process_time() - began) * 1000)
        number += 1
    return sorted(costs)[len(costs) // 2]
