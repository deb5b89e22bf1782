// Keeps what is written when there is no network, from the forms that can wait.
import { show } from "./panel.js";
import { begin as keepInStep } from "./phone.js";
import { isAway, post, state } from "./queue.js";
import { wait } from "./store.js";
import { words } from "./words.js";

const OWN_FIELDS = ["csrf_token", "once", "whose"];

// The day by the clock of the phone, as forms write it.
export function today() {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

function fieldsOf(form, submitter) {
  return [...new FormData(form, submitter)].filter(([name]) => !OWN_FIELDS.includes(name));
}

// What was done today was done now, and not when it is sent.
function withMoment(fields) {
  const said = Object.fromEntries(fields);
  const now = said.routine && !said.at && said.on === today();
  return now ? [...fields, ["happened", new Date().toISOString()]] : fields;
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

// What may have arrived already is kept with the key it went with, so that it does nothing twice.
async function hold(form, submitter, to) {
  await wait(to, {
    action: new URL(form.action).pathname,
    fields: withMoment(fieldsOf(form, submitter)),
    once: form.elements.once?.value ?? crypto.randomUUID(),
    what: form.dataset.what ?? document.querySelector("h1").textContent.trim(),
    words: wordsOf(form),
  });
}

async function finish(form, to) {
  form.querySelector("textarea") && !form.elements.question_set ? form.reset() : form.remove();
  if (form.elements.once) form.elements.once.value = crypto.randomUUID();
  await show();
  await keepInStep(to.holder);
}

export async function keep(form, submitter, to) {
  await hold(form, submitter, to);
  await finish(form, to);
}

// It is sent before the page is left for its answer: a page that is gone has no words to keep.
async function isReceived(form, submitter) {
  const { csrf_token: token, once, whose } = form.elements;
  const one = {
    action: form.action,
    fields: fieldsOf(form, submitter),
    whose: whose.value,
    once: once.value,
  };
  const answer = await post(one, token.value);
  if (answer.status !== 401) return !isAway(answer);
  return (await state())?.phone === "strange";
}

async function ask(event, holder) {
  const { target: form, submitter } = event;
  if (form.dataset.sure) return;
  event.preventDefault();
  if (form.dataset.asking) return;
  form.dataset.asking = "yes";
  try {
    if ((await isReceived(form, submitter)) || !(await isKept(form, submitter, holder))) {
      form.dataset.sure = "yes";
      form.requestSubmit(submitter);
    }
  } finally {
    delete form.dataset.asking;
  }
}

// Without the words that say so, the form goes as it would without script: the same again is
// harmless, and whoever pressed sees that there is no network.
async function isKept(form, submitter, holder) {
  const to = { holder, whose: form.elements.whose.value };
  try {
    await hold(form, submitter, to);
    form.after(await words("kept"));
  } catch {
    return false;
  }
  await finish(form, to);
  return true;
}

export function begin(holder) {
  for (const form of document.querySelectorAll('form[data-part="later"]')) {
    form.addEventListener("submit", (event) => ask(event, holder));
  }
}
