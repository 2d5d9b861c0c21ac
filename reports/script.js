// Niceties only: the page is complete without them.
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

for (const element of all('[data-needs-script]')) element.hidden = false;

function filter() {
  const state = /^#state=([a-z]+)$/.exec(location.hash)?.[1];
  if (!state && location.hash.length > 1) return reveal();
  const wanted = state ?? 'all';
  for (const element of all('[data-states]')) {
    element.hidden = wanted !== 'all' && !element.dataset.states.split(' ').includes(wanted);
  }
  for (const link of all('[data-filter]')) {
    if (link.dataset.filter === wanted) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
}

function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  let hidden = false;
  for (let element = target; element; element = element.parentElement) {
    if (element.tagName === 'DETAILS') element.open = true;
    hidden ||= element.hidden;
  }
  if (hidden) for (const element of all('[data-states]')) element.hidden = false;
  target.scrollIntoView();
}

for (const button of all('[data-expand]')) {
  const details = all('details.scenario, details.more, details.plain, details.because');
  button.addEventListener('click', () => {
    const open = details.some((element) => !element.open);
    for (const element of details) element.open = open;
    button.textContent = open ? 'Collapse all' : 'Expand all';
  });
}

// A page from a disk may not have the clipboard's new interface, and the old one may be refused.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.readOnly = true;
    document.body.append(area);
    area.select();
    const copied = document.execCommand('copy');
    area.remove();
    return copied;
  }
}

for (const button of all('[data-copy]')) {
  button.addEventListener('click', async () => {
    const code = button.parentElement.querySelector('code');
    const copied = await copy(code.textContent);
    if (!copied) getSelection().selectAllChildren(code);
    button.textContent = copied ? 'Copied' : 'Selected: copy it with the keyboard';
    button.focus();
  });
}

// Only what scrolls needs to be reached by the keyboard.
function focusable() {
  for (const region of all('.scroll')) region.tabIndex = region.scrollWidth > region.clientWidth ? 0 : -1;
}

let folded = [];
addEventListener('beforeprint', () => {
  folded = all('details:not([open]):not(.json)');
  for (const element of folded) element.open = true;
});
addEventListener('afterprint', () => {
  for (const element of folded) element.open = false;
});
addEventListener('hashchange', filter);
addEventListener('resize', focusable);
document.addEventListener('toggle', focusable, true);
filter();
focusable();
