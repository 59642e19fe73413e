// Files with progress, autosave, filters that submit themselves, a guard against double sending.
(() => {
  const words = document.body.dataset;
  const megabytes = (bytes) => `${(bytes / 1_000_000).toFixed(1)} MB`;

  // ---- file boxes: .drop[data-max-bytes]
  const choose = (drop, input) => {
    const [file] = input.files;
    const chosen = drop.querySelector(".chosen");
    const limit = Number(drop.dataset.maxBytes);
    const tooBig = Boolean(file && limit && file.size > limit);
    input.setCustomValidity(tooBig ? drop.dataset.tooBig : "");
    drop.classList.toggle("is-invalid", tooBig);
    chosen.textContent = file ? `${file.name} · ${megabytes(file.size)}${tooBig ? ` · ${drop.dataset.tooBig}` : ""}` : "";
    chosen.hidden = !file;
  };
  document.addEventListener("change", (event) => {
    const drop = event.target.closest?.(".drop");
    if (drop && event.target.type === "file") choose(drop, event.target);
  });
  for (const [name, over] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]]) {
    document.addEventListener(name, (event) => event.target.closest?.(".drop")?.classList.toggle("is-over", over));
  }

  // ---- sending: progress of an upload, and no second submit by a second click
  const showProgress = (form, loaded, total) => {
    const box = form.querySelector("[data-upload-progress]");
    if (!box || !total) return;
    box.hidden = false;
    box.querySelector("progress").value = Math.round((100 * loaded) / total);
    box.querySelector("[data-percent]").textContent = `${Math.round((100 * loaded) / total)}%`;
  };
  document.addEventListener("htmx:xhr:progress", (event) => {
    const form = event.target.closest("form");
    if (form && event.detail.lengthComputable) showProgress(form, event.detail.loaded, event.detail.total);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // ---- filters: form[data-auto-filter] submits on a change of a box or list; empty values stay out of the address
  const submitFilters = (form) => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) query.append(name, value);
    location.assign(`${form.getAttribute("action") || location.pathname}${query.size === 0 ? "" : `?${query}`}`);
  };
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-auto-filter]");
    if (form && event.target.matches("select, input[type=checkbox], input[type=radio]")) submitFilters(form);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-auto-filter]")) return;
    event.preventDefault();
    submitFilters(event.target);
  });

  document.addEventListener("click", (event) => {
    const toggle = event.target.closest(".filters-toggle");
    if (!toggle) return;
    const open = document.getElementById(toggle.getAttribute("aria-controls")).classList.toggle("is-open");
    toggle.setAttribute("aria-expanded", String(open));
  });

  // ---- autosave: form[data-autosave="/address/"] with an .autosave line
  const autosave = (form) => {
    const line = form.querySelector(".autosave") ?? document.querySelector(`.autosave[data-for="${form.id}"]`);
    let timer = 0;
    let number = 0;
    let running = null; // the save that is under way
    const say = (state) => {
      if (!line) return;
      line.dataset.state = state;
      const text = { saving: line.dataset.saving, saved: line.dataset.saved, failed: line.dataset.failed }[state];
      const clock = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      line.querySelector("[data-autosave-text]").textContent = state === "saved" ? `${text} ${clock}` : text;
    };
    const save = async () => {
      const mine = ++number;
      say("saving");
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST",
          body: new FormData(form),
          headers: { "X-Autosave": "1" },
        });
        const saves = answer.headers.get("X-Saves"); // the count of edits this page now stands at
        if (saves && form.elements.namedItem("saves")) form.elements.namedItem("saves").value = saves;
        if (answer.status === 409) window.showToast(await answer.text(), "warn");
        if (mine !== number) return; // a newer save is under way and speaks for itself
        say(answer.ok ? "saved" : "failed");
      } catch {
        if (mine !== number) return;
        say("failed");
        timer = setTimeout(save, 10_000); // offline: try again by itself
      }
    };
    form.addEventListener("input", (event) => {
      if (event.target.type === "file") return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        const mine = save().finally(() => {
          if (running === mine) running = null;
        });
        running = mine;
      }, 900);
    });
    // A save under way is waited for: it raises the count of edits, and the form would be told that another window wrote.
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      number += 1;
      if (!running) return;
      event.preventDefault();
      running.finally(() => form.requestSubmit(event.submitter));
    });
  };
  const start = (root) => {
    for (const form of root.querySelectorAll("form[data-autosave]:not([data-autosaving])")) {
      form.dataset.autosaving = "yes";
      autosave(form);
    }
  };
  start(document);
  document.addEventListener("htmx:load", (event) => start(event.detail.elt));
})();
