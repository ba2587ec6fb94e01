'use strict';
(() => {
  const hint = document.getElementById('hint');
  let lit = [];
  const unlight = () => { lit.forEach(e => e.classList.remove('lit')); lit = []; hint.hidden = true; };
  document.addEventListener('pointermove', event => {
    const target = event.target.closest('[data-item]');
    if (!target) { unlight(); return; }
    const item = target.dataset.item;
    if (!lit.includes(target)) {
      unlight();
      lit = item === '-1' ? [target] : [...document.querySelectorAll(`[data-item="${item}"]`)];
      lit.forEach(e => e.classList.add('lit'));
    }
    if (!target.dataset.hint) return;
    hint.textContent = target.dataset.hint;
    hint.hidden = false;
    const box = hint.getBoundingClientRect();
    hint.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - box.width - 8)) + 'px';
    hint.style.top = (event.clientY + 18 + box.height > innerHeight ? event.clientY - box.height - 12 : event.clientY + 18) + 'px';
  });
  document.addEventListener('pointerleave', unlight);
  const key = cell => { const text = cell.textContent; const number = parseFloat(text); return Number.isNaN(number) ? text : number; };
  const sort = head => {
    const column = [...head.parentNode.children].indexOf(head);
    const body = head.closest('table').tBodies[0];
    const down = head.getAttribute('aria-sort') === 'ascending';
    [...head.parentNode.children].forEach(h => h.removeAttribute('aria-sort'));
    head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const order = (a, b) => {
      const [x, y] = [key(a.cells[column]), key(b.cells[column])];
      return typeof x === typeof y ? (x < y ? -1 : x > y ? 1 : 0) : typeof x === 'number' ? -1 : 1;
    };
    [...body.rows].sort((a, b) => down ? order(b, a) : order(a, b)).forEach(row => body.append(row));
  };
  document.querySelectorAll('th').forEach(head => {
    head.tabIndex = 0;
    head.addEventListener('click', () => sort(head));
    head.addEventListener('keydown', event => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); sort(head); } });
  });
})();
