// Opens the print dialog: at once when the page was asked for by "Imprimer", then on the button.
"use strict";

(() => {
  const button = document.getElementById("print");
  button.hidden = false;
  button.addEventListener("click", () => window.print());
  if (new URLSearchParams(window.location.search).has("imprimer")) {
    window.history.replaceState(null, "", window.location.pathname);
    window.addEventListener("load", () => window.print(), { once: true });
  }
})();
