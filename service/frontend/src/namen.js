const WAIT = 150; // milliseconds after the last letter

/** Let a field offer names that are like what is typed: there are too many to put them all on the page. */
export function choosing(field) {
  const { list } = field;
  const first = [...list.children];
  let waiting = 0;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const typed = field.value.trim();
      if (!typed) return list.replaceChildren(...first);
      const answer = await fetch(`${field.dataset.namen}&q=${encodeURIComponent(typed)}`);
      if (answer.ok && field.value.trim() === typed) list.replaceChildren(...(await answer.json()).map((name) => new Option(name)));
    }, WAIT);
  });
}
