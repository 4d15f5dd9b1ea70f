// Reviews: Ctrl + Enter saves; leaving the page lets go of the answer, saving it does not.
"use strict";

(() => {
  const form = document.getElementById("review-form");
  const lease = () => document.getElementById("lease");
  let isSubmitting = false;

  document.addEventListener("submit", () => { isSubmitting = true; });
  window.addEventListener("pageshow", () => { isSubmitting = false; });

  if (form) {
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.ctrlKey && !event.altKey) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
  }

  window.addEventListener("pagehide", () => {
    if (isSubmitting || !lease()) return;
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    const data = new FormData();
    data.append("csrfmiddlewaretoken", token ? token.value : "");
    navigator.sendBeacon(lease().dataset.release, data);
  });
})();
