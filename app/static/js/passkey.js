// Lets the phone sign what the server asks, and sends the answer with the form it stands in.
const making = document.querySelector('[data-part="passkey-make"]');
const signingIn = document.querySelector('[data-part="passkey-sign-in"]');
let waiting = null;

async function options(form) {
  const asked = await fetch(form.dataset.options, { method: "POST", body: new FormData(form) });
  if (!asked.ok) throw new Error(String(asked.status));
  return asked.json();
}

async function make(form) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(await options(form));
  return navigator.credentials.create({ publicKey });
}

async function show(form, mediation) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await options(form));
  waiting?.abort();
  waiting = new AbortController();
  return navigator.credentials.get({ publicKey, mediation, signal: waiting.signal });
}

function send(form, credential) {
  form.elements.credential.value = JSON.stringify(credential.toJSON());
  form.submit();
}

function say(form, words) {
  form.querySelector('[data-part="fault"]').textContent = words;
}

function prepare(form, ask) {
  const button = form.querySelector("button");
  button.hidden = false;
  form.querySelector('[data-part="without"]').hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say(form, "");
    button.disabled = true;
    try {
      send(form, await ask(form));
    } catch {
      say(form, form.querySelector('[data-part="fault"]').dataset.fault);
    }
    button.disabled = false;
  });
}

// The browser offers the passkey where one would type a code, for those who never see the button.
async function offerByAutofill(form) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  try {
    send(form, await show(form, "conditional"));
  } catch {
    // Somebody took another way, or pressed the button instead.
  }
}

if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  if (making) prepare(making, make);
  if (signingIn) {
    prepare(signingIn, show);
    offerByAutofill(signingIn);
  }
}
