// The list of sheets by keyboard: arrows move from the field through the results, Échap goes back.
"use strict";

(() => {
  const field = document.querySelector("#sheet-search [name=q]");
  if (!field) return;
  const results = () => Array.from(document.querySelectorAll("#sheets [data-result]"));

  document.addEventListener("keydown", (event) => {
    const at = results().indexOf(document.activeElement);
    const isInField = document.activeElement === field;
    if (at < 0 && !isInField) return;
    if (event.key === "ArrowDown") {
      const next = results()[at + 1];
      if (next) next.focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      (results()[at - 1] || field).focus();
    } else if (event.key === "Escape" && at >= 0) {
      field.focus();
    } else {
      return;
    }
    event.preventDefault();
  });
})();
