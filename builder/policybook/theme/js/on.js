/* What applied on a day: answers from the tables of the page for `#2019-12-20`, `?date=2019-12-20` or a day chosen.
   Without it the tables answer. All words stand in the page, in its language. */
(() => {
  "use strict";
  const form = document.querySelector("#pick"), answer = document.querySelector("#answer"), words = answer.dataset;
  const tables = [...document.querySelectorAll(".periods")];
  const language = document.documentElement.lang;
  const long = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "long", timeZone: "UTC" });

  const made = (name, text) => Object.assign(document.createElement(name), { textContent: text });
  const time = (day) => Object.assign(made("time", long.format(new Date(day))), { dateTime: day });
  const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text) && !isNaN(new Date(text)) && new Date(text).toISOString().startsWith(text);
  const dayBefore = (day) => new Date(Date.parse(day) - 864e5).toISOString().slice(0, 10);

  // A sentence of the page with what stands for its names in braces.
  const sentence = (pattern, parts) => {
    const line = made("p", "");
    pattern.split(/(\{\w+\})/).forEach((piece) => line.append(piece[0] === "{" ? parts[piece.slice(1, -1)] : piece));
    return line;
  };

  const about = (table, day) => {
    const rows = [...table.querySelectorAll("[data-from]")];
    const row = rows.find(({ dataset: { from, until } }) => from <= day && !(until <= day));
    rows.forEach((each) => each.classList.toggle("hit", each === row));
    const { from, until, gone } = (row || rows.at(-1)).dataset;
    const link = row && row.querySelector("a"), ahead = day > new Date().toISOString().slice(0, 10) ? "Ahead" : "";
    const version = link && Object.assign(made("a", link.dataset.name), { href: link.href });
    const pattern = !row ? words.before : words[gone] || words[(until ? "closed" : "open") + ahead];
    const line = sentence(pattern, { day: time(day), version, start: time(from), end: until ? time(dayBefore(until)) : "" });
    if (tables.length > 1) line.prepend(made("strong", table.dataset.title + ": "));
    return line;
  };

  const show = () => {
    const day = location.hash.slice(1) || new URLSearchParams(location.search).get("date");
    if (!day) return;
    form.elements.date.value = day;
    answer.hidden = false;
    answer.replaceChildren(...(isDay(day) ? tables.map((table) => about(table, day)) : [sentence(words.wrong, { day })]));
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.hash = form.elements.date.value; // the answer has an address that can be sent on
  });
  addEventListener("hashchange", show);
  show();
})();
