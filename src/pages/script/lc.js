// What pages do besides, where a browser runs modules. Each is whole without.

// How many seconds pass before something is sent once more; the last again and again.
const PAUSES = [2, 5, 15, 30, 60];

const said = (name) => document.body.dataset[name] ?? '';

function begin() {
  const summary = document.querySelector('.govuk-error-summary');
  if (summary) {
    summary.tabIndex = -1;
    summary.focus();
  }
  const text = document.querySelector('textarea[data-most]');
  if (text) count(text);
}

// Characters as people see them.
function count(text) {
  const told = document.createElement('p');
  told.className = 'govuk-hint';
  text.after(told);
  const tell = () => {
    told.textContent = `${[...text.value.trim().normalize()].length} / ${text.dataset.most}`;
  };
  text.addEventListener('input', tell);
  tell();
}

function waiting(form, button) {
  form.dataset.sent = 'yes';
  if (!button) return;
  button.dataset.was = button.textContent;
  button.textContent = said('sending');
}

// A page that comes back from the history can be sent again.
function ready() {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
  for (const button of document.querySelectorAll('button[data-was]')) {
    button.textContent = button.dataset.was;
    delete button.dataset.was;
  }
}

function tell(form, words) {
  let note = form.querySelector('.lc-note[role=status]');
  if (!note) {
    note = document.createElement('div');
    note.className = 'lc-note';
    note.setAttribute('role', 'status');
    form.append(note);
  }
  note.textContent = words;
}

const pause = (seconds) => new Promise((done) => {
  const timer = setTimeout(done, seconds * 1000);
  addEventListener('online', () => { clearTimeout(timer); done(); }, { once: true });
});

// Sends a report until an answer comes, always under the key of its form, so that it is one however often it arrives. Nothing
// of it is kept anywhere but in this page.
async function send(form, button) {
  const body = new URLSearchParams(new FormData(form));
  body.set(button.name, button.value);
  const leave = (event) => event.preventDefault();
  addEventListener('beforeunload', leave);
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await fetch(form.action, { method: 'POST', body });
      const page = await answer.text();
      removeEventListener('beforeunload', leave);
      show(page);
      return;
    } catch {
      tell(form, said('offline'));
      await pause(PAUSES[Math.min(tries, PAUSES.length - 1)]);
    }
  }
}

function show(page) {
  const next = new DOMParser().parseFromString(page, 'text/html');
  document.title = next.title;
  document.body.replaceWith(document.adoptNode(next.body));
  scrollTo(0, 0);
  begin();
  const heading = document.querySelector('h1');
  if (heading && !document.querySelector('.govuk-error-summary')) {
    heading.tabIndex = -1;
    heading.focus();
  }
}

addEventListener('submit', (event) => {
  const { target: form, submitter: button } = event;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  // A note that is saved leaves its page where it is.
  if (button?.value === 'tep') return;
  waiting(form, button);
  if ('again' in form.dataset && button?.value === 'gui') {
    event.preventDefault();
    send(form, button);
  }
});
addEventListener('pageshow', (event) => { if (event.persisted) ready(); });
begin();
