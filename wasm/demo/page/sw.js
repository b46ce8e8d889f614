// Keeps the page for use offline: everything that it is made of, and nothing else. The list and the
// version are filled in where the page is put together.

const FILES = [/* files */];
const NAME = "parhelion-/* version */";

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forget().then(() => self.clients.claim()));
});

// Whole or not at all: half a page would be of two versions.
async function keep() {
  const cache = await caches.open(NAME);
  await cache.addAll(["./", ...FILES].map((name) => new Request(name, { cache: "no-cache" })));
}

async function forget() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("parhelion-") && name !== NAME);
  await Promise.all(old.map((name) => caches.delete(name)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const ours = new URL(request.url).origin === self.location.origin;
  if (request.method !== "GET" || !ours) return;
  event.respondWith(answer(request));
});

async function answer(request) {
  const cache = await caches.open(NAME);
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}
