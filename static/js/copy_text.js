// Copies a field's text; says so in the status that bears its name.
"use strict";

(() => {
  document.querySelectorAll("[data-copy-text]").forEach((button) => {
    const field = document.getElementById(button.dataset.copyText);
    const said = document.getElementById(`${field.id}-copied`);
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(field.value);
        said.textContent = said.dataset.done;
      } catch {
        field.select();
        said.textContent = document.execCommand("copy") ? said.dataset.done : said.dataset.refused;
      }
    });
  });
})();
