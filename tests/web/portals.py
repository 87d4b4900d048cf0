"""Pages of other sites that hold the widget, most of them in its way; and answers to put into it."""

from __future__ import annotations

import json
from typing import Any

TAG = '<script src="{server}/widget/v1/policyqa.js" data-lang="zh" {more} defer></script>'
HEAD = '<!doctype html><html lang="zh-CN"{html}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>门户</title>{head}</head>'
BODY = "<body><main><h1>门户首页</h1><p><a href='/plain'>通知公告</a></p>{body}</main></body></html>"
STRICT = (
    "default-src 'none'; script-src {server} 'report-sample'; connect-src {server}; style-src 'self'; "
    "require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'"
)
COVER = "<div style='position:fixed;inset:0;z-index:2147483647;pointer-events:none;background:rgb(255 0 0/5%)'></div>"
CLASHES = """
button, textarea, p, ol, li, section, header, footer, details, summary, article, h2, h3 { display: none !important }
.panel, .launcher, .root, .card, .bar, .log { position: static !important; color: red !important; font-size: 40px !important }
"""
# The head, the body, attributes of <html>, of the tag, and the policy of each page.
PORTALS: dict[str, dict[str, str]] = {
    "plain": {},
    "unset": {"head": "<style>* { all: unset } policy-bot { display: none; position: static; color: red }</style>"},
    "important": {"head": "<style>* { all: unset !important; font: 40px serif !important; color: red !important }</style>"},
    "clashes": {"head": f"<style>{CLASHES}</style>"},
    "rem": {"head": "<style>html { font-size: 100px; line-height: 5; letter-spacing: 1em; text-transform: uppercase }</style>"},
    "covered": {"body": COVER},
    "moved": {"head": "<style>body { transform: translateX(40px); filter: blur(0); overflow: hidden }</style>"},
    "rtl": {"html": ' dir="rtl"', "head": "<style>* { direction: rtl; text-align: right }</style>"},
    "strict": {"policy": STRICT},
    "checked": {"more": 'integrity="{integrity}" crossorigin="anonymous"', "policy": STRICT},
    "twice": {"head": TAG.replace("{more}", "")},
    "old": {"head": "<script>for (const n of ['CSSStyleSheet']) delete window[n]; delete HTMLElement.prototype.showPopover</script>"},
    "left": {"more": 'data-position="left" data-theme="dark" data-name="自然资源问答"'},
    "english": {"more": 'data-lang="en"'},
    "asking": {"more": 'data-questions="甲的第一个问题|乙的第二个问题" data-hello="请问您要办什么事？" data-open'},
    "secret": {"more": 'data-bot="sk_secret"'},
    "dark": {"head": "<style>:root { color-scheme: light dark }</style>"},
    "several": {
        "more": 'data-launcher="off"',
        "body": '<policy-bot id="a" data-lang="zh"></policy-bot><policy-bot id="b" data-lang="en"></policy-bot>',
    },
}  # fmt: skip
HOSTILE = ("unset", "important", "clashes", "rem", "covered", "moved", "rtl", "strict", "checked", "twice", "old")


def portal_page(name: str, server: str, integrity: str) -> tuple[str, dict[str, str]]:
    """The page and its headers."""
    page = {"head": "", "body": "", "html": "", "more": "", "policy": ""} | PORTALS[name]
    html = HEAD.replace("{html}", page["html"]).replace("{head}", page["head"] + TAG)
    html += BODY.replace("{body}", page["body"])
    for key, value in (("{more}", page["more"]), ("{server}", server), ("{integrity}", integrity)):
        html = html.replace(key, value)
    policy = page["policy"].replace("{server}", server)
    return html, ({"Content-Security-Policy": policy} if policy else {})


QUOTE = "一是实现出让土地97宗,面积3150亩,土地收益突破30亿元;"


def citation(**other: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "n": 1, "document_id": "doc", "chunk_id": "doc#1", "title": "工作部署会", "doc_no": "济自然资〔2020〕3号",
        "issuer": "某区自然资源局", "published_on": "2020-03-02", "status": "有效", "url": "/documents/void?cite=0-7",
        "page": 2, "section": "回顾过去", "quote": QUOTE, "quote_start": 0, "quote_end": 7, "answer_start": 0,
        "answer_end": 6 + len(QUOTE), "score": 1.0, "also": [],
    }  # fmt: skip
    return given | other


def answer(**other: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "id": "ans-1", "question": "2019年出让土地多少亩", "understood": "", "text": f"3150亩\n{QUOTE}",
        "citations": [citation()], "outcome": "answered", "reason": None, "mode": "extract", "warnings": [],
        "nearest": {"years": [], "places": [], "titles": [], "passages": []}, "choices": [], "unsupported": [],
    }  # fmt: skip
    return given | other


def frames(*events: tuple[str, Any]) -> str:
    """Events as the server writes them."""
    return "".join(f"id: {i}\nevent: {name}\ndata: {json.dumps(data)}\n\n" for i, (name, data) in enumerate(events))


def stream_of(whole: dict[str, Any]) -> str:
    """The events of an answer."""
    steps = [("meta", {"question": ""}), ("sources", {"hits": [{}, {}]}), ("delta", {"text": whole["text"]})]
    return frames(*steps, *(("citation", each) for each in whole["citations"]), ("done", whole))


def poisoned(text: str) -> dict[str, Any]:
    """An answer whose every field is `text`."""
    names = ("title", "doc_no", "issuer", "published_on", "status", "url", "section", "quote")
    bad = citation(**dict.fromkeys(names, text), also=[text, text])
    nearest = {"years": [text], "places": [text], "titles": [text], "passages": [bad]}
    return answer(
        question=text, understood=f"{text}!", text=f"{text}\n{text}", citations=[bad, citation(n=2, url=text)],
        warnings=[text], nearest=nearest, choices=[text], reason="wrong_year", mode=text,
    )  # fmt: skip
