// Shows what waits to be sent, first on the page, and lets one throw it away.
// When all of it has gone, it says that once.
import { send } from "./queue.js";
import { drop, waiting } from "./store.js";
import { fill, words } from "./words.js";

const HERE = '[data-part="waiting"]';

export async function sendAndShow() {
  const waited = (await waiting()).length > 0 || document.querySelector(HERE);
  const outcome = await send();
  await show(outcome, { gone: waited && outcome === "sent" });
}

export async function show(outcome = "away", { gone = false } = {}) {
  const all = await waiting();
  const before = document.querySelector(HERE);
  if (!all.length && !gone) return before?.remove();
  const panel = await draw(all, outcome);
  if (before) before.replaceWith(panel);
  else document.querySelector("main").prepend(panel);
}

async function draw(all, outcome) {
  const panel = await words("queue");
  const title = panel.querySelector("h2");
  const { one, many, none } = title.dataset;
  title.textContent =
    all.length === 0 ? none : all.length === 1 ? one : many.replace("{number}", all.length);
  const open = all.filter((item) => !item.refused);
  for (const part of panel.querySelectorAll(":scope > [data-when]")) {
    const { when } = part.dataset;
    const refused = when === "refused" && open.length < all.length;
    part.hidden = !(refused || (open.length && when === outcome));
  }
  for (const item of all) panel.querySelector("ul").append(await row(item));
  const button = panel.querySelector('[data-part="send"]');
  button.hidden = !open.length;
  button.addEventListener("click", sendAndShow);
  return panel;
}

async function row(item) {
  const drawn = await words("queued");
  fill(drawn, "what", item.what);
  fill(drawn, "words", item.words);
  drawn.querySelector('[data-when="refused"]').hidden = !item.refused;
  drawn.querySelector('[data-part="throw-away"]').addEventListener("click", async () => {
    await drop(item.number);
    await show();
  });
  return drawn;
}
