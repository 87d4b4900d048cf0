/** What the API answers with, as far as the widget shows it. Everything in it is text to be shown, never code. */

export type Language = "zh" | "en";

export interface Citation {
  n: number;
  title: string;
  doc_no?: string | null;
  issuer?: string | null;
  published_on?: string | null;
  status?: string;
  url: string;
  page?: number | null;
  section?: string | null;
  quote: string;
  answer_start?: number;
  answer_end?: number;
  also?: string[];
}

export interface Nearest {
  years: number[];
  places: string[];
  titles: string[];
  passages: Citation[];
}

export interface Answer {
  id?: string;
  question: string;
  understood: string;
  text: string;
  citations: Citation[];
  outcome: "answered" | "refused" | "conflict" | "clarify";
  reason: string | null;
  nearest: Nearest;
  mode: "extract" | "llm" | "faq";
  warnings: string[];
  choices: string[];
}

export interface Turn {
  question: string;
  answers: string[];
}

/** One server-sent event. */
export interface Event {
  type: string;
  data: Record<string, unknown>;
}

/** What a finished answer holds, with whatever an older or other server leaves out filled in. */
export function answerOf(data: Record<string, unknown>): Answer {
  const given = data as Partial<Answer>;
  return {
    question: "",
    understood: "",
    text: "",
    citations: [],
    outcome: "answered",
    reason: null,
    mode: "extract",
    warnings: [],
    choices: [],
    ...given,
    nearest: { years: [], places: [], titles: [], passages: [], ...given.nearest },
  };
}
