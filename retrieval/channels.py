"""How far the channels of a network's activations reach, and what to divide them by before they are rounded to 8 bits.

One scale rounds all channels of an activation, and a few of them reach many times further than the others. Moving a part of
each one's reach into the weights behind it evens that out (SmoothQuant, arXiv 2211.10438).
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import torch

Array = NDArray[np.float32]
Ranges = dict[str, NDArray[Any]]
_LEAST = np.float32(1e-5)


@contextmanager
def watched(modules: Iterable[tuple[str, torch.nn.Module]]) -> Iterator[Ranges]:
    """Each channel's lowest and highest value among all inputs of some modules, (2, channels), by their names.

    What is run within the block is counted.
    """
    import torch

    ranges: Ranges = {}

    def watch(name: str) -> Callable[[torch.nn.Module, tuple[torch.Tensor, ...]], None]:
        def note(_module: torch.nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
            rows = inputs[0].reshape(-1, inputs[0].shape[-1])
            seen = torch.stack(list(torch.aminmax(rows, dim=0))).numpy()
            old = ranges.get(name, seen)
            ranges[name] = np.stack([np.minimum(old[0], seen[0]), np.maximum(old[1], seen[1])])

        return note

    hooks = [module.register_forward_pre_hook(watch(name)) for name, module in modules]
    try:
        yield ranges
    finally:
        for hook in hooks:
            hook.remove()


def balance(ranges: NDArray[Any], weight: Array, share: float) -> Array:
    """What the channels are divided by, (channels,): `share` of the reach of each against what its weights have.

    `weight` is that of the product, (outputs, channels).
    """
    low, high = ranges
    reach = np.maximum(np.maximum(high, -low), _LEAST)
    column = np.maximum(np.abs(weight).max(0), _LEAST)
    return np.asarray(reach**share / column ** (1 - share), np.float32)
