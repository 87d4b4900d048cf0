"""A reply of each route as OpenAPI shows it, by the operation's id; a test holds them against what is really sent."""

from __future__ import annotations

from typing import Any

_ID = "doc-363e42d6e989"
_SUMMARY: dict[str, Any] = {
    "id": _ID,
    "source": "notices/2021-07.docx",
    "title": "云溪市停车管理办法（虚构示例）",
    "doc_no": "云政发〔2021〕7号",
    "issuer": "云溪市人民政府",
    "issued_on": "2021-03-01",
    "effective_on": "2021-04-01",
    "status": "有效",
    "version": 1,
    "content_hash": "9f2c…",
    "format": "docx",
    "language": "zh",
}
_DOCUMENT: dict[str, Any] = {
    **_SUMMARY,
    "text": "云溪市停车管理办法（虚构示例）\n第一条 为了规范停车管理，制定本办法。",
}
_SAID: dict[str, Any] = {
    "id": 12,
    "answer_id": "ans-5f1c0d9e8a7b6c5d4e3f2a1b",
    "rating": "down",
    "comment": "问的是面积",
    "question": "2019年出让土地多少亩",
    "answer": "97宗",
    "outcome": "answered",
    "document_ids": [_ID],
    "caller": "key-0ae0db79",
    "given_at": "2026-11-25T02:35:44Z",
}
_MODEL: dict[str, Any] = {"id": "policyqa", "object": "model", "created": 1790000000, "owned_by": "policyqa"}
_FAQ: dict[str, Any] = {
    "id": "faq-5f1c0d9e8a7b",
    "questions": ["2021年停车收费标准是多少", "停车一小时多少钱"],
    "answer": "首个小时每辆5元。",
    "citations": [
        {
            "document_id": _ID,
            "title": _SUMMARY["title"],
            "quote": "第八条 首个小时每辆收费5元。",
            "url": f"/documents/{_ID}?cite=210-225",
        }
    ],
    "expires_on": "2027-12-31",
    "enabled": True,
    "state": "live",
    "unquoted": [],
    "made_at": "2026-11-25T02:35:44Z",
    "changed_at": "2026-11-25T02:35:44Z",
}
_FACE: dict[str, Any] = {
    "id": "bot-5f1c0d9e8a7b",
    "name": "停车政策助手",
    "greeting": "您好，停车收费的问题可以问我。",
    "questions": ["2021年停车收费标准是多少"],
    "language": "zh",
    "theme": "auto",
    "accent": "#0b4a8f",
    "position": "right",
}
_BOT: dict[str, Any] = {
    **_FACE,
    "mode": "auto",
    "sources": {"issuers": ["市发展和改革委员会"], "folders": ["https://www.x.gov.cn/zcwj"], "document_ids": []},
    "origins": ["https://www.x.gov.cn"],
    "groups": [],
    "key": "pk_mB2x…",
    "live": True,
    "tag": '<script src="https://qa.x.gov.cn/widget/v1/policyqa.js" data-bot="pk_mB2x…" defer></script>',
    "made_at": "2026-11-25T02:35:44Z",
    "changed_at": "2026-11-25T02:35:44Z",
}
REPLIES: dict[str, dict[str, Any]] = {
    "search": {
        "data": [
            {
                "document_id": _ID,
                "chunk_id": f"{_ID}#3",
                "title": _SUMMARY["title"],
                "doc_no": _SUMMARY["doc_no"],
                "status": "有效",
                "section": "第二章 收费",
                "text": "第八条 首个小时每辆收费5元。",
                "start": 210,
                "end": 225,
                "score": 3.1,
                "url": f"/documents/{_ID}?cite=210-225",
            }
        ]
    },
    "listDocuments": {"data": [_SUMMARY], "has_more": True, "next": _ID, "total": 120},
    "getDocument": _DOCUMENT,
    "editDocument": {**_DOCUMENT, "status": "废止", "status_reason": "局务会议决定停止执行"},
    "giveFeedback": {"id": 12, "answer_id": _SAID["answer_id"], "rating": "down"},
    "listFeedback": {"data": [_SAID], "has_more": False, "next": None},
    "listBots": {"data": [_BOT]},
    **dict.fromkeys(("addBot", "getBot", "changeBot", "renewBotKey"), _BOT),
    "getOwnBot": _FACE,
    "listFaq": {"data": [_FAQ]},
    **dict.fromkeys(("addFaq", "getFaq", "replaceFaq"), _FAQ),
    "getUsage": {
        "since": "2026-11-24",
        "until": "2026-11-25",
        "asked": 42,
        "outcomes": {"answered": 38, "refused": 4},
        "reasons": {"not_found": 3, "wrong_year": 1},
        "channels": {"chat": 30, "widget": 12},
        "modes": {"extract": 40, "faq": 2},
        "ratings": {"up": 5, "down": 1},
        "p50": 88.0,
        "p95": 171.0,
        "days": [
            {"day": "2026-11-24", "asked": 20, "answered": 19, "refused": 1, "p50": 86.0, "p95": 160.0},
            {"day": "2026-11-25", "asked": 22, "answered": 19, "refused": 3, "p50": 90.0, "p95": 171.0},
        ],
        "cited": [{"document_id": _ID, "title": _SUMMARY["title"], "count": 17}],
        "unanswered": [
            {
                "questions": ["停车月卡多少钱"],
                "count": 3,
                "refused": 3,
                "clarify": 0,
                "disliked": 0,
                "last_asked": "2026-11-25T02:35:44Z",
            }
        ],
    },
    "createSession": {
        "token": "st_WyJrZXkt…",
        "origin": "https://www.x.gov.cn",
        "expires_in": 600,
        "expires_at": "2026-11-25T02:45:44Z",
    },
    "listModels": {"object": "list", "data": [_MODEL, {**_MODEL, "id": "policyqa-extract"}]},
    "getModel": _MODEL,
    "health": {"status": "ok"},
}
