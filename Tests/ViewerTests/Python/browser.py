"""A headless Chromium of the system before a running viewer, and what is seen in it.

    browser.py CHECK URL FOLDER [TOKEN] [SECONDS]

CHECK is globe, map, czml or foreign; pictures go to FOLDER. What was seen is printed as one object of JSON; the tests
judge it. Errors of the browser's console and requests that leave the server are counted in every check.
"""
import base64
import datetime
import http.client
import http.server
import json
import pathlib
import sys
import threading
import time
import urllib.parse
import urllib.request

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
PATIENCE = 90
READY = """() => window.orrery && orrery.view && orrery.scene.snapshot && orrery.scene.fleet.sampleCount > 0
  && orrery.scene.time > 0 && (orrery.view.name === 'map' || orrery.view.scene.globe.tilesLoaded)"""


def until(page, holds, argument=None):
    """Waits until a function of the page says yes; asked from outside, since its policy lets nobody compile text."""
    end = time.monotonic() + PATIENCE
    while not page.evaluate(holds, argument):
        if time.monotonic() > end:
            raise TimeoutError(f"not within {PATIENCE} s: {holds} {argument or ''}")
        page.wait_for_timeout(100)


class Look:
    """A page of a browser, with what went wrong in it and whom it asked."""

    def __init__(self, playwright, url, folder, *, webgl=True, size=(1280, 800), scheme="light"):
        arguments = ["--no-sandbox", "--enable-precise-memory-info"] + ([] if webgl else ["--disable-3d-apis"])
        self.browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        self.url, self.folder = url, pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.errors, self.foreign, self.requests = [], [], 0
        self.open(size, scheme)

    def open(self, size=(1280, 800), scheme="light", path="/"):
        """Opens the viewer anew, in a window of a size, light or dark."""
        context = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
        self.context, self.page = context, context.new_page()
        self.page.on("console", lambda m: m.type == "error" and self.errors.append(m.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self.note)
        self.page.goto(urllib.parse.urljoin(self.url, path))
        return self.page

    def note(self, request):
        """Counts a request, and keeps one that leaves the server; what is made in the page itself is no request."""
        self.requests += 1
        if urllib.parse.urlsplit(request.url).scheme not in ("data", "blob") and not request.url.startswith(self.url):
            self.foreign.append(request.url)

    def ready(self):
        until(self.page, READY)
        # Two frames, so that what was loaded last is drawn.
        self.page.evaluate("() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(r, 700))))")

    def shoot(self, name):
        self.page.screenshot(path=str(self.folder / f"{name}.png"))

    def pixels(self):
        """Returns how many colours are in the view's picture, and red, green and blue of the one in its middle."""
        picture = base64.b64encode(self.page.locator("#view").screenshot()).decode()
        return self.page.evaluate("""async data => {
          const image = new Image();
          image.src = 'data:image/png;base64,' + data;
          await image.decode();
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [image.width, image.height];
          const pen = canvas.getContext('2d');
          pen.drawImage(image, 0, 0);
          const all = pen.getImageData(0, 0, image.width, image.height).data, colours = new Set();
          for (let k = 0; k < all.length; k += 4) colours.add(all[k] << 16 | all[k + 1] << 8 | all[k + 2]);
          return { colours: colours.size, middle: [...pen.getImageData(image.width >> 1, image.height >> 1, 1, 1).data].slice(0, 3) };
        }""", picture)

    def seen(self):
        return {"errors": self.errors, "foreign": self.foreign, "requests": self.requests}


def ask(url, path):
    return json.load(urllib.request.urlopen(urllib.parse.urljoin(url, path), timeout=30))


def hasten(url, token):
    """Lets the run go fast until some links have ended, and then at a speed at which one can look."""
    def speed(scale):
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        body = json.dumps({"speed": scale}).encode()
        urllib.request.urlopen(urllib.request.Request(urllib.parse.urljoin(url, "/run/speed"), body, headers), timeout=30)

    end = time.monotonic() + PATIENCE
    while ask(url, "/run")["mode"] != "EXECUTING":
        time.sleep(0.1)
    speed(1_200)
    while ask(url, "/links?open=false&limit=1")["count"] < 4 and time.monotonic() < end:
        time.sleep(0.1)
    speed(20)


def counts(look):
    """Returns what the page counts, and what the server does: links as far as they had ended at the page's last answer."""
    page = look.page.evaluate("""() => {
      const { scene, tables } = orrery, now = Date.parse(scene.snapshot.time);
      return {
        time: scene.snapshot.time, satellites: scene.fleet.count, stations: scene.stations.length, rows: tables.satellites.count,
        links: scene.allLinks.filter(l => l.end !== null && l.end < now - 60000).length,
      };
    }""")
    run = ask(look.url, "/run")
    moment = datetime.datetime.fromisoformat(page.pop("time")[:19]) - datetime.timedelta(minutes=1)
    ends = [datetime.datetime.fromisoformat(link["end"][:19]) for link in ask(look.url, "/links?open=false&limit=10000")["links"]]
    server = {"satellites": run["satellites"], "stations": run["stations"], "links": sum(end < moment for end in ends)}
    return {"page": page, "server": server}


PLACES = "() => ({ time: orrery.scene.time, places: [...orrery.scene.fleet.places] })"


def farthest(before, after):
    """Returns the longest way of a satellite between two sights, m."""
    a, b = before["places"], after["places"]
    return max(sum((a[k + n] - b[k + n]) ** 2 for n in range(3)) ** 0.5 for k in range(0, len(a), 3))


def motion(look):
    """Looks twice while the view follows, and twice while it is held."""
    page = look.page
    live = [page.evaluate(PLACES)]
    page.wait_for_timeout(2_500)
    live.append(page.evaluate(PLACES))
    page.click("#live")
    page.wait_for_timeout(1_500)
    held = [page.evaluate(PLACES)]
    page.wait_for_timeout(2_000)
    held.append(page.evaluate(PLACES))
    told = page.inner_text("#age")
    page.click("#live")
    until(page, "time => orrery.scene.pinned === null && orrery.scene.time > time", held[1]["time"])
    return {"live_m": farthest(*live), "live_ms": live[1]["time"] - live[0]["time"], "held_m": farthest(*held),
            "held_age": told}


def drawn_within(look):
    """Returns how far what is drawn is from what the API says of the same time, m."""
    until(look.page, "() => orrery.scene.place(Math.round(orrery.clock.now()))")
    sight = look.page.evaluate("""() => {
      orrery.scene.place(Math.round(orrery.scene.time));
      return { time: orrery.scene.time, places: [...orrery.scene.fleet.places] };
    }""")
    at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(sight["time"] // 1000)) + f".{sight['time'] % 1000:03d}Z"
    answer = ask(look.url, f"/positions?from={at}")
    return farthest(sight, {"places": answer["position_ecef_m"][0]})


def keyboard(look):
    """Works the page by keys alone."""
    page = look.page
    page.keyboard.press("Escape")
    page.evaluate("() => document.body.focus()")
    stops = []
    for _ in range(40):
        page.keyboard.press("Tab")
        stop = page.evaluate("""() => {
          const at = document.activeElement, style = getComputedStyle(at);
          return { name: at.id || at.className || at.tagName, label: at.getAttribute('aria-label') || at.textContent.trim() || at.title,
            ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 };
        }""")
        if stop["name"] == "BODY" or (stops and stop == stops[0]):
            break
        stops.append(stop)
    page.keyboard.press("/")
    page.keyboard.type(page.evaluate("() => orrery.scene.fleet.names.at(-1)"))
    filtered = page.evaluate("() => orrery.tables.satellites.count")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    selected = page.evaluate("() => orrery.scene.selected && orrery.scene.satelliteName(orrery.scene.selected.key)")
    wanted = page.evaluate("() => orrery.scene.fleet.names.at(-1)")
    until(page, "() => orrery.scene.track && orrery.scene.footprint")
    page.keyboard.press("Escape")
    nothing = page.evaluate("() => orrery.scene.selected")
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    unfiltered = page.evaluate("() => [orrery.tables.satellites.count, document.getElementById('filter').value]")
    page.locator("#view").focus()
    page.keyboard.press("2")
    tab = page.evaluate("() => document.activeElement.id")
    page.keyboard.press("1")
    return {"stops": stops, "filtered": filtered, "unfiltered": unfiltered, "selected": selected, "wanted": wanted, "after_escape": nothing, "tab": tab}


def held(look):
    """Holds the picture early in the run: what is told must be of then."""
    page = look.page
    page.evaluate("() => orrery.select('satellite', orrery.scene.fleet.ids[0])")
    past = page.evaluate("() => { const s = orrery.scene; return Math.round((s.start + 0.25 * (s.known - s.start)) / 1000) * 1000; }")
    page.evaluate("time => orrery.feed.hold(time)", past)
    until(page, "time => orrery.scene.time === time", past)
    page.wait_for_timeout(2_500)
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(past // 1000))
    told = page.evaluate("() => [...document.querySelectorAll('#details dd')].map(cell => cell.textContent)")
    place = ask(look.url, f"/satellites/{page.evaluate('() => orrery.scene.selected.key')}?at={at}")["satellite"]
    costs = {station["ground_id"]: station["dollars"] for station in ask(look.url, f"/costs?at={at}")["stations"]}
    shown = page.evaluate("() => orrery.scene.stations.map(s => [s.id, s.dollars])")
    links = page.evaluate("() => orrery.scene.allLinks.length")
    page.evaluate("() => { orrery.select(null); orrery.feed.follow(); }")
    until(page, "() => orrery.scene.pinned === null && orrery.scene.time >= orrery.scene.known")
    return {"latitude": told[0], "longitude": told[2], "at": [place["latitude_deg"], place["longitude_deg"]],
            "costs": all(abs(dollars - costs.get(id, 0)) < 1e-6 for id, dollars in shown),
            "links": links, "of_links": ask(look.url, f"/links?limit=1")["count"]}


def command(look, token):
    """Types a wrong token and the right one, pauses the run and lets it run on."""
    page = look.page
    errors = len(look.errors)
    page.click("#unlock")
    page.fill("#token", token[::-1])
    page.keyboard.press("Enter")
    until(page, "() => document.getElementById('token-fault').value !== ''")
    wrong = page.evaluate("() => [sessionStorage.length, document.getElementById('commands').hidden]")
    # That it was refused is what was wanted, and the browser tells of it.
    del look.errors[errors:]
    page.fill("#token", token)
    page.keyboard.press("Enter")
    page.click("#pause")
    until(page, "() => orrery.scene.snapshot.mode === 'PAUSED'")
    stands = [page.evaluate(PLACES)["time"]]
    page.wait_for_timeout(1_500)
    stands.append(page.evaluate(PLACES)["time"])
    stored = page.evaluate("() => [sessionStorage.length, localStorage.length, document.cookie]")
    page.click("#resume")
    until(page, "() => orrery.scene.snapshot.mode === 'EXECUTING'")
    offered = page.evaluate("() => ['pause', 'step', 'stop', 'speed'].filter(id => document.getElementById(id).checkVisibility())")
    return {"wrong": wrong, "stands": stands[0] == stands[1], "stored": stored, "offered": offered}


def outage(look):
    """Cuts the network: the page must not look alive."""
    page = look.page
    errors = len(look.errors)
    look.context.set_offline(True)
    page.wait_for_selector("#alarm:not([hidden])", timeout=1_000 * PATIENCE)
    page.wait_for_selector("#view.stale", timeout=1_000 * PATIENCE)
    page.wait_for_timeout(1_500)
    times = [page.evaluate("() => orrery.clock.now()")]
    page.wait_for_timeout(2_000)
    times.append(page.evaluate("() => orrery.clock.now()"))
    look.shoot("no-answer")
    told = page.inner_text("#alarm")
    veil = page.inner_text("#veil")
    crowded = page.evaluate("""() => {
      const boxes = ['.name', '.time', '.state'].map(word => document.querySelector(word).getBoundingClientRect());
      const last = document.getElementById('alarm').getBoundingClientRect();
      return boxes.some((box, k) => k > 0 && box.left < boxes[k - 1].right) || last.right > innerWidth;
    }""")
    look.context.set_offline(False)
    page.wait_for_selector("#alarm", state="hidden", timeout=1_000 * PATIENCE)
    # That a request failed is what was wanted, and the browser tells of each.
    del look.errors[errors:]
    return {"alarm": told, "veil": veil, "crowded": crowded, "moved_ms": times[1] - times[0]}


def check_globe(playwright, url, folder, token, _):
    hasten(url, token)
    look = Look(playwright, url, folder)
    look.ready()
    result = {"view": look.page.evaluate("() => orrery.view.name"), "globe": look.pixels()}
    look.shoot("globe-light")
    result |= {"counts": counts(look), "motion": motion(look), "drawn_within_m": drawn_within(look)}
    result["keyboard"] = keyboard(look)
    result["held"] = held(look)
    look.page.keyboard.press("m")
    until(look.page, "() => orrery.view.name === 'map'")
    result["command"] = command(look, token)
    result["map"] = look.pixels()
    look.shoot("map-light")
    result["outage"] = outage(look)
    look.context.close()
    look.open(scheme="dark")
    look.ready()
    look.page.evaluate("() => orrery.select('satellite', orrery.scene.fleet.ids[0])")
    until(look.page, "() => orrery.scene.track")
    look.page.wait_for_timeout(1_500)
    look.shoot("globe-dark")
    return result | look.seen()


def check_map(playwright, url, folder, token, _):
    hasten(url, token)
    look = Look(playwright, url, folder, webgl=False)
    look.ready()
    result = {"view": look.page.evaluate("() => orrery.view.name"), "note": look.page.inner_text("#note"),
              "globe_is_off": look.page.is_disabled("#as-globe"), "map": look.pixels()}
    look.shoot("fallback-light")
    result["outside"] = look.page.evaluate("""() => {
      const { clientWidth, clientHeight } = document.querySelector('#view canvas');
      const isInside = ([x, y]) => x >= 0 && x <= clientWidth && y >= 0 && y <= clientHeight;
      return orrery.scene.fleet.ids.filter((_, k) => !isInside(orrery.view.spot(k))).length;
    }""")
    result |= {"counts": counts(look), "motion": motion(look), "drawn_within_m": drawn_within(look)}
    # A click on a satellite selects it.
    spot = look.page.evaluate("() => orrery.view.spot(0)")
    look.page.locator("#view canvas").click(position={"x": spot[0], "y": spot[1]})
    result["picked"] = look.page.evaluate("() => orrery.scene.selected?.kind")
    # A tablet is turned, and turned back.
    for width in (800, 1280):
        look.page.set_viewport_size({"width": width, "height": 800})
        look.page.wait_for_timeout(300)
    look.context.close()
    look.open(size=(390, 844), scheme="dark")
    look.ready()
    result["too_wide"] = look.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    look.shoot("fallback-narrow-dark")
    look.context.close()
    look.open(path="/map")
    look.ready()
    result["policy"] = urllib.request.urlopen(urllib.parse.urljoin(url, "/map")).headers["Content-Security-Policy"]
    return result | look.seen()


LOAD = """async minutes => {
  const source = new Cesium.CzmlDataSource();
  const start = orrery.scene.run.start;
  await source.load(`/czml?from=${start}&minutes=${minutes}&step_s=60`);
  const answer = await (await fetch(`/positions?from=${start}&step_s=60&count=${minutes + 1}`)).json();
  const names = new Map(orrery.scene.fleet.ids.map((id, k) => [id, orrery.scene.fleet.names[k]]));
  let worst = 0, compared = 0, missing = 0;
  answer.ids.forEach((id, k) => {
    const entity = source.entities.values.find(e => e.name === names.get(id));
    answer.times.forEach((text, n) => {
      const place = entity?.position.getValue(Cesium.JulianDate.fromIso8601(text));
      if (!place) return void missing++;
      const [x, y, z] = answer.position_ecef_m[n].slice(3 * k, 3 * k + 3);
      worst = Math.max(worst, Math.hypot(place.x - x, place.y - y, place.z - z));
      compared++;
    });
  });
  return { worst_m: worst, compared, missing, entities: source.entities.values.length };
}"""

POLL = """async seconds => {
  const source = new Cesium.CzmlDataSource(), rows = [];
  let cursor = null;
  const begin = performance.now();
  while (performance.now() - begin < seconds * 1000) {
    const due = performance.now() + 1000;
    const answer = await (await fetch('/czml/live' + (cursor ? `?since=${cursor}` : ''))).json();
    await source.process(answer.packets);
    cursor = answer.cursor;
    const now = Cesium.JulianDate.fromIso8601(answer.time);
    const moving = source.entities.values.filter(e => e.id.startsWith('sat-'));
    rows.push({
      time: answer.time, entities: source.entities.values.length,
      samples: Math.max(...moving.map(e => e.position._property._times.length)),
      placed: moving.filter(e => e.isAvailable(now) && e.position.getValue(now)).length,
      beams: source.entities.values.filter(e => e.id.startsWith('link-') && e.isAvailable(now)).length,
      own: orrery.scene.fleet.sampleCount, megabytes: performance.memory.usedJSHeapSize / 1e6,
    });
    await new Promise(r => setTimeout(r, Math.max(0, due - performance.now())));
  }
  return rows;
}"""


def check_twin(playwright, url, folder, token, _):
    look = Look(playwright, url, folder, webgl=False)
    look.ready()
    result = {"map": look.pixels(), "satellites": look.page.evaluate("() => orrery.scene.fleet.count"),
              "clock": look.page.inner_text("#clock"), "motion": motion(look), "alarm": look.page.is_visible("#alarm")}
    return result | look.seen()


def check_czml(playwright, url, folder, token, seconds):
    look = Look(playwright, url, folder)
    look.ready()
    result = {"loaded": look.page.evaluate(LOAD, 30)}
    result["polls"] = look.page.evaluate(POLL, seconds)
    return result | look.seen()


RATE = """async seconds => {
  let frames = 0, draw = orrery.view.draw;
  const view = orrery.view;
  view.draw = scene => { frames++; draw.call(view, scene); };
  const begin = performance.now();
  await new Promise(r => setTimeout(r, seconds * 1000));
  view.draw = draw;
  return frames / (performance.now() - begin) * 1000;
}"""


def key_waits(page):
    """Returns for how long the page waits with what a key asks of the table, ms at most of some keys."""
    waits = []
    page.focus("#satellite-table .rows")
    for _ in range(12):
        begin = time.perf_counter()
        page.keyboard.press("PageDown")
        page.evaluate("() => 0")
        waits.append(1_000 * (time.perf_counter() - begin))
        page.wait_for_timeout(150)
    return max(waits)


def check_many(playwright, url, folder, token, _):
    look = Look(playwright, url, folder)
    look.ready()
    page, result = look.page, {}
    for view in ("globe", "map"):
        page.keyboard.press(view[0])
        until(page, "name => orrery.view?.name === name", view)
        page.wait_for_timeout(3_000)
        result[view] = {"frames_a_second": page.evaluate(RATE, 8), "longest_key_ms": key_waits(page)}
        page.evaluate("() => document.activeElement.blur()")
        look.shoot(f"many-{view}")
    result |= {"rows": page.evaluate("() => orrery.tables.satellites.count"),
               "rows_made": page.locator("#satellite-table .row").count()}
    return result | look.seen()


FOREIGN = """async base => {
  const tries = {};
  const attempt = async (name, ...request) => {
    try {
      const answer = await fetch(...request);
      tries[name] = answer.type === 'opaque' ? 'opaque' : `read ${answer.status}`;
    } catch { tries[name] = 'refused'; }
  };
  await attempt('read', base + 'run');
  await attempt('read without', base + 'snapshot', { mode: 'no-cors' });
  await attempt('pause', base + 'run/pause', { method: 'POST' });
  await attempt('pause without', base + 'run/pause', { method: 'POST', mode: 'no-cors' });
  await attempt('pause with a token', base + 'run/pause', { method: 'POST', headers: { Authorization: 'Bearer x' } });
  await attempt('pause with the token', base + 'run/pause', { method: 'POST', headers: { Authorization: 'Bearer TOKEN' } });
  return tries;
}"""


def check_foreign(playwright, url, folder, token, _):
    class Other(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<title>elsewhere</title>")

        def log_message(self, *_):
            pass

    other = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Other)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{other.server_port}/")
    tries = page.evaluate(FOREIGN.replace("TOKEN", token), url)
    place = urllib.parse.urlsplit(url)
    paths = {}
    for path in ["/../etc/passwd", "/cesium/../../etc/passwd", "/cesium/%2e%2e/%2e%2e/etc/passwd", "/viewer/..%2fmain.js",
                 "/viewer/%2e%2e%2f%2e%2e%2fetc/passwd", "/viewer//etc/passwd", "/cesium/x/Cesium.js", "/viewer/.htaccess"]:
        connection = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
        connection.request("GET", path)
        paths[path] = connection.getresponse().status
        connection.close()
    return {"tries": tries, "mode": ask(url, "/run")["mode"], "paths": paths}


if __name__ == "__main__":
    check, url, folder = sys.argv[1:4]
    token = sys.argv[4] if len(sys.argv) > 4 else ""
    seconds = float(sys.argv[5]) if len(sys.argv) > 5 else 60
    with sync_playwright() as playwright:
        print(json.dumps(globals()[f"check_{check}"](playwright, url, folder, token, seconds)))
