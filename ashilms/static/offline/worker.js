// The service worker of the one page that works without a network. PAGE, FILES and VERSION stand above, written by the
// server. It answers for that page and its files, from a cache of its own, and for nothing else: every other request goes
// its way. Its files are fetched without cookies, so nothing personal can be among them.

const OURS = `ashilms-offline ${self.registration.scope}`;
const SHELL = `${OURS} ${VERSION}`;
const KNOWN = new Set(FILES.map((file) => new URL(file, self.location).href));

async function fill() {
  const cache = await caches.open(SHELL);
  await Promise.all(FILES.map(async (file) => {
    const answer = await fetch(file, { cache: "reload", credentials: "omit" });
    if (!answer.ok || answer.redirected) throw new Error(file);
    await cache.put(file, answer);
  }));
  await self.skipWaiting();
}

// Earlier versions of this page's files go; caches of the host, and the rules that the page keeps, stay.
async function tidy() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(`${OURS} `) && name !== SHELL && name !== `${OURS} rules`);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function answer(request) {
  const cache = await caches.open(SHELL);
  const key = request.mode === "navigate" ? PAGE : request.url;
  return (await cache.match(key)) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const bare = url.split("#")[0];
  const isPage = mode === "navigate" && new URL(bare).pathname === new URL(PAGE, self.location).pathname;
  if (method === "GET" && (isPage || KNOWN.has(bare))) event.respondWith(answer(event.request));
});
