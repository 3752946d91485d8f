/* Proof of work for the form of an appeal under attack: ALTCHA 2 with PBKDF2, which browsers do in
   one call, off the page's thread. Without this script all works as well; the mail comes later. */
"use strict";
(() => {
  const TOGETHER = 16, MOST = 100000;
  const said = document.querySelector("[data-challenge]");
  const form = said && said.closest("form");
  if (!form || !window.crypto || !crypto.subtle) return; // without https there is no crypto

  const slowly = said.textContent;
  const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  const hex = (buffer) =>
    Array.from(new Uint8Array(buffer), (one) => one.toString(16).padStart(2, "0")).join("");

  async function derived(asked, counter) {
    const nonce = bytes(asked.nonce), password = new Uint8Array(nonce.length + 4);
    password.set(nonce);
    new DataView(password.buffer).setUint32(nonce.length, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(asked.salt), iterations: asked.cost };
    return hex(await crypto.subtle.deriveBits(how, key, asked.keyLength * 8));
  }

  async function solved(challenge) {
    const asked = challenge.parameters;
    for (let first = 0; first < MOST; first += TOGETHER) {
      const counters = Array.from({ length: TOGETHER }, (_, more) => first + more);
      const keys = await Promise.all(counters.map((counter) => derived(asked, counter)));
      const at = keys.findIndex((key) => key.startsWith(asked.keyPrefix));
      if (at >= 0) return { challenge, solution: { counter: first + at, derivedKey: keys[at] } };
    }
    throw new Error("no solution");
  }

  let again;
  async function prove() {
    clearTimeout(again);
    form.elements.altcha.value = "";
    try {
      const answer = await fetch(said.dataset.challenge, { cache: "no-store" });
      if (answer.status !== 200) return;
      const challenge = await answer.json();
      said.textContent = said.dataset.begun;
      form.elements.altcha.value = btoa(JSON.stringify(await solved(challenge)));
      said.textContent = said.dataset.done;
      again = setTimeout(prove, said.dataset.seconds * 1000); // before it expires
    } catch {
      said.textContent = slowly;
    }
  }

  form.addEventListener("focusin", prove, { once: true }); // who only reads computes nothing
  // Who comes back to the page has sent its proof, which is good once.
  addEventListener("pageshow", (event) => event.persisted && prove());
})();
