// Commands to the run, for who has the token.

const $ = id => document.getElementById(id);

export class Commands {
  #connection;
  #tell;
  #isOffered = false;
  #mode = '';
  /** What the run takes from who has the token; null before the token has been shown. */
  #taken = null;

  /** @param tell says a sentence to the person */
  constructor(connection, tell) {
    [this.#connection, this.#tell] = [connection, tell];
    for (const wish of ['pause', 'resume', 'step']) $(wish).addEventListener('click', () => this.#command(wish));
    $('stop').addEventListener('click', () => {
      if (confirm('End the run where it stands?')) this.#command('stop');
    });
    $('speed').addEventListener('change', () => {
      const speed = Number($('speed').value.replace(',', '.').replaceAll(/\s/g, ''));
      if (speed > 0) this.#command('speed', { speed });
      else this.#tell('A speed is a number above 0: scenario seconds in a second.');
    });
    $('unlock').addEventListener('click', () => {
      $('token').value = '';
      $('token-dialog').showModal();
    });
    // Of its own a form takes the first button, which is that to leave.
    $('token').addEventListener('keydown', event => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      $('token-form').requestSubmit($('token-ok'));
    });
    $('token-form').addEventListener('submit', event => {
      if (event.submitter?.value === 'cancel') return;
      event.preventDefault();
      this.#use($('token').value.trim());
    });
    $('token-dialog').addEventListener('close', () => {
      for (const id of ['token', 'token-fault']) $(id).value = '';
    });
    if (connection.token) this.#use(connection.token);
  }

  /** Shows a token to the server, and keeps it where that takes it. */
  async #use(token) {
    try {
      this.#taken = await this.#connection.commands(token);
      this.#connection.token = token;
      $('token-dialog').close();
    } catch (error) {
      if (error.status) this.#forget();
      $('token-fault').value = error.status ? error.message : 'The server does not answer.';
    }
    this.#show();
  }

  #forget() {
    this.#connection.token = '';
    this.#taken = null;
  }

  /** Takes whether the run can be commanded, its mode and its speed. */
  update(isOffered, mode, scale) {
    [this.#isOffered, this.#mode] = [isOffered && mode !== 'TERMINATED', mode];
    if (document.activeElement !== $('speed') && scale) $('speed').value = scale;
    this.#show();
  }

  #show() {
    $('commands').hidden = !(this.#isOffered && this.#taken);
    $('unlock').hidden = !this.#isOffered || this.#taken !== null;
    $('step').hidden = !this.#taken?.includes('step');
    $('speed').parentElement.hidden = !this.#taken?.includes('speed');
    $('resume').hidden = this.#mode !== 'PAUSED';
    $('pause').hidden = this.#mode === 'PAUSED';
  }

  /** Pauses, or runs on. */
  toggle() {
    if ($('commands').hidden) return;
    this.#command(this.#mode === 'PAUSED' ? 'resume' : 'pause');
  }

  step() { if (!$('commands').hidden && !$('step').hidden) this.#command('step'); }

  async #command(wish, body) {
    try {
      await this.#connection.command(wish, body);
      this.ondone?.();
    } catch (error) {
      if (error.status === 401 || error.status === 403) {
        this.#forget();
        this.#show();
        $('unlock').focus();
      }
      // A path of JSON says nothing to who typed a number.
      this.#tell(error.message.replace(/^\$\.(\w+):/, 'The $1:'));
    }
  }
}
