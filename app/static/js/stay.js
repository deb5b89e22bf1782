// Says it a minute before a sign-in ends, and lets one press stay. When it has ended, the page goes.
const dialog = document.querySelector('[data-part="stay"]');
const WARNING_MS = 60_000;
const LONGEST_MS = 2 ** 31 - 1;
let timers = [];

function after(seconds, ms, act) {
  timers.push(setTimeout(act, Math.min(Math.max(0, seconds * 1000 - ms), LONGEST_MS)));
}

function warn(which) {
  for (const part of dialog.querySelectorAll("[data-when]"))
    part.hidden = part.dataset.when !== which;
  if (!dialog.open) dialog.showModal();
}

function begin() {
  for (const timer of timers) clearTimeout(timer);
  timers = [];
  const { idle, end } = dialog.dataset;
  const left = end - (performance.now() - loaded) / 1000;
  if (left > idle) after(idle, WARNING_MS, () => warn("idle"));
  else after(left, WARNING_MS, () => warn("end"));
  after(Math.min(left, idle), -1000, () => location.reload());
}

const loaded = performance.now();
if (dialog) {
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    dialog.close();
    fetch(event.target.action, {
      method: "POST",
      body: new FormData(event.target),
      redirect: "manual",
    }).then(begin);
  });
  begin();
}
