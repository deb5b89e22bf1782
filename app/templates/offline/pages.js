// Keeps one public page, in each language, and its files. Any other page is asked for anew, always.
const KEPT = `nasta-steg-${VERSION}`;
const SET = /^nasta-steg-[0-9a-f]{12}$/;
const PAGES = {{ pages | tojson }};
const MAIN = {{ main | tojson }};
const FILES = {{ files | tojson }};
const EARLIER_SETS = 2;

self.addEventListener("install", (event) => {
  event.waitUntil(keepAll());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOlder());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(pageWithoutNetwork));
  } else if (request.destination === "script" && isFile(request.url)) {
    event.respondWith(file(request));
  }
});

// One at a time, as nobody in particular and past the browser's own cache: a page that is being
// opened meanwhile waits for none of it.
async function keepAll() {
  const cache = await caches.open(KEPT);
  for (const address of [...Object.values(PAGES), ...FILES]) {
    const answer = await fetch(address, { cache: "no-store", credentials: "omit" });
    const right = isForEverybody(answer) && (!isFile(answer.url) || isOfThisVersion(answer));
    if (!right) throw new Error(`${address} cannot be kept.`);
    await cache.put(address, answer);
  }
}

function isForEverybody(answer) {
  const said = (name) => answer.headers.get(name) ?? "";
  return (
    answer.ok &&
    answer.type === "basic" &&
    !answer.redirected &&
    !/no-store|private/i.test(said("Cache-Control")) &&
    !/cookie|\*/i.test(said("Vary"))
  );
}

// A server with other files gives what it has by the same name, and never to be kept.
function isOfThisVersion(answer) {
  return answer.headers.get("Cache-Control").includes("immutable");
}

// What an open page of an earlier version may still ask for is kept as well.
async function forgetOlder() {
  const earlier = (await caches.keys()).filter((name) => SET.test(name) && name !== KEPT);
  const older = earlier.slice(0, -EARLIER_SETS);
  await Promise.all(older.map((name) => caches.delete(name)));
}

function isFile(address) {
  return new URL(address).pathname.startsWith("/static/");
}

async function file(request) {
  return (await caches.match(request.url, { ignoreVary: true })) ?? fetch(request);
}

async function pageWithoutNetwork() {
  return caches.match(PAGES[await spoken()], { cacheName: KEPT });
}

// The language of the page that was opened here last, which says so (keep.js).
async function spoken() {
  try {
    const [said] = await (await caches.open("nasta-steg-language")).matchAll();
    const language = await said?.text();
    if (language in PAGES) return language;
  } catch {
    // What cannot be read is as if it had not been said.
  }
  return MAIN;
}
