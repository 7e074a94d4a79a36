// Forms with data-passkey="create" or "get": the authenticator's answer goes with the form. Nothing here without scripts; the
// forms stay hidden then, and wherever the browser has no authenticator or the address is a bare number.
(() => {
  const able = window.PublicKeyCredential && PublicKeyCredential.parseCreationOptionsFromJSON && !/^[\d.:[\]]+$/.test(location.hostname);
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    const other = document.querySelector('[data-no-passkey]');
    if (!able) {
      if (other) other.hidden = false;
      continue;
    }
    form.hidden = false;
    form.addEventListener('submit', async event => {
      const field = form.elements.Credential;
      if (field.value) return;
      event.preventDefault();
      const button = form.querySelector('button');
      button.disabled = true;
      try {
        const answer = await fetch(form.dataset.options, { method: 'POST', headers: { 'form-token': form.elements.form_token.value } });
        if (!answer.ok || answer.redirected) { location.reload(); return; }
        const options = await answer.json();
        const credential = form.dataset.passkey === 'create'
          ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
          : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
        field.value = JSON.stringify(credential.toJSON());
        form.submit();
      } catch {
        // The person said no, or the authenticator did: the form stands as it was.
        button.disabled = false;
        const told = form.querySelector('[data-refused]');
        if (told) told.hidden = false;
      }
    });
  }
})();
