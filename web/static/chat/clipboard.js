// Copying, wherever the page stands.

/** Puts text on the clipboard; also where the page is not served by HTTPS, as in many offices. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "pq-hidden";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

/** The addresses in a text that is copied, with the server's own before them. */
export function whole(text, origin) {
  return text.replace(/^\/(?=documents\/|a\/)/gm, origin + "/");
}
