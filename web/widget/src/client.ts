/** Calls to the server: with a key, with a token that the page's backend gives, or with neither. */

import type { Attributes, Options } from "./options";
import { events } from "./sse";
import type { Event, Turn } from "./types";
import { type Say, W } from "./words";

const FAILURES = { busy: W.busy, offline: W.offline, secret_key: W.secret_key };
const PATIENCE = 3000; // milliseconds for which the widget waits for its bot's looks
const QUIETLY: RequestInit = { cache: "no-store", credentials: "omit", referrerPolicy: "origin" };
const SPARE = 30_000; // milliseconds before its end at which a token is renewed

/** A failure in words for people. `code` is the server's own, or `offline`, `busy`, `secret_key`. */
export class Failure extends Error {
  constructor(readonly code: string, message: string, readonly hint = "", readonly status = 0) {
    super(message);
  }
}

/** What the server says of the bot with the key, as attributes of a tag; none where it does not say so soon. */
export async function faceOf({ server, key }: Options): Promise<Attributes> {
  try {
    const asked = fetch(`${server}/v1/bots/me`, { ...QUIETLY, headers: { Authorization: `Bearer ${key}` } });
    const late = new Promise<undefined>((give) => setTimeout(give, PATIENCE));
    const face = await Promise.race([asked.then((reply) => reply.json()), late]); // a problem has no field of these
    const { greeting: hello, questions, language } = face;
    return { ...face, hello, questions: questions?.join("|"), lang: language === "auto" ? undefined : language };
  } catch {
    return {};
  }
}

interface Problem {
  code?: string;
  detail?: string;
  hint?: string;
}

export class Client {
  private token = "";
  private until = 0;

  constructor(private readonly options: Options, private readonly say: Say) {}

  /** The events of one answer. Throws Failure, also for an `error` event, or what aborting throws. */
  async *ask(question: string, history: Turn[], signal: AbortSignal): AsyncGenerator<Event> {
    const { language, mode } = this.options;
    const asked = { question, history, language, stream: true, ...(mode && { mode }) };
    const reply = await this.post("/v1/answers", asked, signal);
    if (!reply.body) throw this.failure("busy");
    let finished = false;
    try {
      for await (const event of events(reply.body)) {
        if (event.type === "error") throw this.told(event.data as Problem, 0);
        finished = event.type === "done";
        yield event;
      }
    } catch (error) {
      throw error instanceof TypeError ? this.failure("offline") : error;
    }
    if (!finished) throw this.failure("offline");
  }

  /** Keeps what someone says of an answer. Throws Failure. */
  async rate(id: string, rating: "up" | "down", comment: string): Promise<void> {
    await this.post("/v1/feedback", { answer_id: id, rating, ...(comment && { comment }) });
  }

  private async post(path: string, body: unknown, signal?: AbortSignal, again = true): Promise<Response> {
    const bearer = await this.bearer(signal);
    const reply = await this.fetch(this.options.server + path, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "Accept": path === "/v1/answers" ? "text/event-stream" : "application/json",
        ...(bearer && { Authorization: `Bearer ${bearer}` }),
      },
      body: JSON.stringify(body),
      signal,
    });
    if (reply.ok) return reply;
    if (reply.status === 401 && this.options.tokens && again) {
      this.until = 0; // the token may have ended sooner than was told
      return this.post(path, body, signal, false);
    }
    throw await this.refusal(reply);
  }

  private async bearer(signal?: AbortSignal): Promise<string> {
    const { key, tokens } = this.options;
    if (key.startsWith("sk_")) throw this.failure("secret_key");
    if (!tokens) return key;
    if (Date.now() < this.until) return this.token;
    const reply = await this.fetch(tokens, { method: "POST", credentials: "same-origin", signal });
    if (!reply.ok) throw await this.refusal(reply);
    const told = (await reply.json().catch(() => ({}))) as { token?: string; expires_in?: number };
    this.token = told.token ?? "";
    this.until = Date.now() + (told.expires_in ?? 0) * 1000 - SPARE;
    return this.token;
  }

  private async fetch(url: string, how: RequestInit): Promise<Response> {
    try {
      return await fetch(url, { ...QUIETLY, ...how });
    } catch (error) {
      throw how.signal?.aborted ? error : this.failure("offline");
    }
  }

  private async refusal(reply: Response): Promise<Failure> {
    const problem = (await reply.json().catch(() => ({}))) as Problem;
    const seconds = Number(reply.headers.get("Retry-After"));
    if (reply.status === 429 && seconds) return new Failure("rate", this.say(W.wait, { seconds }), "", 429);
    return this.told(problem, reply.status);
  }

  private told(problem: Problem, status: number): Failure {
    if (!problem.detail) return this.failure("busy", status);
    return new Failure(problem.code ?? "busy", String(problem.detail), String(problem.hint ?? ""), status);
  }

  private failure(code: keyof typeof FAILURES, status = 0): Failure {
    return new Failure(code, this.say(FAILURES[code]), "", status);
  }
}
