// The phone at the door. Every reading is stored on the phone first and sent when there is network; the server knows each
// by its reference, so that sending twice counts once.
(() => {
  const door = document.getElementById("door");
  if (!door) return;
  const words = door.dataset;
  const find = (name) => door.querySelector(`[data-${name}]`);
  const key = `door:${words.event}`;
  const load = () => JSON.parse(localStorage.getItem(key) ?? '{"tickets": [], "queue": [], "device": ""}');
  const store = (state) => localStorage.setItem(key, JSON.stringify(state));
  let over = false; // taken off the phone: nothing is fetched or shown until the page is opened anew
  const change = (how) => {
    if (over) return;
    const state = load();
    how(state);
    store(state);
    show();
  };
  if (!load().device) change((state) => (state.device = crypto.randomUUID().slice(0, 8)));

  function show() {
    if (over) return;
    const state = load();
    find("net").textContent = navigator.onLine ? words.online : words.offline;
    find("net").className = `badge ${navigator.onLine ? "badge-good" : "badge-warn"}`;
    find("known-count").textContent = `${words.known}: ${state.tickets.length}`;
    find("waiting-count").textContent = state.queue.length ? `${words.waiting}: ${state.queue.length}` : "";
  }

  function answer(result, who, first) {
    const box = find("answer");
    box.hidden = false;
    box.dataset.result = result;
    find("word").textContent = `${words[result]}${first ? ` (${first})` : ""}`;
    find("who").textContent = who ?? "";
    const line = document.createElement("li");
    line.textContent = [new Date().toLocaleTimeString(), words[result], who, first].filter(Boolean).join(" · ");
    find("log").prepend(line);
    while (find("log").children.length > 20) find("log").lastChild.remove();
  }

  async function hashed(code) {
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
    return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  async function read(given) {
    const code = given.trim();
    if (over || !code) return;
    const mark = await hashed(code);
    const known = load().tickets.find((ticket) => ticket.key === mark);
    const said = known ? (known.in ? "again" : "in") : "unknown";
    change((state) => {
      state.queue.push({ ref: crypto.randomUUID(), code, at: new Date().toISOString(), said });
      const mine = state.tickets.find((ticket) => ticket.key === mark);
      if (mine && !mine.in) mine.in = new Date().toISOString();
    });
    if (!navigator.onLine || known) answer(said, known?.who);
    await send();
  }

  let sending = false;
  async function send() {
    const { queue, device } = load();
    if (sending || !queue.length || !navigator.onLine) return;
    sending = true;
    try {
      const batch = queue.slice(0, 100);
      const response = await fetch(words.readings, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": door.querySelector("[name=csrfmiddlewaretoken]").value },
        body: JSON.stringify({ now: new Date().toISOString(), device, readings: batch }),
        redirect: "error",
      });
      if (response.status === 403) throw new Error(words.signin);
      const told = await response.json();
      if (!response.ok) throw new Error(told.error);
      const said = new Map(batch.map((reading) => [reading.ref, reading.said]));
      change((state) => (state.queue = state.queue.filter((reading) => !said.has(reading.ref))));
      // another door may have read it before: what the phone said then is put right
      for (const one of told.answers) if (one.result !== said.get(one.ref)) answer(one.result, one.who, one.first);
    } catch (error) {
      if (error instanceof TypeError) answer("unknown"); // no network after all: the reading waits
      else find("waiting-count").textContent = error.message;
    } finally {
      sending = false;
    }
    if (load().queue.length && navigator.onLine) setTimeout(send, 5000);
  }

  async function refresh() {
    if (over || !navigator.onLine) return;
    try {
      const response = await fetch(words.list, { redirect: "error" });
      if (!response.ok) return;
      const { tickets } = await response.json();
      change((state) => (state.tickets = tickets));
    } catch {
      // what is on the phone serves on
    }
  }

  find("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = event.target.elements.code;
    read(field.value);
    field.value = "";
    field.focus();
  });

  find("clear").addEventListener("click", () => {
    if (load().queue.length) {
      find("waiting-count").textContent = words.unsent;
      return;
    }
    over = true;
    localStorage.removeItem(key);
    window.caches?.delete("door-1"); // the page that the worker kept
    find("log").replaceChildren();
    find("answer").hidden = true;
    find("net").textContent = words.cleared;
  });

  async function watch() {
    const video = find("video");
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.hidden = false;
    await video.play();
    let last = "";
    const look = async () => {
      const [code] = await detector.detect(video).catch(() => []);
      if (code && code.rawValue !== last) {
        last = code.rawValue;
        setTimeout(() => (last = ""), 3000); // the same code again is a second reading
        read(code.rawValue);
      }
      if (video.srcObject) requestAnimationFrame(look);
    };
    look();
  }
  if ("BarcodeDetector" in window && navigator.mediaDevices) {
    find("camera").hidden = false;
    find("start").addEventListener("click", () => watch().catch(() => (find("camera").hidden = true)));
  }

  navigator.serviceWorker?.register(words.worker, { scope: "/events/" });
  addEventListener("online", () => send().then(refresh));
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
  send().then(refresh);
  setInterval(() => send().then(refresh), 60_000);
})();
