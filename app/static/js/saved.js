// Shows what this phone has saved, when the network is away, and lets one write for later.
import { keep, today } from "./later.js";
import { saved, waiting } from "./store.js";
import { fill, words } from "./words.js";

const TAGS = "a article br dd div dl dt h2 h3 li ol p section small span strong time ul".split(" ");
const ATTRIBUTES = ["class", "lang", "translate"];
const A_DAY = 24 * 60 * 60 * 1000;

function part(name) {
  return document.querySelector(`[data-part="${name}"]`);
}

// Only texts and known tags are put together; nothing that was saved is ever read as a page.
function put(place, pieces) {
  for (const piece of pieces) {
    if (typeof piece === "string") place.append(piece);
    else if (TAGS.includes(piece[0])) place.append(made(...piece));
  }
}

function made(tag, said, ...inside) {
  const drawn = document.createElement(tag);
  for (const name of ATTRIBUTES) if (said[name]) drawn.setAttribute(name, said[name]);
  if (said.href?.startsWith("tel:")) drawn.href = said.href;
  put(drawn, inside);
  return drawn;
}

function dayOf(moment) {
  const day = new Date(moment);
  return Date.UTC(day.getFullYear(), day.getMonth(), day.getDate());
}

function age(at, [today, yesterday, weekday, older]) {
  const days = Math.round((dayOf(Date.now()) - dayOf(at)) / A_DAY);
  return [today, yesterday, ...Array(5).fill(weekday)][Math.max(0, days)] ?? older;
}

function hidden(form, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
}

function keepFrom(form, to, what) {
  form.dataset.what = what;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const row = form.closest("li");
    await keep(form, event.submitter, to);
    row?.remove();
  });
}

async function occasion(one, to, by) {
  const drawn = await words("occasion");
  const form = drawn.querySelector("form");
  fill(drawn, "what", one.what);
  hidden(form, { ...one.fields, by });
  for (const measure of one.measures) {
    const field = document.createElement("input");
    Object.assign(field, { type: "text", name: measure.name, inputMode: "decimal" });
    const label = document.createElement("label");
    label.className = "field";
    label.append(measure.called, field);
    drawn.querySelector('[data-part="measures"]').append(label);
  }
  keepFrom(form, to, one.what);
  return drawn;
}

async function show({ at, told }) {
  part("age").textContent = age(at, told.ages);
  put(part("cards"), told.pieces);
  part("saved").hidden = false;
  const { by, days, question } = told.writing;
  const written = (await waiting()).flatMap((one) => one.fields.map(([, value]) => value));
  const left = (days[today()] ?? []).filter((one) => !written.includes(one.fields.id));
  for (const one of left) {
    part("occasions").append(await occasion(one, told, by));
    part("record").hidden = false;
  }
  if (question) {
    const form = part("ask").querySelector("form");
    keepFrom(form, told, part("ask").querySelector("h2").textContent);
    part("ask").hidden = false;
  }
}

const found = await saved();
if (found) await show(found);
