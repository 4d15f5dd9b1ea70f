// The tags of a question: their form opens in place; kept tags may ask for another answer at once.
"use strict";

(() => {
  let isAgain = false;

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".fs-tags-form button");
    if (!button) return;
    const { answer } = button.form.dataset;
    isAgain = button.dataset.again !== undefined;
    if (button.dataset.closeTags === undefined) return;
    button.form.remove();
    const link = document.querySelector(`#tags-${CSS.escape(answer)} a`);
    if (link) link.focus();
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const box = event.target;
    if (!(box instanceof Element) || !box.id.startsWith("tags-edit-")) return;
    const first = box.querySelector("input[type=checkbox]");
    const kept = box.querySelector("[data-tags-kept]");
    if (first) first.focus();
    if (!kept) return;
    const { tagsKept } = kept.dataset;
    document.getElementById(`tags-${tagsKept}`).focus();
    const form = document.querySelector(`#answer-${CSS.escape(tagsKept)} [data-acts=regenerate]`);
    if (isAgain && form) form.requestSubmit();
    isAgain = false;
  });
})();
