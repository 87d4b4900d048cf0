"""What one document may cost: memory, time and output, in a child process that is killed beyond it."""

from __future__ import annotations

import resource
from dataclasses import dataclass

_MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on reading one document. OCR and LibreOffice, which ask for more time, get `heavy_mb` of memory."""

    seconds: float = 60.0
    most_seconds: float = 1800.0  # with all the time that a reader asks for
    memory_mb: int = 2048  # of address space
    heavy_mb: int = 4096
    output_mb: int = 256


def confine(limits: Limits) -> None:
    """Sets the limits of this process and all that it starts."""
    output = limits.output_mb * _MB
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_mb * _MB, limits.heavy_mb * _MB))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    cpu = int(limits.seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, resource.RLIM_INFINITY))


def widen(seconds: float) -> None:
    """Gives this process `seconds` more of processor time for each of two cores, and the heavy limit of memory."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    cpu, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu + int(2 * seconds) + 1, hard))


def peak_mb() -> int:
    """The most memory, in MB, that this process or one that it started has had in use."""
    used = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return int(max(used) / 1024)  # Linux counts in KB
