// Menus, dialogs, toasts, copying, viewer's time zone, countdowns. Every page works without it.
(() => {
  const words = document.body.dataset;

  // ---- menus: <details class="menu">
  const openMenus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // ---- dialogs: data-open-dialog="id" (with data-dialog-action="/address/" for one dialog of many rows)
  window.openDialog = (id, action, values = {}) => {
    const dialog = document.getElementById(id);
    if (!dialog) return;
    const form = dialog.querySelector("form");
    if (action && form) form.action = action;
    for (const [name, value] of Object.entries(values)) {
      const input = form?.elements.namedItem(name);
      if (input) input.value = value;
    }
    dialog.showModal();
  };
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open-dialog]");
    if (opener) window.openDialog(opener.dataset.openDialog, opener.dataset.dialogAction);
    if (event.target.closest("[data-close-dialog]")) event.target.closest("dialog").close();
    if (event.target.matches("dialog.dialog")) event.target.close(); // the backdrop
  });

  // ---- toasts: from the page, or from a response's `HX-Trigger: {"toast": {"text": ..., "tone": "good"}}`
  const toasts = document.getElementById("toasts");
  const leave = (toast) => {
    if (!toast.matches(".toast-bad, .toast-warn")) setTimeout(() => toast.remove(), 8000);
  };
  window.showToast = (text, tone = "good") => {
    const toast = document.getElementById("toast-template")?.content.firstElementChild.cloneNode(true);
    if (!toast) return;
    toast.classList.add(`toast-${tone}`);
    toast.querySelector("p").textContent = text;
    toasts.append(toast);
    leave(toast);
  };
  for (const toast of toasts?.children ?? []) leave(toast);
  document.addEventListener("click", (event) => event.target.closest(".toast-close")?.closest(".toast").remove());
  document.addEventListener("toast", (event) => window.showToast(event.detail.text, event.detail.tone));
  document.addEventListener("htmx:sendError", () => window.showToast(words.wordOffline, "bad"));
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = event.detail;
    const plain = xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");
    window.showToast(plain && xhr.responseText ? xhr.responseText : words.wordFailed, "bad");
  });

  // ---- copying
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      window.showToast(words.wordCopied, "good");
    } catch {
      window.showToast(words.wordNotCopied, "warn");
    }
  });

  // ---- <time data-viewer-zone>: the viewer's own clock beside Beijing's, where they differ
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const pattern = { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false };
  const sameClock = (at) => {
    const clock = (timeZone) => at.toLocaleString("en", { ...pattern, timeZone });
    return clock(zone) === clock("Asia/Shanghai");
  };
  const inZone = (at) => {
    const { lang } = document.documentElement;
    const dated = lang === "en" ? "en-GB" : lang; // the day before the month, as the pages write it
    const named = new Intl.DateTimeFormat(lang, { timeZone: zone, timeZoneName: "short" }).formatToParts(at);
    const name = named.find((part) => part.type === "timeZoneName").value;
    return `${at.toLocaleString(dated, { ...pattern, timeZone: zone })} (${name})`;
  };
  const showZones = (root) => {
    for (const time of root.querySelectorAll("time[data-viewer-zone]")) {
      time.removeAttribute("data-viewer-zone");
      const at = new Date(time.dateTime);
      if (Number.isNaN(at.getTime()) || sameClock(at)) continue;
      const own = document.createElement("span");
      own.className = "viewer-zone";
      own.textContent = `${words.wordYourTime} ${inZone(at)}`;
      time.after(" ", own);
    }
  };

  // ---- countdowns: [data-until] holds an instant; [data-left] inside shows minutes and seconds; gone at zero
  const tick = () => {
    for (const box of document.querySelectorAll("[data-until]")) {
      const left = Math.floor((new Date(box.dataset.until) - Date.now()) / 1000);
      if (left <= 0) {
        box.remove();
        continue;
      }
      const shown = box.querySelector("[data-left]");
      if (shown) shown.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    }
  };
  setInterval(tick, 1000);

  const start = (root) => {
    showZones(root);
    tick();
  };
  start(document);
  document.addEventListener("htmx:load", (event) => start(event.detail.elt));
})();
