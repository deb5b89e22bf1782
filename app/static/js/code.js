// Moves the code of a scanned letter from behind the # into its field. The address never reaches a server.
const form = document.querySelector('[data-part="code-from-address"]');
const code = decodeURIComponent(location.hash.slice(1));
if (form && code) {
  form.elements.code.value = code;
  form.elements.digits.focus();
  history.replaceState(null, "", location.pathname);
}
