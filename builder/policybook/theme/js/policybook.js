/* Progressive enhancement only: every page reads, links, filters and prints without it. */
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);

  // Contents: open on wide screens where CSS alone cannot; mark the section being read where :target-current is unknown.
  const toc = one("details.toc");
  if (toc && matchMedia("(min-width:60rem)").matches) toc.open = true;
  if (toc && window.IntersectionObserver && !CSS.supports("selector(:target-current)")) {
    const links = new Map(all('a[href^="#"]', toc).map((link) => [link.hash.slice(1), link]));
    const visible = new Set();
    const observer = new IntersectionObserver((entries) => {
      entries.forEach((entry) => visible[entry.isIntersecting ? "add" : "delete"](entry.target.id));
      const current = [...links.keys()].find((id) => visible.has(id));
      if (!current) return;
      links.forEach((link, id) => (id === current ? link.setAttribute("aria-current", "location") : link.removeAttribute("aria-current")));
    }, { rootMargin: "0px 0px -60% 0px" });
    links.forEach((_, id) => {
      const target = document.getElementById(decodeURIComponent(id));
      if (target) observer.observe(target);
    });
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
        await navigator.clipboard.writeText(location.href.split("#")[0] + "#" + clause.id);
        button.textContent = words.copied;
        setTimeout(() => (button.textContent = words.copy), 2000);
      });
      one(".num", clause).after(button);
    });
  }

  // Previous and next change; the keys n and p only for those who ask for them.
  const changes = all(".chg"), bar = one(".step");
  if (!changes.length || !bar) return;
  const counter = one("output", bar), keys = one("#keys");
  let at = changes.findIndex((change) => "#" + change.id === location.hash);
  const count = () => (counter.textContent = counter.dataset.count.replace("{number}", at + 1).replace("{total}", changes.length));
  const go = (to) => {
    at = Math.max(0, Math.min(changes.length - 1, to));
    changes.forEach((change, index) => change.classList.toggle("current", index === at));
    changes[at].tabIndex = -1;
    changes[at].scrollIntoView();
    changes[at].focus({ preventScroll: true });
    count();
  };
  bar.hidden = false;
  if (at >= 0) count();
  all("button", bar).forEach((button) => button.addEventListener("click", () => go(at + Number(button.dataset.step))));
  try {
    keys.checked = localStorage.getItem("policybook-keys") === "1";
    keys.addEventListener("change", () => localStorage.setItem("policybook-keys", keys.checked ? "1" : "0"));
  } catch { /* storage is switched off: the choice lasts for this page */ }
  document.addEventListener("keydown", (event) => {
    if (!keys.checked || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, textarea, input:not([type=checkbox], [type=radio])")) return;
    if (event.key === "n") go(at + 1);
    if (event.key === "p") go(at < 0 ? 0 : at - 1);
  });
})();
