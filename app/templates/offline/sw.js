// Keeps one public page and nothing else. Every other page is asked for anew, always.
const KEPT = "nasta-steg-{{ version }}";
const PAGE = "{{ page }}";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.add(PAGE)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOlder());
});

self.addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate") return;
  event.respondWith(fetch(event.request).catch(() => caches.match(PAGE)));
});

async function forgetOlder() {
  const names = await caches.keys();
  const older = names.filter((name) => name !== KEPT);
  await Promise.all(older.map((name) => caches.delete(name)));
}
