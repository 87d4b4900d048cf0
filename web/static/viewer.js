// Bring the cited sentence into view. Without scripts the link above the text does the same.
"use strict";
const cited = document.getElementById("cite");
if (cited && !location.hash) {
  cited.scrollIntoView({ block: "center" });
}
