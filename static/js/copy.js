// Copies an answer as rich and as plain text: sources as links, no internal mark.
"use strict";

(() => {
  const PROOFREAD = "answers-proofread";

  const clean = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll(".fs-cite, .fr-badge, .fs-doubt__why, .fr-sr-only").forEach((one) => one.remove());
    return copy.textContent.replace(/\s+/g, " ").trim();
  };

  const escape = (text) => {
    const holder = document.createElement("span");
    holder.textContent = text;
    return holder.innerHTML;
  };

  const citedSources = (answer) => {
    const seen = new Map();
    answer.querySelectorAll(".fs-cite").forEach((cite) => {
      const source = document.getElementById(cite.getAttribute("aria-controls"));
      if (source) seen.set(source.dataset.title, source.dataset.url);
    });
    return Array.from(seen);
  };

  const compose = (answer) => {
    const rich = [];
    const plain = [];
    const author = answer.querySelector(".fs-author");
    if (author) {
      const words = author.textContent.replace(/\s+/g, " ").trim();
      rich.push(`<p><em>${escape(words)}</em></p>`);
      plain.push(words, "");
    }
    answer.querySelectorAll(".fs-parts .fs-part").forEach((part) => {
      const label = part.querySelector(".fs-part__label").textContent.trim();
      rich.push(`<p><strong>${escape(label)}</strong></p>`);
      plain.push(label);
      part.querySelectorAll(".fs-part__body > *").forEach((block) => {
        if (block.matches("ul")) {
          const items = Array.from(block.children, clean);
          rich.push(`<ul>${items.map((item) => `<li>${escape(item)}</li>`).join("")}</ul>`);
          plain.push(...items.map((item) => `- ${item}`));
        } else {
          const text = clean(block);
          rich.push(`<p>${escape(text)}</p>`);
          plain.push(text);
        }
      });
      plain.push("");
    });
    const sources = citedSources(answer);
    if (sources.length) {
      rich.push("<p><strong>Sources</strong></p><ul>");
      plain.push("Sources");
      sources.forEach(([title, url]) => {
        rich.push(url ? `<li><a href="${escape(url)}">${escape(title)}</a></li>` : `<li>${escape(title)}</li>`);
        plain.push(url ? `- ${title} : ${url}` : `- ${title}`);
      });
      rich.push("</ul>");
    }
    return { rich: rich.join(""), plain: plain.join("\n") };
  };

  const write = async ({ rich, plain }) => {
    if (window.ClipboardItem && navigator.clipboard && navigator.clipboard.write) {
      const blob = (text, type) => new Blob([text], { type });
      await navigator.clipboard.write([
        new ClipboardItem({ "text/html": blob(rich, "text/html"), "text/plain": blob(plain, "text/plain") }),
      ]);
      return;
    }
    // Older browsers: the copy event gives the same two forms.
    const fill = (event) => {
      event.preventDefault();
      event.clipboardData.setData("text/html", rich);
      event.clipboardData.setData("text/plain", plain);
    };
    document.addEventListener("copy", fill, { once: true });
    if (!document.execCommand("copy")) throw new Error("copy refused");
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-copy-proofread]");
    if (!button) return;
    const answer = button.closest(".fs-answer");
    const confirm = answer.querySelector(".fs-confirm");
    const said = answer.querySelector(".fs-copied");
    if (button.dataset.copyProofread !== undefined) sessionStorage.setItem(PROOFREAD, "1");
    const isUnsourced = answer.querySelector('[data-check="unsupported"]');
    if (isUnsourced && !sessionStorage.getItem(PROOFREAD)) {
      confirm.hidden = false;
      confirm.querySelector("button").focus();
      return;
    }
    confirm.hidden = true;
    try {
      await write(compose(answer));
      said.textContent = said.dataset.done;
    } catch {
      said.textContent = said.dataset.refused;
    }
    answer.querySelector("[data-copy]").focus();
  });
})();
