// Reporting a sheet: the form opens in place; once sent or given up, the focus goes back to its link.
"use strict";

(() => {
  let opener = null;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-report]");
    if (link) {
      opener = link;
      // One form at a time: its fields carry identifiers.
      document.querySelectorAll(".fs-report").forEach((box) => box.replaceChildren());
    }
    const button = event.target.closest("[data-close-report]");
    if (!button) return;
    button.form.remove();
    if (opener) opener.focus();
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const box = event.target;
    if (!(box instanceof Element)) return;
    const form = box.matches(".fs-report-form") ? box : box.querySelector(":scope > .fs-report-form");
    if (form) form.querySelector("input[type=radio]").focus();
    else if (opener && (box.matches("[data-report-kept]") || box.querySelector(":scope > [data-report-kept]"))) opener.focus();
  });
})();
