// What is kept on the device: drafts and the kit, each locked by AES-GCM under a key of the sign-in. The key is handed
// out by the server, is never extractable, and is forgotten at its end, at sign-out, and once the server says that nobody
// is signed in (docs/decisions/2026-11-29-drafts-on-the-device.md). Names and times of what is kept are locked as well.

const KEYS = "keys", BOXES = "boxes";
const ask = (request) => new Promise((done, fail) => {
  request.addEventListener("success", () => done(request.result));
  request.addEventListener("error", () => fail(request.error));
});

function open(name) {
  const request = indexedDB.open(name, 1);
  request.addEventListener("upgradeneeded", () => {
    for (const store of [KEYS, BOXES]) request.result.createObjectStore(store, { keyPath: "id" });
  });
  return ask(request);
}

const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

export class Store {
  static async open(scope) {
    const store = new Store();
    store.scope = scope;
    store.db = await open(`ashilms-offline ${scope}`);
    store.db.addEventListener("versionchange", () => store.db.close()); // a page that signs out takes all of it away
    store.keys = new Map();
    await store.findKeys(new Date());
    return store;
  }

  at(name, mode = "readonly") {
    return this.db.transaction(name, mode).objectStore(name);
  }

  // ── keys ──

  async findKeys(now) {
    for (const { id, key, until } of await ask(this.at(KEYS).getAll())) {
      if (new Date(until) > now) this.keys.set(id, key);
      else await ask(this.at(KEYS, "readwrite").delete(id));
    }
  }

  get isOpen() {
    return this.keys.size > 0;
  }

  // Take the keys of a kit; the last of them locks what is kept from now on.
  async take(keys, until) {
    this.keys.clear();
    for (const { name, bytes } of keys) {
      const key = await crypto.subtle.importKey("raw", bytesOf(bytes), "AES-GCM", false, ["encrypt", "decrypt"]);
      this.keys.set(name, key);
      await ask(this.at(KEYS, "readwrite").put({ id: name, key, until }));
    }
  }

  async lock() {
    this.keys.clear();
    await ask(this.at(KEYS, "readwrite").clear());
  }

  async keyNames() {
    const names = (await ask(this.at(BOXES).getAll())).map((box) => box.key);
    return [...new Set([...names, ...this.keys.keys()])].slice(-8);
  }

  // ── what is locked ──

  async put(id, value) {
    const [name, key] = [...this.keys].pop();
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const additionalData = new TextEncoder().encode(`${this.scope} ${id}`);
    const text = new TextEncoder().encode(JSON.stringify(value));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, text);
    await ask(this.at(BOXES, "readwrite").put({ id, key: name, iv, data }));
  }

  // Return everything that can be opened, and how much can't: it is somebody else's, or waits for its key.
  async all() {
    const found = new Map();
    let locked = 0;
    for (const box of await ask(this.at(BOXES).getAll())) {
      const value = await this.unlock(box);
      if (value !== undefined) found.set(box.id, value);
      else if (box.id.startsWith("session ")) locked += 1;
    }
    return { found, locked };
  }

  async unlock({ id, key: name, iv, data }) {
    const key = this.keys.get(name);
    if (!key) return undefined;
    const additionalData = new TextEncoder().encode(`${this.scope} ${id}`);
    try {
      const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key, data);
      return JSON.parse(new TextDecoder().decode(text));
    } catch {
      return undefined; // another person's key of the same name opens nothing
    }
  }

  drop(id) {
    return ask(this.at(BOXES, "readwrite").delete(id));
  }
}
