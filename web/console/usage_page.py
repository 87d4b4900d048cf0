"""用量: how much is asked, what comes of it, how long it takes, which documents answer."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.components.plot import PlotData

from retrieval.usage import Usage, usage
from web.console.voice import Voice

if TYPE_CHECKING:
    from web.console.console import Console

SPANS = (7, 30, 90, 365)  # days
TEAL, AMBER, GREY = "#1f8a8f", "#c77700", "#7a8594"
Updates = list[Any]


class UsagePage:
    """Counts, two plots, and tables with the same numbers."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.voice = Voice(console)
        say = self.voice.say
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        with gr.Tab(say("usage")) as tab:
            spans = [(say("usage_days", days=days), days) for days in SPANS]
            self.span = gr.Radio(spans, value=30, label=say("usage_span"))
            self.counts = gr.Markdown()
            self.asked = gr.Plot(label=say("usage_asked_plot"), elem_classes="pq-plot")
            self.took = gr.Plot(label=say("usage_took_plot"), elem_classes="pq-plot")
            self.tables = gr.Markdown()
        shown = [self.counts, self.asked, self.took, self.tables]
        tab.select(self.show, [self.span], shown, **private)
        self.span.change(self.show, [self.span], shown, **private)

    def show(self, days: int) -> Updates:
        """The use of the latest days."""
        today = date.today()
        found = usage(self.console.assistant.records, today - timedelta(days=days - 1), today)
        open_ = self.console.assistant.open_questions.listed(10)
        return [
            self.voice.render("console_usage.html", found=found),
            self._asked(found),
            self._took(found),
            self.voice.render("console_usage_tables.html", found=found, open_questions=open_),
        ]

    def _asked(self, found: Usage) -> PlotData:
        days = [day.day.isoformat() for day in found.days]
        bars = [
            {"type": "bar", "name": self.voice.say(f"usage_{name}"), "x": days, "marker": {"color": colour},
             "y": [getattr(day, name) for day in found.days]}
            for name, colour in (("answered", TEAL), ("refused", AMBER))
        ]  # fmt: skip
        return _plot(bars, barmode="stack")

    def _took(self, found: Usage) -> PlotData:
        timed = [day for day in found.days if day.p50 is not None]
        days = [day.day.isoformat() for day in timed]
        lines = [
            {"type": "scatter", "mode": "lines+markers", "name": said, "x": days, "line": {"color": colour},
             "y": [getattr(day, name) for day in timed]}
            for name, said, colour in (("p50", self.voice.say("usage_median"), TEAL), ("p95", "p95", GREY))
        ]  # fmt: skip
        return _plot(lines)


def _plot(traces: list[dict[str, Any]], **layout: Any) -> PlotData:  # noqa: ANN401 - Plotly's own
    """A figure for the Plotly that Gradio brings along; it needs no `unsafe-eval`, which Gradio's own plots do."""
    look = {
        "height": 240,
        "margin": {"l": 44, "r": 12, "t": 30, "b": 32},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": GREY, "size": 13},
        "legend": {
            "orientation": "h",
            "x": 1,
            "xanchor": "right",
            "y": 1.02,
            "yanchor": "bottom",
            "traceorder": "normal",
        },
        "xaxis": {"type": "date", "tickformat": "%m-%d", "gridcolor": "rgba(128,128,128,.2)"},
        "yaxis": {"rangemode": "tozero", "gridcolor": "rgba(128,128,128,.2)"},
    }
    return PlotData(type="plotly", plot=json.dumps({"data": traces, "layout": {**look, **layout}}))


def build(console: Console) -> None:
    """The page."""
    UsagePage(console)
