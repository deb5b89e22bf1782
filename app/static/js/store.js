// What this phone keeps for whoever owns it, sealed with a key that never leaves the browser.
const NAME = "nasta-steg";
const OWNER = "owner";
const COPY = "copy";
const A_DAY = 24 * 60 * 60 * 1000;
const LONGEST = 7 * A_DAY;

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function within(room, mode, act) {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("kept");
    asked.result.createObjectStore("queue", { keyPath: "number", autoIncrement: true });
  };
  const database = await done(asked);
  try {
    return await done(act(database.transaction(room, mode).objectStore(room)));
  } finally {
    database.close();
  }
}

const read = (room, act) => within(room, "readonly", act);
const write = (room, act) => within(room, "readwrite", act);

// One page at a time: a first write that met another would leave words that no key opens.
const alone = (act) => navigator.locks.request(NAME, act);

// Whose it is, and the key. Nothing is kept before somebody is known to own this phone.
async function owner() {
  return (await isKept()) ? read("kept", (kept) => kept.get(OWNER)) : undefined;
}

async function ownedBy(holder) {
  const here = await owner();
  if (here?.holder === holder) return here;
  await erase();
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  await write("kept", (kept) => kept.put({ holder, key }, OWNER));
  return { holder, key };
}

async function erase() {
  await done(indexedDB.deleteDatabase(NAME));
}

async function seal(key, told) {
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const bytes = new TextEncoder().encode(JSON.stringify(told));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, bytes);
  return { nonce, sealed };
}

// What this key does not open is nobody's to read any more.
async function unseal(key, { nonce, sealed }) {
  const how = { name: "AES-GCM", iv: nonce };
  const bytes = await crypto.subtle.decrypt(how, key, sealed).catch(() => null);
  return bytes && JSON.parse(new TextDecoder().decode(bytes));
}

export async function isKept() {
  return (await indexedDB.databases()).some((one) => one.name === NAME);
}

export function holder() {
  return alone(async () => (await owner())?.holder);
}

export function wipe() {
  return alone(erase);
}

export function save(told) {
  return alone(async () => {
    const { key } = await ownedBy(told.holder);
    const kept = { at: Date.now(), whose: told.whose, ...(await seal(key, told)) };
    await write("kept", (room) => room.put(kept, COPY));
  });
}

// What is older than it may be is not shown, and goes. So does what a clock set back would keep.
export function saved() {
  return alone(async () => {
    const here = await owner();
    const found = here && (await read("kept", (room) => room.get(COPY)));
    if (!found) return null;
    const age = Date.now() - found.at;
    const told = age > LONGEST || age < -A_DAY ? null : await unseal(here.key, found);
    if (told) return { at: found.at, whose: found.whose, told };
    await dropCopy();
    return null;
  });
}

export function forget() {
  return alone(async () => {
    if (await isKept()) await dropCopy();
  });
}

async function dropCopy() {
  await write("kept", (room) => room.delete(COPY));
}

export function wait(to, told) {
  return alone(async () => {
    const { key } = await ownedBy(to.holder);
    const whole = { whose: to.whose, refused: false, ...(await seal(key, told)) };
    await write("queue", (queue) => queue.add(whole));
  });
}

export function waiting() {
  return alone(async () => {
    const here = await owner();
    if (!here) return [];
    const found = await read("queue", (queue) => queue.getAll());
    const opened = await Promise.all(found.map((one) => open(one, here)));
    return opened.filter(Boolean);
  });
}

async function open(one, { holder, key }) {
  const told = await unseal(key, one);
  if (told) return { number: one.number, whose: one.whose, refused: one.refused, holder, ...told };
  await remove(one.number);
  return null;
}

export function refuse(number) {
  return alone(async () => {
    if (!(await isKept())) return;
    const one = await read("queue", (queue) => queue.get(number));
    if (one) await write("queue", (queue) => queue.put({ ...one, refused: true }));
  });
}

export function drop(number) {
  return alone(async () => {
    if (await isKept()) await remove(number);
  });
}

async function remove(number) {
  await write("queue", (queue) => queue.delete(number));
}
