/** `<policy-bot>`: one widget, floating over the page or in its flow. */

import css from "../made/style.css";
import { type Composer, composer } from "./composer";
import { faceOf } from "./client";
import { Conversation } from "./conversation";
import { footer } from "./copying";
import { type Options, optionsOf } from "./options";
import { followViewport, keepInside, type Panel, panel, PHONE } from "./panel";
import type { Answer } from "./types";
import { type Say, speaker } from "./words";

export class PolicyBotElement extends HTMLElement {
  private options!: Options;
  private say!: Say;
  private panel: Panel | null = null;
  private composer!: Composer;
  private conversation!: Conversation;
  private opener: Element | null = null; // what had the focus before the panel opened
  private endings: (() => void)[] = [];
  private ready: Promise<void> | null = null;

  connectedCallback(): void {
    if (this.panel) this.place();
    else this.ready ??= this.begin();
  }

  /** Builds the widget: at once, or as soon as the server has said what the bot looks like. */
  private async begin(): Promise<void> {
    this.options = optionsOf(this);
    if (/^pk/.test(this.options.key)) this.options = optionsOf(this, await faceOf(this.options));
    this.build();
    if (this.isConnected) this.place();
  }

  private place(): void {
    const { root } = this.panel as Panel;
    if (root.hasAttribute("popover")) root.showPopover(); // the top layer: over every z-index of the page
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const phone = matchMedia(PHONE);
    this.endings = [listen(dark, () => this.dress(dark.matches)), listen(phone, () => this.fit(phone.matches)), followViewport(root)];
    this.dress(dark.matches);
    this.fit(phone.matches);
    if (this.options.open && this.floating) this.show(false);
  }

  disconnectedCallback(): void {
    this.conversation?.stop();
    this.endings.forEach((end) => end());
  }

  get floating(): boolean {
    return this.hasAttribute("floating");
  }

  /** Opens the panel and puts the focus in its field. */
  open(): void {
    if (this.panel) this.show(true);
    else void this.ready?.then(() => this.open());
  }

  /** Closes the panel; the focus goes back to where it was. */
  close(): void {
    if (!this.panel?.launcher || this.panel.dialog.hidden) return;
    const { dialog, launcher } = this.panel;
    dialog.hidden = true;
    launcher.hidden = false;
    launcher.setAttribute("aria-expanded", "false");
    const back = this.opener instanceof HTMLElement && this.opener.isConnected && this.opener !== document.body ? this.opener : launcher;
    back.focus();
    this.send("close", {});
  }

  /** Opens the panel and asks; gives the answer, or null where there is none. */
  async ask(question: string): Promise<Answer | null> {
    await this.ready;
    if (!this.panel) return null;
    if (this.floating) this.show(true);
    return this.conversation.ask(String(question));
  }

  /** Takes the widget off the page. */
  destroy(): void {
    this.remove();
  }

  private build(): void {
    this.say = speaker(this.options.language, this.options.name);
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    wear(shadow);
    this.composer = composer(this.say, (question) => this.typed(question), () => this.conversation.stop());
    this.conversation = new Conversation(this.options, this.say, {
      busy: (now) => this.composer.busy(now),
      speak: (text) => this.panel?.live.replaceChildren(text),
      send: (event, detail) => this.send(event, detail),
    });
    const actions = {
      toggle: () => (this.panel?.dialog.hidden ? this.show(true) : this.close()),
      clear: () => {
        this.conversation.clear();
        this.composer.field.focus();
      },
    };
    this.panel = panel(this.say, this.floating, actions, this.conversation.log, this.composer.form);
    const { root } = this.panel;
    const { language, side, accent } = this.options;
    root.lang = language === "zh" ? "zh-CN" : "en";
    root.classList.add(side);
    if (accent) root.style.setProperty("--accent", `var(--policyqa-accent, ${accent})`); // the page's own stands above
    root.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("copy", (event) => this.copied(event));
    shadow.append(root);
  }

  private show(focus: boolean): void {
    const { dialog, launcher } = this.panel as Panel;
    if (launcher && dialog.hidden) {
      this.opener = document.activeElement === this ? launcher : document.activeElement;
      dialog.hidden = false;
      launcher.hidden = true;
      launcher.setAttribute("aria-expanded", "true");
      this.send("open", {});
    }
    if (focus) this.composer.field.focus({ preventScroll: this.floating });
  }

  private typed(question: string): void {
    // On a touch screen the keyboard goes, so that the answer can be seen.
    if (matchMedia("(pointer: coarse)").matches) this.conversation.log.focus({ preventScroll: true });
    void this.conversation.ask(question);
  }

  private key(event: KeyboardEvent): void {
    event.stopPropagation(); // a page's own shortcuts are not for what is typed here
    if (!this.floating || event.isComposing || event.keyCode === 229) return;
    const { dialog } = this.panel as Panel;
    if (event.key === "Escape" && !dialog.hidden) {
      event.preventDefault();
      this.close();
    }
    if (event.key === "Tab" && dialog.ariaModal === "true" && !dialog.hidden) {
      keepInside(event, dialog, this.shadowRoot?.activeElement ?? null);
    }
  }

  /** Text that is copied from an answer keeps the line that says how that answer came about. */
  private copied(event: ClipboardEvent): void {
    const root = this.shadowRoot as ShadowRoot & { getSelection?: () => Selection | null };
    const chosen = String(root.getSelection?.() ?? document.getSelection() ?? "");
    const from = event.target as Element;
    const label = from.closest?.(".entry")?.querySelector(".label")?.textContent;
    if (!chosen || !label || from.matches("textarea")) return;
    event.preventDefault();
    event.clipboardData?.setData("text/plain", `${chosen}\n\n${footer(label, this.say)}`);
  }

  /** `auto` is dark only on a page that says it can be dark. */
  private dress(prefersDark: boolean): void {
    const scheme = getComputedStyle(document.documentElement).colorScheme;
    const meta = document.querySelector<HTMLMetaElement>("meta[name=color-scheme]")?.content ?? "";
    const { theme } = this.options;
    const dark = theme === "dark" || (theme === "auto" && prefersDark && /dark/.test(`${scheme} ${meta}`));
    this.panel?.root.classList.toggle("dark", dark);
  }

  private fit(phone: boolean): void {
    if (this.floating) this.panel?.dialog.setAttribute("aria-modal", String(phone));
  }

  private send(event: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(`policybot:${event}`, { bubbles: true, composed: true, detail }));
  }
}

function listen(query: MediaQueryList, changed: () => void): () => void {
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
}

/** A constructed style sheet, which a page's `style-src` does not concern; an element only where there is none. */
function wear(shadow: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    shadow.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement("style");
    style.textContent = css;
    shadow.append(style);
  }
}
