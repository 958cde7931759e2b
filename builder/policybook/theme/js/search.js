/* Finds passages of the texts in force: reads index.json, then only the words asked for and the texts that are shown.
   Cuts and folds words as core/searchwords.py does; what changes in one must change in the other. */
(() => {
  "use strict";
  const status = document.getElementById("found");
  const asked = (new URLSearchParams(location.search).get("q") || "").trim().slice(0, 200);
  if (!asked) return;
  document.getElementById("words").value = asked;
  document.title = `${asked} – ${document.title}`;

  const UNSPACED = "[\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u3007\\u3041-\\u309f\\u30a1-\\u30fa\\u30fc-\\u30ff\\u3400-\\u9fff\\uac00-\\ud7a3\\uf900-\\ufaff\\u{20000}-\\u{3ffff}]";
  const RUN = `(?:(?!${UNSPACED})[\\p{L}\\p{M}\\p{N}])+`;
  const WORD = new RegExp(`(${UNSPACED}+)|[0-9]+(?:\\.[0-9]+)+|${RUN}(?:[-‐‑]${RUN})*`, "gu");
  const folded = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f\u0591-\u05c7\u064b-\u0655\u0670]/g, "").replace(/ß/g, "ss").replace(/ς/g, "σ").normalize("NFC");

  // The words of a text as [start, end, as looked up]; without blanks between them every two characters are one.
  const cut = (text) => [...text.matchAll(WORD)].flatMap(({ 0: whole, 1: unspaced, index }) => {
    const pieces = unspaced ? [...whole] : whole.split(/[-‐‑]/);
    const spans = pieces.map((piece, place) => {
      const start = index;
      index += piece.length + !unspaced;
      const word = unspaced ? piece + (pieces[place + 1] || "") : piece;
      return [start, start + word.length, folded(word)];
    });
    if (!unspaced && pieces[1]) spans.push([spans[0][0], index - 1, folded(pieces.join(""))]);
    return spans.filter(([, , word]) => unspaced || word[1] || word < ":");
  });

  // What to look for. A word finds its plural or singular, which begins alike in most languages; the last one finds
  // all that begins with it; words in quotation marks find themselves.
  const phrases = [];
  const terms = asked.split(/["“”„«»]/).flatMap((part, place, parts) => {
    const exact = place % 2 && place < parts.length - 1;
    if (exact) phrases.push(plain(part));
    return cut(part).map(([, , word], at, words) => {
      const last = !exact && place === parts.length - 1 && at === words.length - 1 && (word[2] || !words[1]);
      const stem = exact ? word : word.replace(/^(.{4,}?)(?:ies|es|en|[sney])$/, "$1");
      return { word, stem, reach: last ? 99 : exact || !word[2] ? 0 : stem.length + 3 };
    });
  });
  function plain(text) {
    return folded(text).replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim();
  }
  const fit = (term, word) => (word === term.word ? 1 : word.startsWith(term.stem) && word.length <= term.reach ? 0.9 : 0);
  const fits = (word) => terms.some((term) => fit(term, word));

  const files = {};
  const read = (name) => (files[name] ??= fetch(`${name}.json`, { cache: "no-cache" }).then((answer) => answer.json()));
  const before = (starts, value) => Math.max(0, starts.findLastIndex((start) => start <= value));

  // The passages with a word, each with how well it fits: in a heading above it, in its text, in its own heading.
  const passages = async (index, term) => {
    const found = new Map();
    const last = before(index.words, term.reach ? term.stem + "\uffff" : term.stem);
    for (let file = before(index.words, term.stem); file <= last; file++) {
      for (const [word, steps] of Object.entries(await read(`words-${file}`))) {
        let number = 0;
        if (fit(term, word)) steps.forEach((step) => {
          number += step;
          const id = Math.floor(number / 3);
          found.set(id, Math.max(found.get(id) || 0, fit(term, word) * [0.4, 1, 3][number % 3]));
        });
      }
    }
    return found;
  };
  // Passages with every word first, then those with the rarer ones; headings before text, else in order.
  const ranked = async (index) => {
    const found = await Promise.all(terms.map((term) => passages(index, term)));
    const rarity = found.map(({ size }) => Math.log(1 + index.count / (1 + size)));
    const sum = (values) => values.reduce((one, other) => one + other, 0) / rarity.reduce((one, other) => one + other, 0);
    return [...new Set(found.flatMap((map) => [...map.keys()]))].flatMap((id) => {
      const values = found.map((map) => map.get(id) || 0), every = values.every(Boolean);
      const enough = phrases.length ? every : sum(values.map((value, place) => value && rarity[place])) > 0.3;
      return Math.max(...values) > 0.5 && enough ? [{ id, score: 4 * every + sum(values.map((value, place) => value * rarity[place])) }] : [];
    }).sort((one, other) => other.score - one.score || one.id - other.id);
  };

  const node = (name, kind, ...inside) => {
    const made = document.createElement(name);
    made.className = kind;
    made.append(...inside);
    return made;
  };
  const marked = (text, from = 0, to = text.length) => {
    const nodes = [];
    cut(text).forEach(([start, end, word]) => {
      if (end > to || end <= from || !fits(word)) return;
      const begin = Math.max(start, from);
      nodes.push(text.slice(from, begin), node("mark", "", text.slice(begin, end)));
      from = end;
    });
    return [...nodes, text.slice(from, to)];
  };
  // The stretch of a text with the most different words that were asked for.
  const snippet = (text) => {
    const hits = cut(text).filter(([, , word]) => fits(word)).slice(0, 99);
    const near = ([start]) => new Set(hits.filter(([at]) => at >= start && at < start + 160).map(([, , word]) => word)).size;
    const best = hits.reduce((one, other) => (near(other) > near(one) ? other : one), hits[0] || [0])[0];
    const from = best < 120 ? 0 : Math.min(best, text.indexOf(" ", best - 80) + 1 || best);
    const end = text.lastIndexOf(" ", from + 240), to = from + 240 >= text.length ? text.length : end > best ? end : from + 240;
    return [from ? "… " : "", ...marked(text, from, to), to < text.length ? " …" : ""];
  };

  const result = async (index, id) => {
    const file = before(index.texts, id), [anchor, number, title, text] = (await read(`texts-${file}`))[id - index.texts[file]];
    if (!phrases.every((phrase) => plain(`${title} ${text}`).includes(phrase))) return [];
    const [, address, where, language, note] = index.places.findLast(([first]) => first <= id);
    const link = node("a", "", number && node("span", "num", number), " ", node("span", "name", ...marked(title)));
    link.href = status.dataset.base + address + (anchor && "#" + anchor);
    const made = node("li", "", node("p", "where", note ? `${where} · ${note}` : where), node("h2", "", link), node("p", "", ...snippet(text)));
    made.lang = language;
    return [made];
  };
  const say = (name, count) => {
    status.textContent = status.dataset[name].replace(/\{(words|count)\}/g, (_, value) => (value === "words" ? asked : count));
  };
  const search = async () => {
    const index = await read("index"), list = node("ol", "results"), more = node("button", "more", status.dataset.more);
    const waiting = terms.length ? await ranked(index) : [], all = waiting.length;
    const show = async () => {
      const shown = list.children.length;
      while (waiting.length && list.children.length < shown + 10) {
        list.append(...(await Promise.all(waiting.splice(0, 10).map(({ id }) => result(index, id)))).flat());
      }
      more.hidden = !waiting.length;
      list.children[shown]?.querySelector("a").focus();
    };
    await show();
    if (!list.children.length) return say("none");
    more.addEventListener("click", show);
    status.after(list, more);
    document.getElementById("headings").hidden = true;
    say("results", !phrases.length ? all : list.children.length + (waiting.length ? "+" : ""));
  };
  search().catch(() => say(location.protocol === "file:" ? "file" : "failed"));
})();
