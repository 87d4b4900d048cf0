"""Trains the reader, on a graphics card in minutes or on two cores in an hour or two; goes on where it stopped.

    python -m tools.train_reader.train DATA WORK [--base FOLDER] [--pairs 32] [--device cpu] [--seed 12]

DATA holds the sets, WORK takes the checkpoints, the log and at the end `reader.pt`.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from tokenizers import Tokenizer

from tools.train_reader.build import collected
from tools.train_reader.contrasts import groups as contrasted
from tools.train_reader.examples import Example
from tools.train_reader.mined import groups as mined
from tools.train_reader.model import Batch, ReaderModel, batch, loss
from tools.train_reader.sets import Set, cjrc, drcd, stard
from tools.train_reader.written import NOTICES, PAPERS, laws, notices, official, papers

SEED = 12
RATE, HEADS = 8e-5, 5  # of the encoder; how much faster the heads learn
WARM_UP = 0.05
SAVED_EVERY = 50  # steps
SORTED = 24  # batches among which groups are sorted by length, so that little is padding


def batches(groups: Sequence[list[Example]], pairs: int, seed: int) -> list[list[Example]]:
    """Whole groups put together into batches of about `pairs` examples of like length, in an order of their own."""
    chance, made = random.Random(seed), []
    pool: list[list[Example]] = []

    def empty() -> None:
        pool.sort(key=lambda g: max(len(e.passage) for e in g))
        some: list[Example] = []
        for group in pool:
            some += group
            if len(some) >= pairs:
                made.append(some)
                some = []
        if some:
            made.append(some)
        pool.clear()

    for group in groups:
        pool.append(group)
        if sum(len(g) for g in pool) >= pairs * SORTED:
            empty()
    empty()
    chance.shuffle(made)
    return made


def warmed(step: int, steps: int) -> float:
    """The share of the full learning rate: rising at first, then falling to nothing."""
    warm = max(1, int(steps * WARM_UP))
    return step / warm if step < warm else max(0.0, (steps - step) / max(1, steps - warm))


def halves(device: str) -> bool:
    """Whether to compute in bfloat16: a processor without AVX-512 only imitates it, at a tenth of the speed."""
    return device != "cpu" or torch.backends.cpu.get_cpu_capability() == "AVX512"


def to(given: Batch, device: str) -> Batch:
    """The batch on a device."""
    return Batch(*(getattr(given, name).to(device) for name in Batch.__dataclass_fields__))


def part(given: Set, share: float, seed: int) -> Set:
    """The set with a share of the questions that are learned from, drawn anew by another seed."""
    drawn = random.Random(seed).sample(given.learned, int(len(given.learned) * share))
    return replace(given, learned=tuple(drawn))


def train(
    data: Path,
    work: Path,
    base: Path,
    pairs: int,
    device: str,
    share: float,
    start: Path | None,
    own: float,
    contrasts: float,
    seed: int,
    rate: float,
    dropout: float,
) -> None:
    """The whole training; see the module."""
    work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    groups = collected([drcd(data), cjrc(data), stard(data)], work, seed)
    groups = groups[: int(len(groups) * share)]
    threads = torch.get_num_threads()
    ours = [(notices(), NOTICES), (papers(), PAPERS)]
    if (corpus := data / "official" / "corpus.jsonl").is_file():
        ours.insert(0, (official(corpus), corpus))
    for written, texts in ours:
        groups += mined(part(written, own, seed), texts, work, seed)
        groups += contrasted(written, texts, work, seed, contrasts)
    if (corpus := data / "laws" / "corpus.jsonl").is_file():
        groups += contrasted(laws(corpus), corpus, work, seed, contrasts)
    torch.set_num_threads(threads)  # the search has taken all but one for itself
    random.Random(seed).shuffle(groups)
    order = batches(groups, pairs, seed)
    print(f"{sum(map(len, groups))} examples, {len(groups)} groups, {len(order)} steps", flush=True)
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    model = ReaderModel(base, dropout).to(device).train()
    # The table of words stays as it is: too few of its rows are seen to move them all sensibly.
    model.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    body = [p for p in model.encoder.parameters() if p.requires_grad]
    heads = [p for part in (model.shared, model.pooled, model.pair, model.ends) for p in part.parameters()]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": rate}, {"params": heads, "lr": HEADS * rate}], weight_decay=0.01
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: warmed(step, len(order)))
    if start:
        _begin(start, model)
    first = _resume(work, model, optimizer, schedule)
    seen: dict[str, list[float]] = defaultdict(list)
    began = time.monotonic()
    for step in range(first, len(order)):
        given = to(batch(tokenizer, order[step]), device)
        with torch.autocast(device, dtype=torch.bfloat16, enabled=halves(device)):
            out = model(given.ids, given.mask)
        whole, parts = loss(out, given)
        whole.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_([*body, *heads], 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        schedule.step()
        for name, value in parts.items():
            seen[name].append(value)
        if (step + 1) % SAVED_EVERY == 0 or step + 1 == len(order):
            means = {name: round(sum(v) / len(v), 4) for name, v in seen.items()}
            seconds = (time.monotonic() - began) / (step + 1 - first)
            print(json.dumps({"step": step + 1, "of": len(order), "s": round(seconds, 2), **means}), flush=True)
            seen.clear()
            _save(work, step + 1, model, optimizer, schedule)
    torch.save(model.state_dict(), work / "reader.pt")


def _begin(start: Path, model: ReaderModel) -> None:
    """Takes over what fits of the weights of an earlier training."""
    state, own = torch.load(start, weights_only=True), model.state_dict()
    kept = {k: v for k, v in state.get("model", state).items() if k in own and own[k].shape == v.shape}
    model.load_state_dict({**own, **kept})


def _save(work: Path, step: int, model: ReaderModel, optimizer: object, schedule: object) -> None:
    state = {"step": step, "model": model.state_dict()}
    state |= {"optimizer": optimizer.state_dict(), "schedule": schedule.state_dict()}  # type: ignore[attr-defined]
    torch.save(state, work / "checkpoint.new")
    (work / "checkpoint.new").replace(work / "checkpoint.pt")


def _resume(work: Path, model: ReaderModel, optimizer: object, schedule: object) -> int:
    """The step to go on with."""
    path = work / "checkpoint.pt"
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])  # type: ignore[attr-defined]
    schedule.load_state_dict(state["schedule"])  # type: ignore[attr-defined]
    return int(state["step"])


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--base", type=Path, default=Path("models/reader-base"))
    parser.add_argument("--pairs", type=int, default=32)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument(
        "--share", type=float, default=1.0, help="of the questions of others' sets, where time is short"
    )
    parser.add_argument("--own", type=float, default=1.0, help="of our own questions, likewise")
    parser.add_argument("--contrasts", type=float, default=1.0, help="of the pairs of questions about one sentence")
    parser.add_argument("--start", type=Path, help="weights of an earlier training to begin with")
    parser.add_argument("--seed", type=int, default=SEED, help="of the examples; another one makes others")
    parser.add_argument("--rate", type=float, default=RATE, help="learning rate; less to go on from --start")
    parser.add_argument("--dropout", type=float, default=0.1, help="0 takes two thirds of the time on a processor")
    given = parser.parse_args()
    train(**vars(given))


if __name__ == "__main__":
    main()
