// Another calendar than ours: ical.js for the days, and the clocks of Node's own ICU for the moments.
// Reads one question a line and answers each with a line.
import { createInterface } from "node:readline";
import ICAL from "ical.js";

const clocks = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Europe/Stockholm",
  dateStyle: "short",
  timeStyle: "short",
});

// From the first day to the last, also when the first is no day of the rule.
function days({ rule, starts_on: startsOn, last }) {
  const iterator = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromDateString(startsOn));
  const found = [];
  for (let next = iterator.next(); next && next.toString() <= last; next = iterator.next()) {
    found.push(next.toString());
  }
  return found;
}

function shown({ moments }) {
  return moments.map((moment) => clocks.format(new Date(moment)));
}

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  process.stdout.write(`${JSON.stringify("rule" in question ? days(question) : shown(question))}\n`);
}
