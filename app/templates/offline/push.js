// What a phone does with a reminder that reaches it: it shows one, whatever came, and tells us so.
const NAME = "Nästa steg";
const SOMETHING = {{ something | tojson }};
const ANYWHERE = "/";
const SHOWN_ONES = "nasta-steg-shown";
const MOST_REMEMBERED = 100;
const LONGEST_ANSWER_MS = 1000;
let turn = Promise.resolve();

// One at a time, so that the same one twice at once is known to be the same.
self.addEventListener("push", (event) => {
  turn = turn.catch(() => {}).then(async () => show(read(event, await spoken())));
  event.waitUntil(turn);
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(lead(event.notification.data?.address ?? ANYWHERE));
});

self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(subscribeAnew().catch(() => {}));
});

// A browser that knows declarative pushes has read it already; others hand us what was sent.
function read(event, language) {
  const proposed = event.notification;
  if (proposed) {
    const { title, body, lang, dir, navigate } = proposed;
    return told({ title, body, lang, dir, navigate }, event.appBadge, language);
  }
  try {
    const { notification, app_badge: badge } = event.data.json();
    return told(notification, badge, language);
  } catch {
    return told({}, null, language);
  }
}

function told({ title, body, lang, dir, navigate }, badge, language) {
  const words = (said, otherwise) => (typeof said === "string" && said ? said : otherwise);
  return {
    title: words(title, NAME),
    body: words(body, SOMETHING[language]),
    lang: words(lang, language),
    dir: dir === "rtl" ? dir : "ltr",
    address: ours(navigate),
    badge: Number.isInteger(badge) && badge >= 0 ? badge : null,
  };
}

function ours(address) {
  if (typeof address !== "string") return ANYWHERE;
  try {
    const { origin, pathname } = new URL(address, self.location.origin);
    return origin === self.location.origin ? pathname : ANYWHERE;
  } catch {
    return ANYWHERE;
  }
}

// What comes twice is shown once more without a sound, in the place of the first: to show nothing
// at all would let the browser end the subscription.
async function show({ title, body, lang, dir, address, badge }) {
  const silent = await wasShown(address).catch(() => false);
  for (const shown of await self.registration.getNotifications().catch(() => [])) {
    if (shown.data?.address === address) shown.close();
  }
  const icon = "{{ url_for('static', filename='icons/any-192.png') }}";
  const data = { address };
  const options = { body, lang, dir, icon, silent, data, tag: address };
  await self.registration.showNotification(title, options);
  await Promise.allSettled([markOn(badge), tell(address, "shown")]);
}

async function markOn(badge) {
  if (badge === 0) await navigator.clearAppBadge?.();
  else if (badge !== null) await navigator.setAppBadge?.(badge);
}

// Nobody has to be signed in: the address itself is what nobody else knows.
async function tell(address, what) {
  if (address === ANYWHERE) return;
  const how = { method: "POST", credentials: "omit", keepalive: true };
  await fetch(`${address}/${what}`, how).catch(() => {});
}

// A window where somebody has written something is left as it is.
async function lead(address) {
  const telling = tell(address, "opened");
  const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const led = await ledOn(open, address);
  if (!led) await self.clients.openWindow(address);
  await telling;
}

async function ledOn(pages, address) {
  for (const page of pages) {
    if (await hasUnsentWords(page)) continue;
    try {
      const there = await page.navigate(address);
      await (there ?? page).focus().catch(() => {});
      return true;
    } catch {
      // A window that is not ours to lead: the next one, or a new one.
    }
  }
  return false;
}

function hasUnsentWords(page) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    setTimeout(resolve, LONGEST_ANSWER_MS, true);
    page.postMessage("unsent words?", [port2]);
  });
}

async function subscribeAnew() {
  const { wanted, key, keys } = await (await fetch("/push/state")).json();
  if (!wanted) return;
  const { pushManager } = self.registration;
  const options = { userVisibleOnly: true, applicationServerKey: key };
  const here = (await pushManager.getSubscription()) ?? (await pushManager.subscribe(options));
  const headers = { "Content-Type": "application/json", "X-CSRFToken": keys };
  const how = { method: "POST", headers, body: JSON.stringify(here), redirect: "manual" };
  await fetch("/push/subscriptions", how);
}

// Remembers the address of each, which says nothing, and says whether it was there already.
async function wasShown(address) {
  if (address === ANYWHERE) return false;
  const store = await shownOnes();
  const before = await done(store.count(address));
  store.put(Date.now(), address);
  const all = await done(store.getAllKeys());
  if (all.length > MOST_REMEMBERED) await forgetOldest(store);
  store.transaction.db.close();
  return before > 0;
}

async function shownOnes() {
  const opening = indexedDB.open(SHOWN_ONES, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("shown");
  return (await done(opening)).transaction("shown", "readwrite").objectStore("shown");
}

async function forgetOldest(store) {
  const [addresses, moments] = [await done(store.getAllKeys()), await done(store.getAll())];
  const oldest = moments.indexOf(Math.min(...moments));
  await done(store.delete(addresses[oldest]));
}

function done(asked) {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}
