// Asks the server that the page came from: one request of a kind at a time, and nothing that it has already.

/** What a server answered in place of what was asked for. */
export class Refusal extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

const TOKEN = 'orrery-token';
/** After how long an answer is given up, ms. */
const PATIENCE = 15_000;

export class Connection {
  #tags = new Map();
  #underWay = new Map();
  /** When the last good answer came, on the page's own clock, ms; null before the first. */
  lastGood = null;
  /** The scenario time by the run's clock as the last snapshot came, ms since 1970; null where none was told. */
  scenarioTime = null;

  /**
   * Returns what stands at a path; null where it has not changed since the last time.
   * Who asks while the same is under way gets that answer.
   */
  get(path, { keep = false } = {}) {
    const running = this.#underWay.get(path);
    if (running) return running;
    const promise = this.#get(path, keep).finally(() => this.#underWay.delete(path));
    this.#underWay.set(path, promise);
    return promise;
  }

  /** Forgets what it has, so that the next answer is whole. */
  forget(path) { this.#tags.delete(path); }

  async #get(path, keep) {
    const headers = keep && this.#tags.has(path) ? { 'If-None-Match': this.#tags.get(path) } : {};
    const answer = await fetch(path, { headers, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) });
    if (answer.headers.has('Scenario-Time')) this.scenarioTime = Date.parse(answer.headers.get('Scenario-Time'));
    if (answer.status === 304) {
      this.lastGood = performance.now();
      return null;
    }
    if (!answer.ok) throw await refusal(answer);
    const value = await answer.json();
    this.lastGood = performance.now();
    if (keep && answer.headers.get('ETag')) this.#tags.set(path, answer.headers.get('ETag'));
    return value;
  }

  /** The bearer token, kept in this tab only. */
  get token() { return sessionStorage.getItem(TOKEN) ?? ''; }
  set token(text) {
    if (text) sessionStorage.setItem(TOKEN, text); else sessionStorage.removeItem(TOKEN);
  }

  /** Commands the run. */
  command(wish, body) {
    return this.#withToken(`/run/${wish}`, this.token, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: body ? JSON.stringify(body) : undefined,
    });
  }

  /** Returns the commands that the run takes now from who shows a token. */
  async commands(token) { return (await this.#withToken('/run/commands', token)).commands; }

  async #withToken(path, token, { headers, ...options } = {}) {
    const answer = await fetch(path, {
      cache: 'no-store', signal: AbortSignal.timeout(PATIENCE), headers: { Authorization: `Bearer ${token}`, ...headers },
      ...options,
    });
    if (!answer.ok) throw await refusal(answer);
    return answer.json();
  }
}

async function refusal(answer) {
  let detail = `${answer.status} ${answer.statusText}`;
  try { detail = (await answer.json()).detail ?? detail; } catch { /* no problem+json: the status says enough */ }
  return new Refusal(answer.status, detail);
}
