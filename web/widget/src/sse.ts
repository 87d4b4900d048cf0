/** Server-sent events read from the body of a reply. */

import type { Event } from "./types";

/** The events of a stream as they come; comment lines, and events whose data is no JSON object, are passed over. */
export async function* events(body: ReadableStream<Uint8Array>): AsyncGenerator<Event> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += decoder.decode(value, { stream: !done });
      const blocks = rest.split(/\r?\n\r?\n/);
      rest = done ? "" : (blocks.pop() ?? "");
      for (const block of blocks) {
        const event = parsed(block);
        if (event) yield event;
      }
      if (done) return;
    }
  } finally {
    // Also when the reader of the events stops early: the server then gives the answer up.
    void reader.cancel().catch(() => undefined);
  }
}

function parsed(block: string): Event | null {
  let type = "";
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    const value = line.slice(line.indexOf(":") + 1).replace(/^ /, "");
    if (line.startsWith("event:")) type = value;
    else if (line.startsWith("data:")) data.push(value);
  }
  if (!type || !data.length) return null;
  try {
    const read: unknown = JSON.parse(data.join("\n"));
    return read && typeof read === "object" ? { type, data: read as Record<string, unknown> } : null;
  } catch {
    return null;
  }
}
