// Bring what is cited into view, and turn pages by the arrow keys. Without scripts, links do the same.
"use strict";
const cited = document.getElementById("cite");
const picture = document.querySelector(".sheet img");

function show() {
  if (cited && (!location.hash || picture)) {
    cited.scrollIntoView({ block: "center", inline: "center" });
  }
}

if (picture && !picture.complete) {
  picture.addEventListener("load", show, { once: true });
} else {
  show();
}

if (picture) {
  const failed = () => {
    document.querySelector(".sheet-failed").hidden = false;
    document.querySelector(".paper").hidden = true;
  };
  picture.addEventListener("error", failed);
  if (picture.complete && !picture.naturalWidth) {
    failed();
  }
}

document.addEventListener("keydown", (event) => {
  const way = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const sheet = document.querySelector(".sheet");
  if (!way || !sheet || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }
  const scrolls = sheet.scrollWidth > sheet.clientWidth; // there the arrows move the page
  const link = document.querySelector(`.sheet-bar a[rel=${way}]`);
  if (link && !scrolls && !event.target.closest("input, textarea, select")) {
    link.click();
  }
});

// In the panel beside the chat: Escape closes it, other documents stay in it, and the rest opens by itself.
if (document.body.classList.contains("compact") && window.parent !== window) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      window.parent.postMessage("policyqa:close", location.origin);
    }
  });
  for (const link of document.querySelectorAll("a[href]:not([download])")) {
    const address = new URL(link.href, location.href);
    const inside = address.origin === location.origin && address.pathname.startsWith("/documents/");
    if (inside && !link.getAttribute("href").startsWith("#")) {
      address.searchParams.set("panel", "1");
      link.href = address.href;
    } else if (!inside) {
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    }
  }
}
