// Shows the buttons that print the page they stand on; without script the browser's own menu does it.
for (const button of document.querySelectorAll('[data-part="print"]')) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
