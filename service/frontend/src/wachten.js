const PAUSE = 2000; // milliseconds between two looks

/**
 * Where the open points are still being checked: looks now and then whether they are there, and puts them in the
 * place of the sentence that says so. What stands elsewhere on the page, such as a form, is left alone.
 */
export function waiting(sentence, improve) {
  const section = sentence.closest("section");
  const place = section ? `section[aria-labelledby="${section.getAttribute("aria-labelledby")}"]` : "main";
  const look = async () => {
    const answer = await fetch(sentence.querySelector("a").href).catch(() => null);
    const page = new DOMParser().parseFromString((await answer?.text()) ?? "", "text/html");
    const found = page.querySelector(place);
    if (!found || found.querySelector("[data-nagegaan]")) return setTimeout(look, PAUSE);
    document.querySelector(place).replaceChildren(...found.childNodes);
    improve(document.querySelector(place));
  };
  setTimeout(look, PAUSE);
}
