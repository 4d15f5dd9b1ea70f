// The draft's editor: writes itself back as light Markdown, saves by itself, hands over.
"use strict";

(() => {
  const SAVE_AFTER = 1500;
  const RETRY_AFTER = 5000;
  const form = document.getElementById("draft-form");
  const box = document.getElementById("draft-box");
  const field = document.getElementById("draft-text");
  const editor = document.getElementById("draft-editor");
  const given = document.getElementById("draft-given");
  let sent = null;
  let stored = null;
  let isSaving = false;
  let timer = 0;

  // Editor → text
  const inline = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.nodeValue.replace(/[\n\u200b]+/g, " ");
    if (node.nodeType !== Node.ELEMENT_NODE) return "";
    if (node.dataset.cite) return ` [${node.dataset.cite}]`;
    if (node.dataset.mark) return node.dataset.mark;
    if (node.nodeName === "BR") return "\n";
    const inner = Array.from(node.childNodes, inline).join("");
    const isBold = ["B", "STRONG"].includes(node.nodeName) && inner.trim();
    return isBold ? `**${inner.trim()}**${inner.endsWith(" ") ? " " : ""}` : inner;
  };
  const tidy = (text) => text.replace(/[ \t]+/g, " ").trim();
  const BLOCKS = "h1,h2,h3,h4,p,div,ul,ol";

  const lines = (root, out) => {
    let loose = "";
    const close = () => {
      loose.split("\n").map(tidy).filter(Boolean).forEach((text) => out.push({ sign: "", text }));
      loose = "";
    };
    root.childNodes.forEach((node) => {
      const isBlock = node.nodeType === Node.ELEMENT_NODE && node.matches(BLOCKS);
      if (!isBlock) {
        loose += inline(node);
        return;
      }
      close();
      if (/^H\d$/.test(node.nodeName)) {
        if (tidy(inline(node))) out.push({ sign: "## ", text: tidy(inline(node)) });
      } else if (["UL", "OL"].includes(node.nodeName)) {
        Array.from(node.children).forEach((item, index) => {
          const text = tidy(inline(item).replace(/\n/g, " "));
          if (text) out.push({ sign: node.nodeName === "OL" ? `${index + 1}. ` : "- ", text });
        });
      } else {
        lines(node, out);
      }
    });
    close();
    return out;
  };

  window.draftLines = (root) => lines(root, []); // insert.js counts those above the caret

  const serialise = () => {
    const found = lines(editor, []);
    return found
      .map(({ sign, text }, index) => {
        const previous = found[index - 1];
        const isApart = index && (sign === "## " || (!sign && previous.sign !== "## "));
        return (isApart ? "\n" : "") + sign + text;
      })
      .join("\n");
  };

  // Saving
  const state = () => document.getElementById("draft-state");
  const say = (text, isFailed) => {
    state().textContent = text;
    state().classList.toggle("fs-draft__state--failed", isFailed);
  };
  const isDirty = () => sent !== field.value;
  const save = () => {
    window.clearTimeout(timer);
    if (isDirty()) window.htmx.trigger(box, "save");
  };
  const changed = () => {
    field.value = serialise();
    document.getElementById("draft-count").textContent =
      `${field.value.length} ${document.getElementById("draft-count").dataset.words}`;
    window.clearTimeout(timer);
    if (isDirty()) timer = window.setTimeout(save, SAVE_AFTER);
  };

  box.addEventListener("htmx:beforeRequest", () => {
    sent = field.value;
    isSaving = true;
    say(state().dataset.saving, false);
  });
  // A conflict and a refusal are answers: they are shown, and the text waits for her choice.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if ([409, 422].includes(event.detail.xhr.status)) event.detail.shouldSwap = true;
  });
  box.addEventListener("htmx:afterRequest", (event) => {
    isSaving = false;
    if (event.detail.successful) {
      stored = sent;
      document.getElementById("draft-version").value = state().dataset.version;
      showStored();
      highlight();
      return;
    }
    const status = event.detail.xhr ? event.detail.xhr.status : 0;
    say(state().dataset.failed, true);
    if (status === 409 || status === 422) {
      say("", false);
      return;
    }
    sent = null;
    timer = window.setTimeout(save, RETRY_AFTER);
  });

  // What was masked replaces what was typed, unless she has typed on meanwhile.
  const showStored = () => {
    const masked = document.querySelector("#draft-masked template[data-stored]");
    if (!masked || isDirty()) return;
    editor.replaceChildren(masked.content.cloneNode(true));
    field.value = serialise();
    sent = stored = field.value;
  };

  // With End, Firefox puts the caret inside a citation, where nothing can be typed: beside it then.
  let goesBack = false;
  editor.addEventListener("keydown", (event) => {
    goesBack = event.key === "ArrowLeft";
  });
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    const node = selection.anchorNode;
    if (!selection.isCollapsed || !editor.contains(node)) return;
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    const island = element.closest("[contenteditable=false]");
    if (!island) return;
    const place = Array.from(island.parentNode.childNodes).indexOf(island);
    selection.collapse(island.parentNode, goesBack ? place : place + 1);
  });

  // Doubtful sentences underlined where they stand, without touching the text.
  const highlight = () => {
    if (!window.CSS || !CSS.highlights) return;
    const ranges = { unsupported: [], to_check: [] };
    document.querySelectorAll("#draft-check [data-doubt]").forEach((doubt) => {
      const words = doubt.dataset.doubt.replace(/[.!?…\s]+$/, "");
      const walker = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const start = walker.currentNode.nodeValue.indexOf(words);
        if (start < 0) continue;
        const range = document.createRange();
        range.setStart(walker.currentNode, start);
        range.setEnd(walker.currentNode, start + words.length);
        ranges[doubt.dataset.check].push(range);
        break;
      }
    });
    CSS.highlights.set("unsourced", new Highlight(...ranges.unsupported));
    CSS.highlights.set("to-check", new Highlight(...ranges.to_check));
  };

  // Handing over: the server records what leaves, then gives it
  const copy = async ({ html, plain }) => {
    if (window.ClipboardItem && navigator.clipboard && navigator.clipboard.write) {
      const blob = (text, type) => new Blob([text], { type });
      const forms = { "text/html": blob(html, "text/html"), "text/plain": blob(plain, "text/plain") };
      await navigator.clipboard.write([new ClipboardItem(forms)]);
      return;
    }
    const fill = (event) => {
      event.preventDefault();
      event.clipboardData.setData("text/html", html);
      event.clipboardData.setData("text/plain", plain);
    };
    document.addEventListener("copy", fill, { once: true });
    if (!document.execCommand("copy")) throw new Error("copy refused");
  };

  // The version must be the one that the save under way will give.
  const saveEnds = () => new Promise((resolve) => {
    if (isSaving) box.addEventListener("htmx:afterRequest", resolve, { once: true });
    else resolve();
  });

  const give = async (button) => {
    await saveEnds();
    const data = new FormData(form);
    data.set("channel", button.value);
    const headers = { Accept: "application/json" };
    const response = await fetch(button.formAction, { method: "POST", body: data, headers });
    const isJson = (response.headers.get("Content-Type") || "").includes("json");
    if (!isJson) {
      given.textContent = given.dataset.failed;
      return;
    }
    const answer = await response.json();
    if (answer.error) {
      given.textContent = answer.error;
      const refreshed = new Promise((resolve) => box.addEventListener("htmx:afterRequest", resolve, { once: true }));
      window.htmx.trigger(box, "save"); // the text stands already: this brings its checks
      await refreshed;
      const asked = document.getElementById("proofread");
      if (asked) asked.focus();
      return;
    }
    document.getElementById("draft-version").value = answer.version;
    sent = stored = field.value;
    if (button.value === "mail") {
      mail(answer.mailto);
      return;
    }
    try {
      await copy(answer);
      given.textContent = given.dataset.copied;
    } catch {
      given.textContent = given.dataset.refused;
    }
  };

  // A text too long for an address goes as a file, which opens in the same program.
  const mail = (address) => {
    if (!address) {
      form.querySelector('button[value="eml"]').click();
      return;
    }
    given.textContent = given.dataset.mailed;
    window.location.href = address;
  };

  // Start
  field.hidden = true;
  editor.hidden = false;
  document.getElementById("draft-toolbar").hidden = false;
  document.getElementById("draft-save").hidden = true;
  form.querySelectorAll("[data-gives]").forEach((button) => { button.hidden = false; });
  if (!document.querySelector("#draft-problem .fs-draft__both, #draft-problem [role=alert]")) {
    field.value = serialise();
  }
  sent = stored = field.value;
  document.getElementById("draft-count").textContent =
    `${field.value.length} ${document.getElementById("draft-count").dataset.words}`;
  highlight();

  editor.addEventListener("input", changed);
  // Buttons that send the form save by themselves.
  editor.addEventListener("blur", (event) => {
    if (!event.relatedTarget || event.relatedTarget.type !== "submit") save();
  });
  editor.addEventListener("paste", (event) => {
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  });
  editor.addEventListener("drop", (event) => event.preventDefault());
  document.getElementById("draft-toolbar").addEventListener("mousedown", (event) => event.preventDefault());
  document.getElementById("draft-toolbar").addEventListener("click", (event) => {
    const tool = event.target.closest("[data-command]");
    if (!tool) return;
    editor.focus();
    document.execCommand(tool.dataset.command, false);
  });
  form.addEventListener("submit", (event) => {
    window.clearTimeout(timer);
    const button = event.submitter;
    if (button && button.dataset.gives) {
      event.preventDefault();
      give(button).catch(() => { given.textContent = given.dataset.failed; });
      return;
    }
    if (isSaving) {
      event.preventDefault();
      saveEnds().then(() => form.requestSubmit(button));
      return;
    }
    sent = stored = field.value;
    if (button && "waits" in button.dataset && given.dataset.waiting) {
      given.textContent = given.dataset.waiting;
      form.setAttribute("aria-busy", "true");
    }
  });
  document.addEventListener("click", (event) => {
    const keep = event.target.closest("[data-keep]");
    if (!keep) return;
    event.preventDefault();
    document.getElementById("draft-version").value = keep.dataset.keep;
    sent = null;
    save();
  });
  // A closed tab takes nothing away: what is typed goes with it.
  window.addEventListener("pagehide", () => {
    if (stored !== field.value) navigator.sendBeacon(form.action, new FormData(form));
  });
})();
