/** The lines of an answer, cut where the mark of a source stands. Positions count code points, as the server's do. */

import type { Citation } from "./types";

export interface Segment {
  text: string;
  citations: Citation[];
}

/**
 * A mark stands at the end of what its source supports, and of every line within; one whose source has no place in
 * the text stands at the very end.
 */
export function rows(text: string, citations: Citation[]): Segment[][] {
  const points = Array.from(text);
  const found: Segment[][] = [];
  let start = 0;
  for (const line of text.split("\n")) {
    const end = start + Array.from(line).length;
    const marks = new Map<number, Citation[]>();
    for (const citation of citations) {
      const place = placed(citation, start, end, points.length);
      if (place !== null) marks.set(place, [...(marks.get(place) ?? []), citation]);
    }
    found.push(cut(points, start, end, marks));
    start = end + 1;
  }
  return found;
}

function placed(citation: Citation, start: number, end: number, length: number): number | null {
  const from = citation.answer_start ?? 0;
  const to = citation.answer_end ?? 0;
  if (!(to > 0 && to <= length)) return end === length ? end : null;
  if (from < end && end <= to && start < end) return end;
  return start < to && to < end ? to : null;
}

function cut(points: string[], start: number, end: number, marks: Map<number, Citation[]>): Segment[] {
  const stops = [...new Set([...marks.keys(), end])].sort((a, b) => a - b);
  return stops.map((stop) => {
    const segment = { text: points.slice(start, stop).join(""), citations: marks.get(stop) ?? [] };
    start = stop;
    return segment;
  });
}
