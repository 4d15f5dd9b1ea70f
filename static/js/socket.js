// What htmx's socket extension lacks: resume, gaps, a watchdog, refusals, polling without sockets.
"use strict";

(() => {
  const exchange = document.querySelector("[ws-connect]");
  if (!exchange) return;
  const notice = document.getElementById("connection");
  const SILENCE_MS = 25000; // two heartbeats and a half
  const POLL_MS = 2000;
  const FAILURES_BEFORE_POLLING = 3;
  const OPENING_MS = 8000; // some proxies swallow the opening: it neither succeeds nor fails
  const RETRIED_BY_HTMX = [1006, 1011, 1012, 1013];
  let wrapper = null;
  let socket = null;
  let lastMessageAt = 0;
  let failures = 0;
  let polling = null;
  let isRefused = false;

  const delay = (attempt) => 500 + Math.random() * Math.min(29500, 1000 * 2 ** Math.min(attempt, 6));
  htmx.config.wsReconnectDelay = delay;

  // Where sockets are forbidden, Firefox throws instead of closing: as one that closed at once.
  htmx.createWebSocket = (address) => {
    try {
      return new WebSocket(address);
    } catch {
      const closed = new EventTarget();
      Object.assign(closed, { readyState: WebSocket.CLOSED, OPEN: WebSocket.OPEN, close: () => {} });
      setTimeout(() => closed.onclose(new CloseEvent("close", { code: 1006 })), 0);
      return closed;
    }
  };

  const say = (name) => {
    notice.hidden = !name;
    notice.querySelector("p").textContent = name ? notice.dataset[name] : "";
  };

  const answers = () => Array.from(document.querySelectorAll(".fs-answer"));
  const answerOf = (id) => document.getElementById(`answer-${id}`);
  const isFinished = (answer) => answer.getAttribute("aria-busy") !== "true";
  const live = () => answers().filter((one) => !isFinished(one)).pop();

  const resume = (answer) => {
    if (!answer || !wrapper || socket.readyState !== WebSocket.OPEN) return;
    wrapper.sendImmediately(
      JSON.stringify({ type: "resume", answer: answer.dataset.answer, seq: answer.dataset.seq }),
    );
  };

  // Forms: no token in frames, the session is checked by the server on each one.
  document.addEventListener("htmx:wsConfigSend", (event) => {
    delete event.detail.parameters.csrfmiddlewaretoken;
    event.detail.headers = null;
    if (polling === null && socket && socket.readyState === WebSocket.OPEN) return;
    event.preventDefault(); // not queued for a socket that may never open
    const form = event.detail.triggeringEvent.target;
    htmx.ajax("POST", form.action, { source: form, values: event.detail.parameters, swap: "none" });
  });

  document.addEventListener("htmx:wsOpen", (event) => {
    wrapper = event.detail.socketWrapper;
    socket = event.detail.event.target;
    lastMessageAt = Date.now();
    failures = 0;
    stopPolling();
    say("");
    resume(live());
  });

  document.addEventListener("htmx:wsClose", (event) => {
    const { code, target } = event.detail.event;
    if (socket && target !== socket && target.readyState === WebSocket.CLOSED && code === 1005) return;
    if (code >= 4400 && code < 4500) {
      isRefused = true;
      const known = notice.dataset[String(code)] !== undefined;
      say(known ? String(code) : "4404");
      return;
    }
    failures += 1;
    say(polling === null ? "lost" : "polling");
    if (failures >= FAILURES_BEFORE_POLLING) startPolling();
    if (!RETRIED_BY_HTMX.includes(code) && wrapper) setTimeout(() => wrapper.reconnect(), delay(failures));
  });

  // A message that was shown already is dropped: she may be reading, copying or rating a finished
  // answer, which its own end, sent a second time, would replace. A gap is healed by the whole answer.
  document.addEventListener("htmx:wsBeforeMessage", (event) => {
    lastMessageAt = Date.now();
    const message = document.createElement("template");
    message.innerHTML = event.detail.message;
    const turn = message.content.querySelector(".fs-turn");
    if (turn && document.getElementById(turn.id)) { // it came over HTTP
      event.preventDefault();
      return;
    }
    const numbered = message.content.querySelector("[data-seq][data-answer]");
    if (!numbered) return;
    const answer = answerOf(numbered.dataset.answer);
    if (!answer) return;
    const shown = Number(answer.dataset.seq);
    const seq = Number(numbered.dataset.seq);
    const isWhole = numbered.id === answer.id;
    if (numbered.id === "heartbeat") {
      if (seq > shown) resume(answer);
    } else if (seq < shown || (seq === shown && (!isWhole || isFinished(answer)))) {
      event.preventDefault();
    } else if (!isWhole && seq > shown + 1) {
      event.preventDefault();
      resume(answer);
    } else if (!isWhole) {
      answer.dataset.seq = seq;
    }
  });

  // A swap must not take the focus away: it goes back to the same element, without scrolling.
  let focused = "";
  const keepFocus = () => { focused = document.activeElement ? document.activeElement.id : ""; };
  const giveFocusBack = () => {
    const isLost = document.activeElement === document.body || document.activeElement === null;
    const element = isLost && focused ? document.getElementById(focused) : null;
    if (element) element.focus({ preventScroll: true });
  };
  document.addEventListener("htmx:wsBeforeMessage", keepFocus);
  document.addEventListener("htmx:wsAfterMessage", giveFocusBack);

  setInterval(() => {
    if (isRefused || !socket || socket.readyState !== WebSocket.OPEN) return;
    if (Date.now() - lastMessageAt > SILENCE_MS) {
      lastMessageAt = Date.now();
      wrapper.reconnect();
    }
  }, 5000);

  const poll = () => {
    const answer = live();
    if (!answer || !answer.dataset.fragmentUrl) return;
    htmx.ajax("GET", answer.dataset.fragmentUrl, { target: `#${answer.id}`, swap: "outerHTML" });
  };

  const startPolling = () => {
    if (polling !== null) return;
    polling = setInterval(poll, POLL_MS);
    say("polling");
  };

  const stopPolling = () => {
    clearInterval(polling);
    polling = null;
  };

  setTimeout(() => { if (!socket && !isRefused) startPolling(); }, OPENING_MS);
})();
