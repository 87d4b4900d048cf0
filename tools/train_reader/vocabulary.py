"""The bundled multilingual encoder with the vocabulary that Chinese and English text needs.

Most of multilingual-e5-small's weights are the 250,002 rows of its table of words. Kept are the pieces of Han
characters (those that only traditional writing has singly, never joined), digits, punctuation, and the ASCII
pieces that stand most often in English, by the model's own scores of a reading of English text given to it.
A piece that is gone is spelled by shorter ones; every character that had a piece of its own keeps it.

    python -m tools.train_reader.vocabulary OUT [--english TEXT_FILE …]
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

BASE = Path("models/multilingual-e5-small-q4")
SPECIAL = 4  # <s>, <pad>, </s>, <unk>
ENGLISH = 6000  # ASCII pieces kept at most
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_SYMBOLS = re.compile(r"[\s0-9\u2000-\u206f\u2100-\u22ff\u2460-\u24ff\u25a0-\u25ff\u3000-\u303f\uff00-\uff65·×÷°±²³§]+")
_ASCII = re.compile(r"[!-~]+")
_BLANK = "▁"


def chosen(pieces: Sequence[str], english: Counter[int]) -> list[int]:
    """The ids of the pieces that stay, in their order. `english` counts the pieces of a reading of English."""
    from opencc import OpenCC

    simplify = OpenCC("t2s").convert
    common = [key for key, _ in english.most_common() if _ASCII.fullmatch(pieces[key].strip(_BLANK))]
    kept = {*range(SPECIAL), *common[:ENGLISH]}
    kept |= {key for key, piece in enumerate(pieces) if len(piece.strip(_BLANK)) <= 1 and piece.strip(_BLANK).isascii()}
    for key, piece in enumerate(pieces):
        bare = piece.strip(_BLANK)
        mixed = all(_HAN.fullmatch(c) or _SYMBOLS.fullmatch(c) or _ASCII.fullmatch(c) for c in bare)
        if (
            not bare
            or _SYMBOLS.fullmatch(bare)
            or (len(bare) == 1 and mixed)
            or (_HAN.search(bare) and mixed and simplify(bare) == bare)
            or (_ASCII.fullmatch(bare) and not re.search(r"[A-Za-z]", bare))
        ):
            kept.add(key)
    return sorted(kept)


def cut(tokenizer: dict[str, Any], ids: Sequence[int]) -> dict[str, Any]:
    """The tokenizer with these pieces alone, reading pairs as `<s> question </s></s> passage </s>`."""
    vocabulary = tokenizer["model"]["vocab"]
    cls, sep = ({"SpecialToken": {"id": name, "type_id": 0}} for name in ("<s>", "</s>"))
    first, second = ({"Sequence": {"id": name, "type_id": 0}} for name in "AB")
    return {
        **tokenizer,
        "truncation": None,
        "model": {**tokenizer["model"], "vocab": [vocabulary[i] for i in ids]},
        "post_processor": {
            **tokenizer["post_processor"],
            "single": [cls, first, sep],
            "pair": [cls, first, sep, sep, second, sep],
        },
    }


def count(tokenizer: Tokenizer, texts: Iterable[str]) -> Counter[int]:
    """How often each piece stands in some texts."""
    tokenizer.no_truncation()
    counts: Counter[int] = Counter()
    for text in texts:
        counts.update(tokenizer.encode(text, add_special_tokens=False).ids)
    return counts


def write(out: Path, english: Sequence[Path]) -> int:
    """Writes the smaller model and tokenizer below `out`; gives the number of pieces."""
    import torch
    from transformers import AutoModel

    whole = json.loads((BASE / "tokenizer.json").read_text("utf-8"))
    counts = count(Tokenizer.from_str(json.dumps(whole)), (p.read_text("utf-8", "replace") for p in english))
    ids = chosen([piece for piece, _ in whole["model"]["vocab"]], counts)
    model = AutoModel.from_pretrained(str(BASE))
    words = model.embeddings.word_embeddings.weight.detach()[ids].clone()
    model.resize_token_embeddings(len(ids), mean_resizing=False)
    with torch.no_grad():
        model.embeddings.word_embeddings.weight.copy_(words)
    out.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(str(out))
    (out / "tokenizer.json").write_text(json.dumps(cut(whole, ids), ensure_ascii=False), "utf-8")
    return len(ids)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--english", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    print(f"{write(given.out, given.english)} pieces")


if __name__ == "__main__":
    main()
