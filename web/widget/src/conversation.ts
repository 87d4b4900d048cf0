/** The questions and answers of one widget, and the asking. */

import { card, type CardContext } from "./card";
import { Client, Failure } from "./client";
import { button, h } from "./dom";
import { type Options, pageOf } from "./options";
import { type Answer, answerOf, type Turn } from "./types";
import { type Say, W } from "./words";

const REMEMBERED = 6; // earlier turns sent with a question

export interface Outside {
  busy: (now: boolean) => void;
  speak: (text: string) => void;
  send: (event: string, detail: unknown) => void;
}

export class Conversation {
  readonly log: HTMLElement;
  private readonly client: Client;
  private readonly context: CardContext;
  private turns: Turn[] = [];
  private running: AbortController | null = null;

  constructor(private readonly options: Options, private readonly say: Say, private readonly outside: Outside) {
    this.client = new Client(options, say);
    const { speak, send } = outside;
    this.context = { client: this.client, page: (url) => pageOf(options, url), say, speak, send, ask: (text) => void this.ask(text) };
    this.log = h("div", { class: "log", part: "log", role: "region", "aria-label": say(W.log), tabindex: 0 });
    this.clear();
  }

  /** Back to the greeting; what was said is forgotten. */
  clear(): void {
    this.stop();
    this.turns = [];
    const { say, options } = this;
    const examples = options.examples.map((text) => button("chip", text, null, () => void this.ask(text), false));
    this.log.replaceChildren(h("div", "hello",
      h("h2", {}, options.hello || say(W.hello)),
      h("p", {}, say(W.intro)),
      examples.length > 0 && h("h3", "sub", say(W.examples)),
      examples.length > 0 && h("div", "chips", ...examples)));
  }

  /** Gives up the answer that is under way. */
  stop(): void {
    this.running?.abort();
  }

  /** Asks, shows, and gives the answer; null where there is none: it failed, was stopped, or another is under way. */
  async ask(question: string): Promise<Answer | null> {
    if (this.running || !question.trim()) return null;
    const running = new AbortController();
    this.running = running;
    const body = h("div", "reply");
    const entry = h("div", "entry", h("p", "question", h("span", "unseen", `${this.say(W.you)}：`), question), body);
    this.log.querySelector(".hello")?.remove();
    this.log.append(entry);
    this.log.scrollTop = entry.offsetTop - 12;
    this.outside.busy(true);
    this.outside.send("question", { question });
    try {
      return await this.follow(question, body, running.signal);
    } catch (error) {
      this.failed(error, question, body, running.signal.aborted);
      return null;
    } finally {
      if (this.running === running) this.running = null;
      this.outside.busy(false);
    }
  }

  private async follow(question: string, body: HTMLElement, signal: AbortSignal): Promise<Answer | null> {
    const { say, outside } = this;
    const draft = h("p", "draft");
    const status = h("p", "status", h("span", "dots"), h("span", {}, say(W.thinking)));
    const tell = (text: string) => status.lastElementChild?.replaceChildren(text);
    body.replaceChildren(status, draft);
    outside.speak(say(W.thinking));
    for await (const { type, data } of this.client.ask(question, this.turns.slice(-REMEMBERED), signal)) {
      if (type === "sources") tell(say(W.reading, { count: (data.hits as unknown[] | undefined)?.length ?? 0 }));
      if (type === "delta") {
        draft.append(String(data.text ?? ""));
        tell(say(W.writing));
      }
      if (type === "retract") {
        draft.replaceChildren();
        tell(say(W.retracted));
      }
      if (type === "done") return this.finished(answerOf({ question, ...data }), body);
    }
    return null;
  }

  private finished(answer: Answer, body: HTMLElement): Answer {
    this.turns.push({ question: answer.question, answers: [answer.text] });
    body.replaceChildren(card(answer, this.context));
    this.outside.speak(this.say(W.heard, { text: answer.text, count: answer.citations.length }));
    this.outside.send("answer", answer);
    return answer;
  }

  private failed(error: unknown, question: string, body: HTMLElement, stopped: boolean): void {
    const { say, outside } = this;
    if (stopped) {
      body.replaceChildren(h("p", "status", say(W.stopped)));
      outside.speak(say(W.stopped));
      return;
    }
    const failure = error instanceof Failure ? error : new Failure("busy", say(W.busy));
    body.replaceChildren(h("div", "card failure",
      h("p", "heading", say(W.failed)),
      h("p", "line", failure.message),
      failure.hint && h("p", "line quiet", failure.hint),
      h("div", "chips", button("chip", say(W.retry), "again", () => {
        body.parentElement?.remove();
        void this.ask(question);
      }, false))));
    outside.speak(`${say(W.failed)} ${failure.message}`);
    outside.send("error", { code: failure.code, message: failure.message, hint: failure.hint });
  }
}
