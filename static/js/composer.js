// The question field: Entrée sends or breaks the line, as chosen; the text stays until accepted.
"use strict";

(() => {
  const form = document.getElementById("composer");
  if (!form) return;
  const field = form.elements.text;
  const key = form.elements.key;
  const isMasked = form.elements.masked;
  const send = document.getElementById("send");
  const counter = document.querySelector("[data-counter]");
  const LONGEST = 4000;
  let sent = null;

  const newKey = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };
  window.newKey = newKey;

  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  };

  const refresh = () => {
    const length = field.value.length;
    if (counter) counter.textContent = length ? `${length.toLocaleString("fr")} ${counter.dataset.counter}` : "";
    const tooLong = document.querySelector("[data-too-long]");
    if (tooLong) tooLong.classList.toggle("fr-message--error", length > LONGEST);
    if (form.hasAttribute("ws-send")) {
      send.classList.toggle("fr-btn--secondary", length === 0);
    }
    grow();
  };

  const fill = (text) => {
    field.value = text;
    key.value = isMasked.value = "";
    refresh();
  };

  const emptyPreview = () => {
    document.getElementById("preview").replaceChildren();
    send.hidden = false;
  };

  // Another text is another act: it needs another key.
  field.addEventListener("input", () => {
    key.value = isMasked.value = "";
    refresh();
  });

  form.addEventListener("change", (event) => {
    if (event.target.type === "checkbox") key.value = "";
  });

  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.altKey || event.isComposing) return;
    const isSending = event.ctrlKey || event.metaKey ? window.shortcutIsOn("send") : document.body.dataset.enter !== "newline";
    if (!isSending) return;
    event.preventDefault();
    if (!send.disabled && field.value.trim()) form.requestSubmit();
  });

  // Before htmx reads the form: the capture phase comes first.
  document.addEventListener(
    "submit",
    (event) => {
      const own = event.target.elements && event.target.elements.key;
      if (own && !own.value) own.value = newKey();
      if (event.target === form) sent = field.value;
    },
    true,
  );

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.fill !== undefined) {
      fill(button.dataset.fill);
      field.focus();
    } else if (button.dataset.ask !== undefined) {
      fill(button.dataset.ask);
      form.requestSubmit();
    } else if (button.dataset.dismiss === "facts") {
      button.closest(".fs-facts").hidden = true;
      field.focus();
    } else if (button.dataset.maskAndSend !== undefined) {
      fill(button.dataset.maskAndSend);
      isMasked.value = "1";
      emptyPreview();
      form.requestSubmit();
    } else if (button.dataset.clearFilters !== undefined) {
      document.getElementById("composer-filters").replaceChildren();
      key.value = "";
      field.focus();
    } else if (button.dataset.editQuestion !== undefined) {
      emptyPreview();
      field.focus();
    }
  });

  // Over HTTP: nothing is lost in silence, the text stays in the field.
  const error = document.getElementById("composer-error");
  const sayError = (words) => {
    const alert = document.createElement("div");
    alert.className = "fr-alert fr-alert--error fr-alert--sm";
    alert.setAttribute("role", "alert");
    const paragraph = document.createElement("p");
    paragraph.textContent = words;
    alert.append(paragraph);
    error.replaceChildren(alert);
  };
  const isOurs = (event) => event.detail.elt === form;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!isOurs(event)) return;
    error.replaceChildren();
    send.disabled = true;
    window.announce(error.dataset.sending);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (isOurs(event)) send.disabled = false;
  });
  ["htmx:timeout", "htmx:sendError"].forEach((name) => {
    document.addEventListener(name, (event) => { if (isOurs(event)) sayError(error.dataset.cut); });
  });
  document.addEventListener("htmx:responseError", (event) => {
    if (!isOurs(event)) return;
    sayError([401, 403].includes(event.detail.xhr.status) ? error.dataset.session : error.dataset.failed);
  });

  const arrived = (event) => {
    const element = event.detail.elt || event.target;
    if (!(element instanceof Element)) return;
    if (document.getElementById("preview-title") && !send.hidden) {
      send.hidden = true;
      document.getElementById("preview-title").focus();
    }
    const accepted = document.getElementById("accepted");
    if (accepted && accepted.dataset.key && accepted.dataset.key === key.value) {
      // What she typed in the meantime is her next question: it stays.
      if (field.value === sent) field.value = "";
      key.value = isMasked.value = "";
      send.hidden = false;
      refresh();
    }
  };
  document.addEventListener("htmx:oobAfterSwap", arrived);
  document.addEventListener("htmx:afterSwap", arrived);
  document.addEventListener("htmx:wsAfterMessage", arrived);

  refresh();
})();
