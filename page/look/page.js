// SPDX-License-Identifier: Apache-2.0
// Narrows the page to some clients. Without it everything is there all the same.
(function () {
  'use strict';
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
