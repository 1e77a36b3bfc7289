// What every page loads. Each part improves what the server has made already; without it the page still works.
import "./hgkm.css";
import { menu } from "./menu.js";
import { choosing } from "./namen.js";
import { printing } from "./afdrukken.js";
import { table } from "./tabel.js";
import { waiting } from "./wachten.js";

function improve(part) {
  part.querySelectorAll("[data-tabel]").forEach(table);
  part.querySelectorAll("[data-afdrukken]").forEach(printing);
  part.querySelectorAll("[data-namen]").forEach(choosing);
}

menu(document.querySelector(".menuknop"));
improve(document);
document.querySelectorAll("[data-nagegaan]").forEach((sentence) => waiting(sentence, improve));
