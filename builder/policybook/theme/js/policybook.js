/* Progressive enhancement only: every page reads, links, filters and prints without it. */
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);

  // Contents: open on wide screens where CSS alone cannot; mark the section being read where :target-current is unknown.
  const toc = one("details.toc"), entries = toc ? all('a[href^="#"]', toc) : [];
  const goalOf = (link) => document.getElementById(link.getAttribute("href").slice(1));
  if (toc && matchMedia("(min-width:60rem)").matches) toc.open = true;
  if (toc && window.IntersectionObserver && !CSS.supports("selector(:target-current)")) {
    const links = new Map(entries.map((link) => [goalOf(link), link]));
    links.delete(null);
    const targets = [...links.keys()];
    const mark = () => {
      let [begun, end] = [0, targets.length]; // halved: asking where a heading is lays out the piece around it
      while (begun < end) {
        const middle = (begun + end) >> 1;
        if (targets[middle].getBoundingClientRect().top < innerHeight * 0.4) begun = middle + 1;
        else end = middle;
      }
      links.forEach((link, target) => (target === targets[begun - 1] ? link.setAttribute("aria-current", "location") : link.removeAttribute("aria-current")));
    };
    const observer = new IntersectionObserver(mark, { rootMargin: "0px 0px -60% 0px" });
    links.forEach((_, target) => observer.observe(target));
  }

  // Copy the permanent link of a clause. The words stand in the page, in its language.
  const words = document.body.dataset;
  if (navigator.clipboard) {
    all(".clause[id]").forEach((clause) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = words.copy;
      button.setAttribute("aria-label", words.copyLink.replace("{place}", one(".num", clause).textContent.trim()));
      button.addEventListener("click", async () => {
        const link = new URL(one(".num a", clause).getAttribute("href"), location);
        try {
          await navigator.clipboard.writeText(link.href);
        } catch {
          return location.replace(link); // not allowed: then the address bar shows it
        }
        button.textContent = words.copied;
        setTimeout(() => (button.textContent = words.copy), 2000);
      });
      one(".num", clause).after(button);
    });
  }

  // The history of a clause opens when a link leads to it.
  const unfold = () => {
    const life = one("details:target");
    if (life) life.open = true;
  };
  unfold();
  addEventListener("hashchange", unfold);
  // A page that was not built again on the day its notice speaks of says so.
  all("[data-day]").forEach(({ dataset: { day, zone, passed } }, place, notices) => {
    let now = new Date();
    try {
      now = now.toLocaleDateString("sv", { timeZone: zone });
    } catch {
      now = now.toISOString(); // a zone that this browser does not know
    }
    if (now < day) return;
    const words = document.createElement("p");
    words.textContent = passed;
    notices[place].append(words);
  });

  // Long texts are laid out where they are looked at, and the rest bit by bit: in one go they would keep a phone from answering.
  let pieces = all("[data-size]"), place = 0;
  const later = window.requestIdleCallback || setTimeout, box = (node) => node.getBoundingClientRect();
  const take = (some) => {
    some.forEach((piece) => piece.classList.add("laid"));
    pieces = pieces.filter((piece) => !piece.classList.contains("laid"));
  };
  const lay = () => {
    let room = 5000;
    take(pieces.filter(({ dataset: { size } }) => room > 0 && (room -= size)));
    if (pieces.length) later(lay, { timeout: 1000 });
  };
  addEventListener("contentvisibilityautostatechange", ({ target, skipped }) => skipped || take([target]), true);
  // Where a jump ends, the room kept free was a guess: its goal stays where it is when the guess turns out wrong.
  const settle = (hold, above = 2, below = 3) => {
    for (let near = pieces; near.length; hold()) {
      near = pieces.filter((piece) => {
        if (piece.parentNode.closest("[data-size]:not(.laid)")) return false; // to ask where it is would lay it out
        const { top, bottom } = box(piece);
        return bottom > -above * innerHeight && top < below * innerHeight;
      });
      take(near);
    }
    place = scrollY;
  };
  addEventListener("hashchange", () => {
    const goal = one(":target");
    if (goal) settle(() => goal.scrollIntoView());
  });
  addEventListener("scrollend", () => {
    const far = Math.abs(scrollY - place) > innerHeight / 2;
    place = scrollY;
    const goal = pieces.length && far && document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    if (!goal) return;
    const { top } = box(goal), root = document.documentElement, end = scrollY + innerHeight > root.scrollHeight - 2;
    settle(() => scrollBy(0, end ? root.scrollHeight : box(goal).top - top));
  });
  // Who follows a link into a text, or comes back to it, waits for all of it; others have the first moments for themselves.
  if (location.hash || performance.getEntriesByType("navigation")[0]?.type !== "navigate") take(pieces);
  // Contents know only what is laid out: without their first goal, the last one would be current at the top of the page.
  const first = entries.length ? goalOf(entries[0]) : null;
  take(pieces.filter((piece) => piece.contains(first)));
  settle(() => {}, 0, 1); // shown before this script came: no event tells of it any more
  setTimeout(lay, 10000);

  // Previous and next change; the keys n and p only for those who ask for them.
  const changes = all(".chg"), bar = one(".step");
  if (!changes.length || !bar) return;
  const counter = one("output", bar), keys = one("#keys");
  const at = () => changes.findIndex((change) => new URL("#" + change.id, location).hash === location.hash);
  const count = () => {
    if (at() >= 0) counter.textContent = counter.dataset.count.replace("{number}", at() + 1).replace("{total}", changes.length);
  };
  const step = (by) => {
    const change = changes[at() < 0 ? 0 : Math.max(0, Math.min(changes.length - 1, at() + by))];
    change.tabIndex = -1;
    location.replace("#" + change.id); // the address says where one is, and Back still leaves the page
    change.focus({ preventScroll: true });
  };
  bar.hidden = false;
  count();
  addEventListener("hashchange", count);
  all("button", bar).forEach((button) => button.addEventListener("click", () => step(Number(button.dataset.step))));
  try {
    keys.checked = localStorage.getItem("policybook-keys") === "1";
    keys.addEventListener("change", () => localStorage.setItem("policybook-keys", keys.checked ? "1" : "0"));
  } catch { /* storage is switched off: the choice lasts for this page */ }
  document.addEventListener("keydown", (event) => {
    if (!keys.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.isContentEditable || event.target.closest("select, textarea, input:not([type=checkbox], [type=radio])")) return;
    if (event.key === "n") step(1);
    if (event.key === "p") step(-1);
  });
})();
