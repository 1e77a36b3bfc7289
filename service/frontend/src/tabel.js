// Sorting and filtering of a table that the server has written out whole.

const DUTCH = new Intl.Collator("nl", { numeric: true, sensitivity: "base" });

/** What a row is sorted by in a column: what the cell says to go by, else what it shows from the first letter on. */
const key = (row, column) => row.cells[column].dataset.orde ?? row.cells[column].textContent.replace(/^[^\p{L}\p{N}]+/u, "").trim();

/** Text to search in: without accents, in small letters. */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Sort the rows by a column; empty cells come last either way. */
function sort(body, column, descending) {
  const rows = [...body.rows].map((row) => ({ row, by: key(row, column) }));
  rows.sort((a, b) => !a.by - !b.by || DUTCH.compare(a.by, b.by) * (descending ? -1 : 1));
  body.append(...rows.map(({ row }) => row));
}

/** Make the headers buttons, and let the field filter the rows. */
export function table(element) {
  const grid = element.querySelector("table");
  const body = grid.tBodies[0];
  const headers = [...grid.tHead.rows[0].cells];
  const choice = element.querySelector("select");
  const field = element.querySelector("input");

  function sortBy(column, descending) {
    headers.forEach((header) => header.removeAttribute("aria-sort"));
    headers[column].setAttribute("aria-sort", descending ? "descending" : "ascending");
    if (choice) choice.value = String(column);
    sort(body, column, descending);
  }

  headers.forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sorteer";
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener("click", () => sortBy(column, header.getAttribute("aria-sort") === "ascending"));
  });
  choice?.addEventListener("change", () => choice.value && sortBy(Number(choice.value), false));

  field?.addEventListener("input", () => {
    const words = plain(field.value).split(/\s+/);
    const rows = [...body.rows];
    for (const row of rows) {
      const text = plain(row.textContent);
      row.hidden = !words.every((word) => text.includes(word));
    }
    const shown = rows.filter((row) => !row.hidden).length;
    element.querySelector("output").textContent = `${shown} van ${rows.length} rijen`;
  });
}
