// Says one short sentence to screen readers through the page's only polite live region.
"use strict";

window.announce = (text) => {
  const region = document.getElementById("announcer");
  if (!region || !text || region.textContent === text) return;
  region.textContent = text;
};

// Any fragment may carry data-announce: its words are said once when it arrives.
const sayFragment = (event) => {
  const element = event.detail && event.detail.elt ? event.detail.elt : event.target;
  if (!(element instanceof Element)) return;
  const speaker = element.matches("[data-announce]") ? element : element.querySelector("[data-announce]");
  if (speaker) window.announce(speaker.dataset.announce);
};

document.addEventListener("htmx:afterSwap", sayFragment);
document.addEventListener("htmx:oobAfterSwap", sayFragment);
