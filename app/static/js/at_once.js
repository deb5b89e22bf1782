// Says at once that a booking needs the network, with the number of the clinic. It never waits.
import { words } from "./words.js";

const LONGEST_WAIT_MS = 8000;

function isThere() {
  const asked = { cache: "no-store", signal: AbortSignal.timeout(LONGEST_WAIT_MS) };
  return fetch("/stay", asked).then(
    (answer) => answer.ok,
    () => false,
  );
}

// Without the words for it, the form goes as it would without script.
function isSaid(form) {
  return say(form).then(
    () => true,
    () => false,
  );
}

async function say(form) {
  const told = await words("needs-network");
  const number = document.querySelector('main a[href^="tel:"], footer a[href="tel:1177"]');
  told.querySelector('[data-part="call"]').append(number.cloneNode(true));
  form.parentElement.querySelector('[role="alert"]')?.remove();
  form.after(told);
}

async function ask(event) {
  const { target: form, submitter } = event;
  if (form.dataset.sure) return;
  event.preventDefault();
  if (form.dataset.asking) return;
  form.dataset.asking = "yes";
  const isHeld = !(await isThere()) && (await isSaid(form));
  if (!isHeld) {
    form.dataset.sure = "yes";
    form.requestSubmit(submitter);
  }
  delete form.dataset.asking;
}

export function begin() {
  for (const form of document.querySelectorAll('form[data-part="at-once"]')) {
    form.addEventListener("submit", ask);
  }
}
