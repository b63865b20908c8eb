// Search over the index that search-index.js brings; works from a file, without a server.
(function () {
  "use strict";
  var form = document.querySelector(".kdb-search");
  if (!form || !window.LEDGER) return;
  var input = form.querySelector("input"), list = form.querySelector("ol");
  var root = form.dataset.root, at = -1;

  function flat(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[\s_]+/g, " ");
  }
  var entries = window.LEDGER.map(function (e) {
    return { name: e[0], words: e[1], href: e[2], head: flat(e[0]), all: flat(e.join(" ")) };
  });

  function score(entry, terms) {
    var total = 0;
    for (var k = 0; k < terms.length; k++) {
      if (entry.all.indexOf(terms[k]) < 0) return -1;
      var place = entry.head.indexOf(terms[k]);
      total += entry.head === terms[k] ? 40 : place === 0 ? 12 : place > 0 ? 6 : 1;
    }
    return total;
  }
  function show() {
    var terms = flat(input.value).split(" ").filter(Boolean);
    list.textContent = "";
    at = -1;
    list.hidden = !terms.length;
    if (!terms.length) return;
    var found = entries.map(function (e, k) { return [score(e, terms), k, e]; })
      .filter(function (x) { return x[0] >= 0; })
      .sort(function (a, b) { return b[0] - a[0] || a[1] - b[1]; }).slice(0, 14);
    found.forEach(function (x) {
      var item = document.createElement("li"), link = document.createElement("a");
      var name = document.createElement("b"), words = document.createElement("span");
      link.href = root + x[2].href;
      name.textContent = x[2].name;
      words.textContent = x[2].words;
      link.append(name, words);
      item.append(link);
      list.append(item);
    });
    if (!found.length) {
      var none = document.createElement("li");
      none.className = "kdb-none";
      none.textContent = "Nothing found.";
      list.append(none);
    } else move(0);
  }
  function move(to) {
    var links = list.querySelectorAll("a");
    if (!links.length) return;
    if (links[at]) links[at].classList.remove("kdb-at");
    at = (to + links.length) % links.length;
    links[at].classList.add("kdb-at");
    links[at].scrollIntoView({ block: "nearest" });
  }
  input.addEventListener("input", show);
  input.addEventListener("focus", show);
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var link = list.querySelectorAll("a")[Math.max(at, 0)];
    if (link) location.href = link.href;
  });
  form.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Escape") { list.hidden = true; input.blur(); }
  });
  document.addEventListener("click", function (event) {
    if (!form.contains(event.target)) list.hidden = true;
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "/" && document.activeElement !== input) { event.preventDefault(); input.focus(); }
  });
})();
