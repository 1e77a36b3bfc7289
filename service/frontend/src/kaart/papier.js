// On paper the map is a drawing of what is on the screen that fits the page, in the colours of paper.
import { svg } from "./uitvoer.js";

let beeld = null;

export function opPapier(van) {
  beeld = van;
}

matchMedia("print").addEventListener("change", ({ matches }) => {
  if (!matches || !beeld?.vak.isConnected) return;
  const blad = beeld.vak.parentElement.querySelector(".kaart-papier") ?? Object.assign(document.createElement("div"), { className: "kaart-papier" });
  blad.replaceChildren(document.importNode(new DOMParser().parseFromString(svg(beeld), "image/svg+xml").documentElement, true));
  beeld.vak.after(blad);
});
