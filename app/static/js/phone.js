// Keeps what a phone of one's own has in step with the server: wiped, renewed and sent.
import { sendAndShow } from "./panel.js";
import { agree, send, state } from "./queue.js";
import { forget, isKept, save, saved, waiting, wipe } from "./store.js";
import { words } from "./words.js";

const RENEWED_AFTER_MS = 10 * 60 * 1000;
const LEFT = "signed-out";
let begun = false;

async function renew(here) {
  const before = await saved();
  const isNew = before && before.whose === here.whose && Date.now() - before.at < RENEWED_AFTER_MS;
  if (isNew && location.pathname !== "/") return;
  const answer = await fetch("/saved/copy", { cache: "no-store", redirect: "error" });
  if (answer.ok) await save(await answer.json());
  else if (answer.status < 500) await forget();
}

async function meet() {
  const here = await state();
  if (here && here.phone !== "open") localStorage.removeItem(LEFT);
  await agree(here);
  if (here?.phone === "open") await (here.keeps ? renew(here) : forget());
  if (await isKept()) await sendAndShow();
}

// Who left without a network is signed out as soon as there is one.
// What waits is thrown away by leaving, so that is asked about. The rest goes without a network too.
async function leave(event) {
  const form = event.target;
  if (form.dataset.sure) return;
  event.preventDefault();
  try {
    if ((await isAnythingLeft()) && !(await isMeant())) return;
    await wipe();
    if (!(await state())) localStorage.setItem(LEFT, "yes");
  } catch {
    // It could not be asked. Then the form goes as without script, and what waits stays for now.
  }
  form.dataset.sure = "yes";
  form.requestSubmit();
}

async function isAnythingLeft() {
  if ((await waiting()).length) await send();
  return (await waiting()).length > 0;
}

async function isMeant() {
  const dialog = await words("leave");
  document.body.append(dialog);
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  dialog.remove();
  return dialog.returnValue === "leave";
}

export async function begin(holder) {
  if (begun) return;
  begun = true;
  const ways = document.querySelectorAll('form[data-part="sign-out"]');
  if (holder && localStorage.getItem(LEFT)) {
    localStorage.removeItem(LEFT);
    return ways[0].requestSubmit();
  }
  for (const way of ways) way.addEventListener("submit", leave);
  addEventListener("online", meet);
  document.addEventListener("visibilitychange", () => document.hidden || meet());
  await meet();
}
