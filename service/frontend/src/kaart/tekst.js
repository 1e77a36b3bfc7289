// Breaks names into lines that fit in a shape, by measuring them; screen and export use the same lines.
const BREEDTE = 150;
export const LETTER = { grootte: 12, regel: 15, soort: 'system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif' };
const maat = document.createElement("canvas").getContext("2d");
maat.font = `${LETTER.grootte}px ${LETTER.soort}`;

const gemeten = new Map();

export function breedteVan(tekst) {
  if (!gemeten.has(tekst)) gemeten.set(tekst, maat.measureText(tekst).width);
  return gemeten.get(tekst);
}

// How much more room a shape takes than the rectangle of its text.
const RUIM = { functie: [1.25, 1.35], "groep of overleg": [1.4, 1.1], "keuze tussen partijen": [1.7, 1.6], doelgroep: [1.15, 1.15] };

/** Give the lines of a name and of what is told with it, with the size of the shape around them as `breed` and `hoog`. */
export function gebroken(namen, verteld, soort) {
  // What is told stands in full in the table.
  const over = [...namen.flatMap((tekst) => regelsVan(tekst, 4)), ...verteld.flatMap((tekst) => regelsVan(tekst, 2))];
  const [wijder, hoger] = RUIM[soort] ?? [1, 1];
  over.breed = Math.ceil(Math.max(...over.map(breedteVan), 24) * wijder) + 18;
  over.hoog = Math.ceil(over.length * LETTER.regel * hoger) + 12;
  return over;
}

function regelsVan(tekst, meest) {
  const regels = [];
  let regel = "";
  for (const woord of tekst.split(/(?<=[-/])|\s+/u)) {
    const langer = regel ? `${regel}${/[-/]$/u.test(regel) ? "" : " "}${woord}` : woord;
    if (regel && breedteVan(langer) > BREEDTE) {
      regels.push(regel);
      regel = woord;
    } else regel = langer;
  }
  regels.push(regel);
  return regels.length > meest ? [...regels.slice(0, meest - 1), `${regels[meest - 1]} …`] : regels;
}
