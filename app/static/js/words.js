// The words that scripts say, which stand on the page for when there is no network.
let page;

async function drawn() {
  const [, , files] = new URL(import.meta.url).pathname.split("/");
  const wanted = `/offline?language=${document.documentElement.lang}&files=${files}`;
  const answer = (await caches.match(wanted)) ?? (await fetch(wanted).catch(() => null));
  const text = answer ? await answer.text() : "";
  return new DOMParser().parseFromString(text, "text/html");
}

export async function words(part) {
  const isHere = document.querySelector('template[data-part="queue"]');
  const where = page ?? (isHere ? document : await drawn());
  const found = where.querySelector(`template[data-part="${part}"]`);
  if (!found) throw new Error(`There are no words for ${part}.`);
  page = where;
  return document.importNode(found.content, true).firstElementChild;
}

export function fill(place, part, text) {
  for (const one of place.querySelectorAll(`[data-part="${part}"]`)) {
    one.textContent = one.classList.contains("unseen") ? `: ${text}` : text;
  }
}
