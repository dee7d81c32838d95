// Commands to the run, for who has the token.

const $ = id => document.getElementById(id);

export class Commands {
  #connection;
  #tell;
  #isOffered = false;
  #mode = '';

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
    $('token').addEventListener('keydown', event => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      $('token-dialog').close('ok');
    });
    $('token-dialog').addEventListener('close', () => {
      if ($('token-dialog').returnValue === 'ok' && $('token').value) this.#connection.token = $('token').value.trim();
      $('token').value = '';
      this.#show();
    });
  }

  /** Takes whether the run can be commanded, its mode and its speed. */
  update(isOffered, mode, scale) {
    [this.#isOffered, this.#mode] = [isOffered && mode !== 'TERMINATED', mode];
    if (document.activeElement !== $('speed') && scale) $('speed').value = scale;
    this.#show();
  }

  #show() {
    const hasToken = this.#connection.token !== '';
    $('commands').hidden = !(this.#isOffered && hasToken);
    $('unlock').hidden = !this.#isOffered || hasToken;
    $('resume').hidden = this.#mode !== 'PAUSED';
    $('pause').hidden = this.#mode === 'PAUSED';
  }

  /** Pauses, or runs on. */
  toggle() {
    if ($('commands').hidden) return;
    this.#command(this.#mode === 'PAUSED' ? 'resume' : 'pause');
  }

  step() { if (!$('commands').hidden) this.#command('step'); }

  async #command(wish, body) {
    try {
      await this.#connection.command(wish, body);
      this.ondone?.();
    } catch (error) {
      if (error.status === 401 || error.status === 403) {
        this.#connection.token = '';
        this.#show();
        $('unlock').focus();
      }
      this.#tell(error.message);
    }
  }
}
