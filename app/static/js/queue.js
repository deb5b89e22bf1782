// Sends what was written without a network: once, in order, and only for whoever wrote it.
import { drop, holder, refuse, waiting, wipe } from "./store.js";

const LONGEST_WAIT_MS = 8000;

export async function state() {
  const asked = { cache: "no-store", signal: AbortSignal.timeout(LONGEST_WAIT_MS) };
  const answer = await fetch("/saved/state", asked).catch(() => null);
  return answer?.ok ? answer.json() : null;
}

// What was kept for somebody else, or on a phone that is nobody's own any more, is gone at once.
export async function agree(here) {
  const kept = await holder();
  const isTheirs = !here || !kept || (here.phone !== "strange" && here.holder === kept);
  if (!isTheirs) await wipe();
  return isTheirs;
}

// Of several open pages one sends at a time; the next finds what is left, which may be nothing.
export function send() {
  return navigator.locks.request("nasta-steg sends", sendAll);
}

async function sendAll() {
  let elsewhere = false;
  for (const one of await waiting()) {
    if (one.refused) continue;
    const here = await state();
    if (!(await agree(here))) return "wiped";
    if (!here) return "away";
    if (here.phone !== "open") return "signed-out";
    if (here.holder !== one.holder) return "wiped";
    if (here.whose !== one.whose) {
      elsewhere = true;
      continue;
    }
    const answer = await post(one, here.token);
    if (answer.type === "opaqueredirect") await drop(one.number);
    else if (answer.status === 401) return "signed-out";
    else if (isAway(answer)) return "away";
    else await refuse(one.number);
  }
  if (!(await holder())) return "wiped";
  return elsewhere ? "elsewhere" : "sent";
}

export async function post(one, token) {
  const body = new FormData();
  for (const [name, value] of one.fields) body.append(name, value);
  body.append("whose", one.whose);
  body.append("once", one.once);
  body.append("csrf_token", token);
  const asked = {
    method: "POST",
    body,
    redirect: "manual",
    headers: { "Idempotency-Key": one.once },
    signal: AbortSignal.timeout(LONGEST_WAIT_MS),
  };
  return fetch(one.action, asked).catch(() => Response.error());
}

// Nobody knows whether it arrived. The same again is known by its key, and does nothing more.
export function isAway({ type, status }) {
  return type === "error" || status === 429 || status >= 500;
}
