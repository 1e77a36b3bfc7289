// The live map: fetches a picture, draws it, and keeps table, legend, address and live region in step with it.
// The page links its style sheet as <link id="__________cytoscape_stylesheet">, so that cytoscape injects none.
import "./kaart.css";
import cytoscape from "cytoscape";
import fcose from "cytoscape-fcose";
import { Beeld } from "./kaart/beeld.js";
import { bedien } from "./kaart/bediening.js";
import { legenda } from "./kaart/legenda.js";
import { opPapier } from "./kaart/papier.js";
import { presenteer } from "./kaart/presenteer.js";
import { sessie } from "./kaart/sessie.js";
import { tabelBij } from "./kaart/tabel.js";
import { loop } from "./kaart/toetsen.js";
import { neemMee } from "./kaart/uitvoer.js";

cytoscape.use(fcose);

/** Give the picture: from the page itself where it is kept nowhere, else from its address. */
async function haal(vak) {
  const inPagina = document.getElementById("kaart-gegevens");
  if (inPagina) return JSON.parse(inPagina.textContent);
  const antwoord = await fetch(vak.dataset.gegevens);
  const gegevens = await antwoord.json();
  if (!antwoord.ok) throw new Error(gegevens.detail);
  return gegevens;
}

/** Draw the map that the page asks for, with as much around it as the page has. */
async function teken() {
  const vak = document.getElementById("kaart");
  window.hgkmKaart?.destroy();
  window.hgkmKaart = null;
  if (!vak) return;
  try {
    const gegevens = await haal(vak);
    const beeld = new Beeld(cytoscape, vak, gegevens);
    legenda(beeld);
    tabelBij(beeld);
    loop(beeld);
    if (document.querySelector(".kaart-balk")) {
      neemMee(beeld);
      bedien(beeld);
    }
    sessie(beeld);
    opPapier(beeld);
    beeld.toon();
    vak.dataset.klaar = "";
    window.hgkmKaart = beeld.cy; // so that tests can measure what is drawn
  } catch (fout) {
    document.getElementById("kaart-melding").textContent = `De kaart kan niet worden getekend: ${fout.message}. De tabel is er wel.`;
  }
}

// A map is put in a series as it is shown now.
for (const form of document.querySelectorAll("[data-met-stand]")) form.addEventListener("submit", () => (form.elements.stand.value = location.hash));

if (document.getElementById("presentatie")) await presenteer(teken);
else await teken();
