/*! Compares two versions of a policy; written in builder/scripts. */
/* Browsers load what `make scripts` makes of this file. Every step, number and order is that of the Python engine: see
   core/worddiff.py, legibility.py, heaviest.py, align.py, columns.py, wordchanges.py. What changes there changes here;
   tests/golden/compare holds both to one list of changes. `a` and `b` are the old and the new side, `i` and `j` places in
   them. The tokens come cut and weighed from core/comparable.py. */
(() => {
  "use strict";
  const weights = new Map();
  const tally = (counts, item, by = 1) => counts.set(item, (counts.get(item) || 0) + by);
  const places = (list, holds) => [...list.keys()].filter((n) => holds(list[n], n));
  const order = (x, y) => x[0] - y[0] || x[1] - y[1];
  const keysOf = (list) => list.map((item) => item.key);
  const textOf = (list) => list.map((token) => token.text).join("");
  // Calls `visit` with the start and end of each gap between pairs on both sides; the end is the pair itself.
  const walk = (pairs, a, b, visit) => {
    let i = 0, j = 0;
    for (const [x, y] of [...pairs, [a.length, b.length]]) {
      visit(i, x, j, y);
      i = x + 1;
      j = y + 1;
    }
  };

  // Which elements of two lists are the same: a longest common subsequence, all of a row at once.
  const common = (a, b) => {
    const found = [], where = new Map();
    let i = a.length, j = b.length, bit = 1n;
    for (const item of a) where.set(item, (where.get(item) || 0n) | bit), bit *= 2n;
    const rows = [bit - 1n];
    for (const item of b) {
      const row = rows.at(-1), hits = row & (where.get(item) || 0n);
      rows.push((row + hits | row - hits) & bit - 1n);
    }
    while (i && j) {
      if (a[i - 1] === b[j - 1]) found.push([--i, --j]);
      else if (rows[j] >> BigInt(i - 1) & 1n) i--;
      else j--;
    }
    return found.reverse();
  };

  // The heaviest set of pairs [i, j, weight] that keeps the order on both sides.
  const heaviest = (pairs) => {
    const chains = [[0]], found = [];
    for (const pair of pairs.sort(order)) {
      let best = chains[0];
      for (const chain of chains) if (chain[0] > best[0] && chain[1][0] < pair[0] && chain[1][1] < pair[1]) best = chain;
      chains.push([best[0] + pair[2], pair, best]);
    }
    for (let chain = chains.reduce((x, y) => (y[0] > x[0] ? y : x)); chain[1]; chain = chain[2]) found.unshift(chain[1]);
    return found;
  };

  // Which units look alike: pairs with a weight, found by their rarest words.
  const shared = (one, other) => [...one].reduce((sum, [item, n]) => sum + Math.min(n, Math.max(0, other.get(item) || 0)) * weights.get(item), 0);
  const similar = (a, b, from, to, least) => {
    const postings = new Map(), spread = new Map(), found = [];
    to.forEach((j, place) => b[j].words.forEach((_, item) => postings.set(item, postings.get(item) || []).get(item).push(place)));
    from.forEach((i) => a[i].words.forEach((_, item) => tally(spread, item)));
    from.forEach((i, n) => {
      const old = a[i], here = Math.floor((n * to.length) / from.length), hits = new Map();
      const rarity = (item) => postings.get(item).length * spread.get(item);
      const far = (hit) => Math.abs(hit[0] - here);
      [...old.words.keys()].filter((item) => postings.get(item)).sort((x, y) => rarity(x) - rarity(y)).forEach((item, spot) => {
        const ranks = postings.get(item);
        ranks.forEach((place) => (ranks.length < 61 || (spot < 4 && place >= here - 30 && place < here + 30)) && tally(hits, place));
      });
      [...hits].sort((x, y) => y[1] - x[1] || far(x) - far(y) || order(x, y)).slice(0, 8).forEach(([place]) => {
        const now = b[to[place]], both = shared(old.words, now.words), dice = (2 * both) / (old.mass + now.mass);
        if (old.kind === now.kind && both && (dice >= least || (both >= 120 && dice >= 0.25 && both > 0.85 * Math.min(old.mass, now.mass)))) found.push([i, to[place], (dice * both) / 20 + (old.block === now.block ? 0.01 : 0)]);
      });
    });
    return found;
  };

  const divides = (unit) => unit.block === "paragraph" && !unit.box;

  // Paragraphs whose words the other side has in several.
  const divisions = (a, b, pairs) => {
    const taken = new Set(pairs.map(([i, j]) => j)), found = new Map();
    for (const [i, j] of pairs) {
      const rest = new Map(a[i].words);
      const take = (unit) => unit.words.forEach((n, item) => tally(rest, item, -n));
      const reach = (place, step) => {
        const next = b[place += step], held = next && divides(next) && !taken.has(place) ? shared(next.words, rest) : 0;
        if (held < 30 || held < 0.7 * next.mass) return place;
        take(next);
        return reach(place, step);
      };
      if (!divides(a[i]) || !divides(b[j]) || a[i].key === b[j].key) continue;
      take(b[j]);
      const last = reach(j, 1), first = reach(j, -1), run = places(b, (_, n) => n > first && n < last);
      if (run.length > 1) found.set(i, run), run.forEach((place) => taken.add(place));
    }
    return found;
  };

  // Which units belong together: kept in their place, split, joined, moved.
  const aligned = (a, b) => {
    const inNew = new Map(), inOld = new Map(), moved = new Map();
    const match = ([i, j]) => (inNew.set(i, j), inOld.set(j, i));
    const left = (list, known, holds = () => 1) => places(list, (unit, n) => !known.has(n) && holds(unit));
    const equal = common(keysOf(a), keysOf(b)), olds = new Map(equal);
    const alike = similar(a, b, left(a, olds), left(b, new Set(olds.values())), 0.4);
    walk(heaviest([...equal.map(([i, j]) => [i, j, a[i].length / 5 + (a[i].block === "heading" ? 20 : 0.6)]), ...alike]), a, b, (i, x, j, y) => {
      const old = a[i], now = b[j];
      if (x - i === 1 && y - j === 1 && old.kind === now.kind && old.block === now.block && (Math.max(old.size, now.size) < 4 || shared(old.words, now.words))) match([i, j]);
      if (a[x]) match([x, y]);
    });
    const kept = [...inNew].sort(order), split = divisions(a, b, kept), joined = divisions(b, a, [...inOld].sort(order));
    split.forEach((run) => run.forEach((place) => (joined.delete(place), inOld.set(place))));
    joined.forEach((run) => run.forEach((place) => inNew.set(place)));
    const move = ([i, j]) => inNew.has(i) || inOld.has(j) || (moved.set(j, i), match([i, j]));
    left(a, inNew, (unit) => unit.block === "row" || unit.block === "heading").forEach((i) => {
      const same = left(b, inOld, (unit) => unit.block === a[i].block && unit.key === a[i].key);
      if (same.length) move([i, same.at(-1)]);
    });
    const long = (unit) => unit.size > 4 && unit.length > 15;
    similar(a, b, left(a, inNew, long), left(b, inOld, long), 0.6).sort((x, y) => y[2] - x[2] || order(x, y)).forEach(move);
    for (const pair of [...moved]) for (const step of [-1, 1]) {
      let [j, i] = pair;
      while (a[i += step] && b[j += step] && a[i].key === b[j].key && !inNew.has(i) && !inOld.has(j)) move([i, j]);
    }
    return [kept, moved, split, joined, inNew, inOld];
  };

  // Marks of one side moved to the bounds of sentences and clauses, where the words allow it.
  const slide = (list, mates) => {
    const edge = (n) => (n && list[n] ? list[n - 1].bound : 4);
    for (let start = 0, end = 0; list[end]; start = end) {
      while (mates[end] < 0) end++;
      if (start === end) end++;
      else if (start && list[end] && mates[end] === mates[start - 1] + 1) {
        const worth = (by) => 100 * (edge(start + by) + edge(end + by)) + by;
        let best = 0;
        for (const step of [-1, 1]) for (let by = step; by * step < 41; by += step) {
          const first = start + by - (step > 0), last = end + by - (step > 0);
          if (!(mates[step > 0 ? last : first] >= 0) || list[first].key !== list[last].key) break;
          if (worth(by) > worth(best)) best = by;
        }
        while (best) {
          const [free, used] = best > 0 ? [start++, end++, best--] : [--end, --start, best++];
          mates[free] = mates[used];
          mates[used] = -1;
        }
      }
    }
  };

  // The words of two texts: what both have as text, what one has as [element, text, number of words].
  const compareWords = (a, b) => {
    if (keysOf(a).join("\n") === keysOf(b).join("\n")) return [textOf(b)];
    const solid = (list) => list.map((token, n) => ({ ...token, n })).filter((token) => token.rank), olds = solid(a), news = solid(b), found = [];
    const count = (list, from, to, least) => list.slice(from, to).filter((token) => token.rank > least).length;
    let kept = [];
    for (const [i, j] of common(keysOf(olds), keysOf(news))) {
      const run = kept.at(-1);
      if (run && run[0] + run[2] === i && run[1] + run[2] === j) run[2]++;
      else kept.push([i, j, 1]);
    }
    for (let n = 0; n < 8; n++) {
      const bounds = [[0, 0, 0], ...kept, [olds.length, news.length, 0]];
      const between = (x, y) => Math.max(count(olds, x[0] + x[2], y[0], 1), count(news, x[1] + x[2], y[1], 1));
      kept = kept.filter((run, n) => {
        const [i, j, many] = run, changed = Math.min(between(bounds[n], run), between(run, bounds[n + 2]));
        const named = count(olds, i, i + many, 1), content = count(olds, i, i + many, 3);
        return (!i && !j) || (i + many === olds.length && j + many === news.length)
          || ((named || many > 2) && (!changed || ((content || named > changed) && (named > 2 || changed < 4 * Math.max(1, content) + 2))));
      });
    }
    const mates = olds.map(() => -1), back = news.map(() => -1);
    for (let [i, j, many] of kept) while (many--) mates[i++] = j++;
    slide(olds, mates);
    mates.forEach((j, i) => j < 0 || (back[j] = i));
    slide(news, back);
    walk(back.flatMap((i, j) => (i < 0 ? [] : [[olds[i].n, news[j].n]])), a, b, (i, x, j, y) => {
      // the blanks beside a mark stand outside of it: those of the new text where it has named here
      const parts = (list, from, to) => [...(count(list, from, to, 0) ? /^(\s*)(.*?)(\s*)$/s : /(.*)()()/s).exec(textOf(list.slice(from, to))), count(list, from, to, 2)];
      const gone = parts(a, i, x), come = parts(b, j, y), edges = come[2] || !gone[2] ? come : gone;
      found.push(edges[1], ["del", gone[2], gone[4]], gone[2] && come[2] ? " " : "", ["ins", come[2], come[4]], edges[3], b[y] ? b[y].text : "");
    });
    return found;
  };

  // The columns that two tables share, by the words in some of the rows that both hold.
  const columns = (rows) => {
    const found = [];
    rows.forEach(([old, now], n) => n % Math.floor(rows.length / 60 + 1) || old.cells.forEach((x, i) => now.cells.forEach((y, j) => {
      const rest = keysOf(y), many = x.length + y.length, both = keysOf(x).filter((item) => rest.includes(item) && rest.splice(rest.indexOf(item), 1)).length;
      const pair = found.find(([x, y]) => x === i && y === j) || found[found.push([i, j, 0]) - 1];
      pair[2] += (many ? (2 * both) / many : 0.2) + (i === j ? 0.06 : 0.01);
    })));
    return heaviest(found);
  };

  // The passages of two texts in reading order: [kind, unit, runs of each cell].
  const compareTexts = (a, b) => {
    const found = [], tables = {}, [kept, moved, split, joined, inNew, inOld] = aligned(a, b);
    const put = (kind, unit, olds, news, pairs) => {
      const cells = [];
      walk(pairs.filter(([i, j]) => olds[i] && news[j]), olds, news, (i, x, j, y) => {
        for (; i < x; i++) cells.push(compareWords(olds[i], []));
        for (; j < y; j++) cells.push(compareWords([], news[j]));
        if (olds[x]) cells.push(compareWords(olds[x], news[y]));
      });
      found.push([kind || (cells.flat().some((run) => run.map && run[1]) ? "mod" : "same"), unit, cells]);
    };
    const passage = (list, run) => (run[1] ? [run.flatMap((n) => [...list[n].cells[0], { text: " " }])] : list[run[0]].cells);
    walk(kept, a, b, (i, x, j, y) => {
      for (; i < x; i++) if (!inNew.has(i)) put("rem", a[i], a[i].cells, [], []);
      for (; j < y; j++) {
        const old = a[moved.get(j)], now = b[j];
        if (old) put("mov", now, old.cells, now.cells, columns([[old, now]]));
        else if (!inOld.has(j)) put("add", now, [], now.cells, []);
      }
      const old = a[x], now = b[y];
      if (old) put(0, now, passage(a, joined.get(y) || [x]), passage(b, split.get(x) || [y]), old.block === "row" ? tables[[old.box, now.box]] ||= columns(kept.map(([i, j]) => [a[i], b[j]]).filter(([i, j]) => i.box === old.box && j.box === now.box)) : [[0, 0]]);
    });
    return found;
  };

  // A version as it was published: its documents by id, each with its title and its units.
  const read = ({ tokens, documents }) => {
    const known = tokens.flatMap(([rank, weight, bound, list]) => list.map((written) => {
      const [text, key = text, word = rank > 2 ? key.toLowerCase() : key] = [].concat(written);
      weights.set(word, weight);
      return { text, key, word, rank, bound };
    }));
    return new Map(documents.map(([id, title, ...units]) => [id, [title, units.map(([kind, block, marker, box, least, ...cells]) => {
      cells = cells.map((cell) => cell.map((n) => known[n]));
      const words = new Map(), counted = cells.flat().filter((token) => token.rank > least), text = cells.map((cell) => cell.map((token) => token.text || token.key).join("")).join("\x1f");
      counted.forEach((token) => tally(words, token.word));
      return { kind, block, marker, box, cells, words, key: kind + text, length: [...text].length, mass: shared(words, words) || 1, size: counted.length };
    })]]));
  };

  // The page: what its address asks for, found and shown. The words stand in the page, in its language.
  const result = document.getElementById("result"), phrases = result.dataset, query = new URLSearchParams(location.search);
  const ids = phrases.ids.split(" "), at = (id) => ids.indexOf(id), day = query.get("since");
  const element = (tag, name, ...content) => {
    const node = document.createElement(tag);
    node.className = name;
    node.append(...content);
    return node;
  };
  // What takes the focus is read to those who cannot see that it is there.
  const announce = (node) => {
    node.tabIndex = -1;
    node.focus();
  };
  const show = (from, to, [before, after]) => {
    const olds = read(before), news = read(after), count = { del: 0, ins: 0 }, head = element("h2", "", from + " → " + to), found = [];
    let changes = 0;
    for (const id of new Set([...news.keys(), ...olds.keys()])) {
      const old = olds.get(id) || ["", []], now = news.get(id) || [old[0], []];
      let open;
      found.push(element("h2", "", now[0]));
      for (const [kind, unit, cells] of compareTexts(old[1], now[1])) {
        const line = element(unit.block === "heading" ? "h3" : "p", kind + " " + unit.block, unit.marker, " ");
        cells.forEach((runs, n) => line.append(n ? " | " : "", ...runs.map((run) => (run.map ? ((count[run[0]] += run[2]), run[1] && element(run[0], "", run[1])) : run))));
        if (kind === "same") found.push(line);
        else if (kind === open && kind !== "mod" && unit.block !== "heading") found.at(-1).append(line);
        else found.push(element("div", "chg " + kind, element("div", "chg-head", element("h4", "", phrases.change.replace("{number}", ++changes)), element("span", "kind", phrases[kind])), line));
        open = kind;
      }
    }
    const ready = document.querySelector("[data-pair='" + from + " " + to + "']");
    result.replaceChildren(head, element("p", "doc-date", phrases.counts.replace("{changes}", changes).replace("{added}", count.ins).replace("{removed}", count.del), ready ? ready.cloneNode(true) : ""), ...found);
    announce(head);
  };
  const notice = (phrase, id) => {
    const node = element("p", "notice", phrase.replace("{version}", id));
    result.replaceChildren(node);
    announce(node);
  };
  document.querySelectorAll(".pick [disabled]").forEach((part) => (part.disabled = false));
  let from = query.get("from"), to = query.get("to") || phrases.current;
  if (day) from = ids[phrases.starts.split(" ").findIndex((start) => start <= day)] || day;
  if (!from) return;
  if (at(from) < at(to)) [from, to] = [to, from];
  document.querySelectorAll("select").forEach((select, n) => at(n ? to : from) < 0 || (select.value = n ? to : from));
  const wrong = [from, to].find((id) => at(id) < 0);
  if (wrong) notice(wrong === day ? phrases.none : phrases.missing, wrong);
  else if (from === to) notice(phrases.same);
  else Promise.all([from, to].map((id) => fetch(id + ".json").then((answer) => answer.json()))).then((versions) => show(from, to, versions)).catch(() => notice(phrases.failed));
})();
