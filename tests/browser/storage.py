"""Questions to a page about all that a phone holds of us."""

CACHED = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      const address = new URL(request.url);
      found.push({path: address.pathname + address.search, text: await answer.text()});
    }
  }
  return found;
}"""

STORED = """async () => ({
  local: Object.keys(localStorage),
  session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map((one) => one.name),
})"""
NOTHING = {"local": [], "session": [], "databases": []}

DATABASES = "() => indexedDB.databases().then((all) => all.map((one) => one.name))"

KEPT = """async () => {
  const found = [];
  for (const { name } of await indexedDB.databases()) {
    const opened = indexedDB.open(name);
    await new Promise((resolve) => { opened.onsuccess = resolve; });
    for (const room of opened.result.objectStoreNames) {
      const asked = opened.result.transaction(room).objectStore(room).getAll();
      await new Promise((resolve) => { asked.onsuccess = resolve; });
      found.push(...asked.result);
    }
    opened.result.close();
  }
  return found.map((one) => {
    const bytes = one.sealed ? new TextDecoder("latin1").decode(one.sealed) : "";
    return { text: JSON.stringify(one) + bytes, extractable: one.key?.extractable ?? null };
  });
}"""
"""The rows of every database, with their sealed bytes as text."""

SEALED = f"() => ({KEPT})().then((all) => all.length > 1)"
"""Whether anything is there besides the key."""
