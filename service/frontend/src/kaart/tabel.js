// The table beside the map shows the rows that the map shows now; a row of the table brings its things forward.
export function tabelBij(beeld) {
  const lees = () => [...document.querySelectorAll("#kaarttabel tbody tr")];
  let rijen = lees();
  const telling = document.getElementById("kaart-telling");
  const zeg = () => {
    const gekozen = beeld.keuze.bij ? beeld.cy.$id(beeld.keuze.bij).connectedEdges() : beeld.cy.edges();
    const te_zien = new Set(gekozen.flatMap((lijn) => lijn.data("rijen")));
    // What was brought up in a session may stand by itself, without a line.
    if (!beeld.keuze.bij) for (const nummer of los()) te_zien.add(nummer);
    for (const [nummer, rij] of rijen.entries()) rij.hidden = !te_zien.has(nummer);
    telling.textContent = `${te_zien.size} van ${rijen.length} rijen`;
  };
  const los = () => {
    const verbonden = new Set(beeld.gegevens.edges.flatMap((lijn) => lijn.rows));
    return [...rijen.keys()].filter((nummer) => !verbonden.has(nummer));
  };
  beeld.addEventListener("genomen", () => (rijen = lees()));
  beeld.addEventListener("getekend", zeg);
  beeld.addEventListener("gekozen", zeg);
}
