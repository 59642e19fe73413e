{% load static %}// Keeps the page of a door and its files, so that it opens without network. Everything else goes its usual way.
const KEPT = "door-1";
const FILES = ["{% static 'js/door.js' %}", "{% static 'js/site.js' %}", "{% static 'js/forms.js' %}", "{% static 'js/theme.js' %}"];

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(FILES)));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  const mine = address.pathname.endsWith("/door/") || address.pathname.startsWith("{% get_static_prefix %}");
  if (request.method !== "GET" || address.origin !== self.location.origin || !mine) return;
  event.respondWith(
    fetch(request)
      .then(async (answer) => {
        if (answer.ok && !answer.redirected) (await caches.open(KEPT)).put(request, answer.clone());
        return answer;
      })
      .catch(async () => (await caches.match(request)) ?? Response.error()),
  );
});
