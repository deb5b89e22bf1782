// Asks the phone to show reminders when somebody presses for it, and at each start looks whether it still does.
const asking = document.querySelector('[data-part="push"]');
const waiting = document.querySelector('[data-part="push-wait"]');
const ALWAYS = ["/", "/settings/reminders/phone"];
const WAIT_MS = 2000;
const MOST_WAITS = 30;
const can = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

async function state() {
  const answer = await fetch("/push/state");
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function tell(address, keys, said) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": keys };
  const body = JSON.stringify(said);
  const answer = await fetch(address, { method: "POST", headers, body, redirect: "manual" });
  if (!answer.ok) throw new Error(String(answer.status));
}

// A subscription is of one key for good: with another, the phone has to subscribe anew.
async function subscribed(key) {
  const { pushManager } = await navigator.serviceWorker.ready;
  const here = await pushManager.getSubscription();
  if (here && isOf(here, key)) return here;
  await here?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

function isOf(subscription, key) {
  const bytes = new Uint8Array(subscription.options.applicationServerKey ?? []);
  const written = btoa(String.fromCharCode(...bytes));
  return written.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "") === key;
}

async function hashOf(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function turnOn() {
  say(null);
  if ((await Notification.requestPermission()) !== "granted") return say("said-no");
  try {
    const { key, keys } = await state();
    await tell(asking.dataset.subscribe, keys, await subscribed(key));
    location.reload();
  } catch {
    say("failed");
  }
}

function say(which) {
  for (const part of asking.querySelectorAll('[role="alert"]')) {
    part.hidden = part.dataset.part !== which;
  }
}

// These two pages, and whatever somebody comes to from elsewhere or from signing in.
function isStart() {
  const from = document.referrer && new URL(document.referrer);
  if (!from || from.origin !== location.origin || ALWAYS.includes(location.pathname)) return true;
  return from.pathname.startsWith("/sign-in");
}

async function look() {
  const { wanted, off, proved, address, key, keys } = await state();
  if (off) return unsubscribe();
  if (!wanted) return;
  if (Notification.permission === "denied") return tell("/push/refused", keys, {});
  if (Notification.permission !== "granted") return;
  const here = await subscribed(key);
  if (!proved || (await hashOf(here.endpoint)) !== address) {
    await tell("/push/subscriptions", keys, here);
  }
}

async function unsubscribe() {
  const { pushManager } = await navigator.serviceWorker.ready;
  await (await pushManager.getSubscription())?.unsubscribe();
}

async function wait(left) {
  const { proved } = await state().catch(() => ({}));
  if (proved) location.reload();
  else if (left > 0) setTimeout(wait, WAIT_MS, left - 1);
}

if (can) {
  navigator.clearAppBadge?.().catch(() => {});
  if (asking) {
    const button = asking.querySelector("button");
    button.hidden = false;
    asking.querySelector('[data-part="without"]').hidden = true;
    button.addEventListener("click", turnOn);
  }
  if (waiting) setTimeout(wait, WAIT_MS, MOST_WAITS);
  if (isStart()) look().catch(() => {});
}
