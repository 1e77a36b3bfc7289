// What every page loads. Each part improves what the server has made already; without it the page still works.
import "./hgkm.css";
import { menu } from "./menu.js";
import { choosing } from "./namen.js";
import { printing } from "./afdrukken.js";
import { table } from "./tabel.js";

menu(document.querySelector(".menuknop"));
document.querySelectorAll("[data-tabel]").forEach(table);
document.querySelectorAll("[data-afdrukken]").forEach(printing);
document.querySelectorAll("[data-namen]").forEach(choosing);
