// Says it a minute before a sign-in locks or ends, and lets one press stay. When it has, the page goes.
const dialog = document.querySelector('[data-part="stay"]');
const WARNING = 60;
const LONGEST = 2 ** 31 / 1000 - 1;
let timer = 0;

function wait(seconds, act) {
  clearTimeout(timer);
  timer = setTimeout(act, Math.min(Math.max(1, seconds), LONGEST) * 1000);
}

// Somebody may have used another page meanwhile, so the server is asked before anything is said.
async function look() {
  const answer = await fetch(dialog.dataset.left).catch(() => null);
  if (answer?.ok) follow(await answer.json());
  else wait(WARNING, look);
}

function follow({ idle, end }) {
  const left = Math.min(idle, end);
  if (left <= 0) location.replace(location.href);
  else if (left > WARNING + 1) {
    dialog.close();
    wait(left - WARNING, look);
  } else warn(end <= idle ? "end" : "idle", left);
}

function warn(which, left) {
  for (const part of dialog.querySelectorAll("[data-when]")) {
    part.hidden = part.dataset.when !== which;
  }
  if (!dialog.open) dialog.showModal();
  wait(left + 1, look);
}

async function stay(event) {
  event.preventDefault();
  dialog.close();
  const body = new FormData(event.target);
  await fetch(event.target.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
  look();
}

if (dialog) {
  dialog.querySelector('[data-when="idle"]').addEventListener("submit", stay);
  wait(Math.min(dialog.dataset.idle, dialog.dataset.end) - WARNING, look);
}
