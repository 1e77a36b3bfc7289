/** Let a button print the page as it is on the screen: filtered and sorted. */
export function printing(button) {
  button.addEventListener("click", () => window.print());
}
