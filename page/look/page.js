// SPDX-License-Identifier: Apache-2.0
// Shows the parts of the clients, and narrows the page to some of them. Without it everything is
// there all the same: what it shows is in noscript elements.
(function () {
  'use strict';
  var waiting = Array.prototype.slice.call(document.querySelectorAll('.client > noscript'));

  function show(part) {
    if (!part || !part.isConnected) return;
    var made = document.createElement('template');
    made.innerHTML = part.textContent;
    part.replaceWith(made.content);
  }
  function show_some(time) {
    do { show(waiting.shift()); } while (waiting.length && time.timeRemaining() > 4);
    if (waiting.length) requestIdleCallback(show_some);
  }
  function show_target() {
    var target = document.getElementById(location.hash.slice(1));
    if (target) show(target.querySelector('.client > noscript'));
  }
  function show_all() { while (waiting.length) show(waiting.pop()); }

  var near = new IntersectionObserver(function (seen) {
    seen.forEach(function (each) {
      if (!each.isIntersecting) return;
      near.unobserve(each.target);
      show(each.target.querySelector('noscript'));
    });
  }, {rootMargin: '100%'});
  waiting.forEach(function (each) { near.observe(each.parentNode); });
  show_target();
  addEventListener('hashchange', show_target);
  addEventListener('beforeprint', show_all);
  if (window.requestIdleCallback) addEventListener('load', function () { requestIdleCallback(show_some); });
  else addEventListener('load', show_all);

  var find = document.querySelector('.find');
  if (!find) return;
  var text = find.querySelector('input[type=search]');
  var blocking = find.querySelector('input[type=checkbox]');
  var rows = document.querySelectorAll('.heat tbody tr, .client');
  var said = find.querySelector('output');

  function narrow() {
    var wanted = text.value.trim().toLowerCase();
    var shown = 0;
    rows.forEach(function (row) {
      var name = row.querySelector('[data-t=client]').textContent.toLowerCase();
      var fits = name.includes(wanted) && (!blocking.checked || row.hasAttribute('data-blocks'));
      row.hidden = !fits;
      if (fits && row.classList.contains('client')) shown += 1;
    });
    said.textContent = wanted || blocking.checked ? shown + ' shown' : '';
  }

  find.hidden = false;
  find.addEventListener('submit', function (event) { event.preventDefault(); });
  text.addEventListener('input', narrow);
  blocking.addEventListener('change', narrow);
})();
