// The table beside the map shows the rows that the map shows now; a row of the table brings its things forward.
export function tabelBij(beeld) {
  const rijen = [...document.querySelectorAll("#kaarttabel tbody tr")];
  const telling = document.getElementById("kaart-telling");
  const zeg = () => {
    const gekozen = beeld.keuze.bij ? beeld.cy.$id(beeld.keuze.bij).connectedEdges() : beeld.cy.edges();
    const te_zien = new Set(gekozen.flatMap((lijn) => lijn.data("rijen")));
    for (const [nummer, rij] of rijen.entries()) rij.hidden = !te_zien.has(nummer);
    telling.textContent = `${te_zien.size} van ${rijen.length} rijen`;
  };
  beeld.addEventListener("getekend", zeg);
  beeld.addEventListener("gekozen", zeg);
}
