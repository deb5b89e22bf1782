// Lets the phone keep one public page for when there is no network, once this page is all there.
// What else a phone of one's own does is asked for only where there is something to do.
const { off, holder, keeps } = document.currentScript.dataset;
const phone = navigator.serviceWorker;

async function keep() {
  await sayLanguage(document.documentElement.lang);
  if (!(await phone.getRegistration())) await phone.register("/sw.js", { updateViaCache: "none" });
}

// What the phone says without a network, it says in the language of the page that was opened last.
async function sayLanguage(language) {
  const address = `/offline?language=${language}`;
  const said = await caches.open("nasta-steg-language");
  if (await said.match(address)) return;
  for (const before of await said.keys()) await said.delete(before);
  await said.put(address, new Response(language));
}

async function stop() {
  for (const one of await phone.getRegistrations()) await one.unregister();
  for (const name of await caches.keys()) await caches.delete(name);
}

async function isAnythingHere() {
  const databases = await indexedDB.databases();
  return keeps !== undefined || localStorage.length > 0 || databases.length > 0;
}

async function begin() {
  const there = (part) => document.querySelector(`form[data-part="${part}"]`);
  if (there("at-once")) (await import("./at_once.js")).begin();
  if (holder && there("later")) (await import("./later.js")).begin(holder);
  if (await isAnythingHere()) await (await import("./phone.js")).begin(holder);
}

function hasUnsentWords() {
  const fields = document.querySelectorAll("textarea, input:not([type=hidden])");
  return [...fields].some(
    (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked,
  );
}

if (phone) {
  phone.addEventListener("message", ({ data, ports }) => {
    if (data === "unsent words?") ports[0].postMessage(hasUnsentWords());
  });
  addEventListener("load", () => (off === undefined ? keep() : stop()).catch(() => {}));
}
addEventListener("load", () => begin().catch(() => {}));
