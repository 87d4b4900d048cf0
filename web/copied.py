"""An answer as the plain text that people copy: with its sources and the label of who wrote it."""

from __future__ import annotations

from prompts import Language, Prompts
from retrieval.labels import label_of
from retrieval.models import Answer, Citation
from web.links import answer_url
from web.templating import WORDS


def copied(answer: Answer, prompts: Prompts, language: Language, answer_id: str = "") -> str:
    """The text for the clipboard. Lines that are addresses begin with `/`: the page puts the server's before them."""

    def say(key: str, **values: object) -> str:
        return prompts.say(f"pages.{key}", language, **values)

    lines = [say("copy_question", text=answer.question), say("copy_answer", text=answer.text)]
    lines += [say("copy_warning", text=warning) for warning in answer.warnings]
    if answer.citations:
        lines += ["", say("cited_sources")]
        for cited in answer.citations:
            lines += _source(cited, prompts, language)
    label = answer.label or label_of(answer, prompts, language)
    lines += ["", say("copy_label", text=label.text)]
    return "\n".join([*lines, answer_url(answer_id)] if answer_id else lines)


def _source(cited: Citation, prompts: Prompts, language: Language) -> list[str]:
    known = [cited.doc_no, cited.issuer, cited.published_on and cited.published_on.isoformat()]
    known += [prompts.say(f"pages.{WORDS[cited.status]}", language)] if cited.status != "未知" else []
    known += [prompts.say("pages.page_no", language, page=cited.page)] if cited.page else []
    facts = " · ".join(part for part in known if part)
    return [f"[{cited.n}] 《{cited.title}》{facts}", f"“{cited.quote}”", cited.url]
