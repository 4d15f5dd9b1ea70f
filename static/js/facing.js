// The screen turned to the citizen: at once on this page, kept for the session by the server.
"use strict";

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-facing]");
  if (!form) return;
  event.preventDefault();
  const isFacing = form.elements.on.value === "true";
  const sent = { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } };
  fetch(form.action, { ...sent, keepalive: true }).catch(() => {}); // without a line: this page only
  document.documentElement.classList.toggle("fs-facing", isFacing);
  // The design system copies the tools of the header into the menu of narrow screens.
  document.querySelectorAll("[data-facing]").forEach((one) => {
    const button = one.querySelector("button");
    one.elements.on.value = String(!isFacing);
    button.textContent = isFacing ? button.dataset.leave : button.dataset.enter;
  });
  const { entered, left } = form.querySelector("button").dataset;
  window.announce(isFacing ? entered : left);
});
