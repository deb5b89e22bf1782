// Keeps what is written when there is no network, from the forms that can wait.
import { show } from "./panel.js";
import { state } from "./queue.js";
import { wait } from "./store.js";
import { words } from "./words.js";

const OWN_FIELDS = ["csrf_token", "once", "whose"];

function today() {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

// What was done today was done now, and not when it is sent.
function fieldsOf(form, submitter) {
  const all = [...new FormData(form, submitter)].filter(([name]) => !OWN_FIELDS.includes(name));
  const said = Object.fromEntries(all);
  const now = said.routine && !said.at && said.on === today();
  return now ? [...all, ["happened", new Date().toISOString()]] : all;
}

function wordsOf(form) {
  const told = [...form.elements].map((field) => {
    if (field.type === "radio") return field.checked ? (field.labels[0]?.textContent ?? "") : "";
    return field.matches("textarea, [type=text]") ? field.value : "";
  });
  return told
    .map((text) => text.trim())
    .filter(Boolean)
    .join(" · ");
}

export async function keep(form, submitter, to) {
  await wait(to, {
    action: new URL(form.action).pathname,
    fields: fieldsOf(form, submitter),
    once: crypto.randomUUID(),
    what: form.dataset.what ?? document.querySelector("h1").textContent.trim(),
    words: wordsOf(form),
  });
  form.querySelector("textarea") && !form.elements.question_set ? form.reset() : form.remove();
  await show();
  await (await import("./phone.js")).begin(to.holder);
}

async function hold(event, holder) {
  const { target: form, submitter } = event;
  if (form.dataset.sure) return;
  event.preventDefault();
  if (form.dataset.asking) return;
  form.dataset.asking = "yes";
  const here = await state();
  if (here && here.phone !== "resting") {
    form.dataset.sure = "yes";
    form.requestSubmit(submitter);
  } else {
    form.after(await words("kept"));
    await keep(form, submitter, { holder, whose: form.elements.whose.value });
  }
  delete form.dataset.asking;
}

export function begin(holder) {
  for (const form of document.querySelectorAll('form[data-part="later"]')) {
    form.addEventListener("submit", (event) => hold(event, holder));
  }
}
