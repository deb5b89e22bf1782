// Shows the buttons that copy a text on the page; without script one marks it and copies it oneself.
for (const button of document.querySelectorAll('[data-part="copy"]')) {
  const text = document.getElementById(button.dataset.from);
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    text.select();
    await navigator.clipboard.writeText(text.value);
    button.textContent = button.dataset.done;
  });
}
