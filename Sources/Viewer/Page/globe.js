// The globe: CesiumJS from this server, drawn from primitives so that ten thousand satellites are one batch.

import { fixed } from '/viewer/geo.js';
import { rgb, theme } from '/viewer/palette.js';

/** How far from a mark a click still means it, in CSS pixels. */
const NEAR = 15;
/** Height at which lines on the ground are drawn, m, so that the ground does not swallow them. */
const ABOVE_GROUND = 20_000;
const FONT = '11.5px system-ui, "Noto Sans", "DejaVu Sans", sans-serif';

/** Loads CesiumJS from a folder of this server; throws where it cannot be had. */
async function load(base) {
  if (window.Cesium) return window.Cesium;
  // A whole address: of another kind CesiumJS thinks that it lies elsewhere, and wraps its workers in blobs.
  window.CESIUM_BASE_URL = new URL(base, location.href).href;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = `${base}Widgets/widgets.css`;
  document.head.append(link);
  await new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = `${base}Cesium.js`;
    script.onload = resolve;
    script.onerror = () => reject(new Error('CesiumJS cannot be loaded'));
    document.head.append(script);
  });
  if (!window.Cesium) throw new Error('CesiumJS does not start');
  // Its workers come from files of this server then, not from text that would have to be allowed to run.
  window.CESIUM_WORKERS = undefined;
  return window.Cesium;
}

/** Returns what draws WebGL here; null where nothing does. */
export function renderer() {
  const context = document.createElement('canvas').getContext('webgl2');
  if (!context) return null;
  const names = context.getExtension('WEBGL_debug_renderer_info');
  const name = names ? context.getParameter(names.UNMASKED_RENDERER_WEBGL) : 'unknown';
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return name;
}

export class Globe {
  name = 'globe';
  onpick = () => {};
  onhover = () => {};

  #widget;
  #holder;
  #points = [];
  #ring;
  #labels;
  #stationPoints = [];
  #stationLabels = [];
  #terminalPoints = [];
  #terminalLabels = [];
  #lines;
  #linkLines = [];
  #servingLines = [];
  #trackLines;
  #footprintLine;
  #names = [];
  #fleet = null;
  #drawn = { shades: null, track: null, footprint: null };
  #watcher;
  #isSoft;

  /** Makes a globe; throws where WebGL or the package is missing. */
  static async in(holder, base) {
    const drawer = renderer();
    if (!drawer) throw new Error('this browser draws no WebGL');
    const cesium = await load(base);
    const globe = new Globe(holder, cesium, /swiftshader|llvmpipe|software/i.test(drawer));
    return globe;
  }

  constructor(holder, cesium, isSoft) {
    this.#holder = holder;
    this.#isSoft = isSoft;
    const credit = document.createElement('div');
    holder.replaceChildren();
    const tiles = cesium.TileMapServiceImageryProvider.fromUrl(cesium.buildModuleUrl('Assets/Textures/NaturalEarthII'));
    // The same picture twice: what the night side keeps of the light is too little to read on.
    const layer = options => cesium.ImageryLayer.fromProviderAsync(tiles, options);
    this.#day = layer({ nightAlpha: 0 });
    this.#night = layer({ dayAlpha: 0 });
    this.#widget = new cesium.CesiumWidget(holder, {
      baseLayer: this.#day, skyBox: false, skyAtmosphere: isSoft ? false : undefined, msaaSamples: isSoft ? 1 : 4,
      requestRenderMode: true, maximumRenderTimeChange: Infinity, creditContainer: credit, showRenderLoopErrors: false,
      useDefaultRenderLoop: true, contextOptions: { webgl: { powerPreference: 'low-power' } },
    });
    const { scene } = this.#widget;
    scene.imageryLayers.add(this.#night);
    for (const body of ['sun', 'moon']) if (scene[body]) scene[body].show = false;
    scene.fog.enabled = false;
    scene.globe.showGroundAtmosphere = !isSoft;
    scene.globe.enableLighting = true;
    scene.globe.maximumScreenSpaceError = 2;
    scene.screenSpaceCameraController.minimumZoomDistance = 400_000;
    scene.screenSpaceCameraController.maximumZoomDistance = 4e8;
    scene.renderError.addEventListener((_, error) => this.onfail?.(error));
    this.#pointCollection = scene.primitives.add(new cesium.PointPrimitiveCollection());
    this.#lines = scene.primitives.add(new cesium.PolylineCollection());
    this.#markCollection = scene.primitives.add(new cesium.PointPrimitiveCollection());
    this.#labels = scene.primitives.add(new cesium.LabelCollection());
    const line = (width, material) => this.#lines.add({ width, show: false, material });
    const plain = () => cesium.Material.fromType('Color');
    this.#trackLines = [line(1.2, plain()), line(1.6, plain())];
    this.#footprintLine = line(1.4, plain());
    this.#ring = this.#markCollection.add({ show: false, pixelSize: 15, color: cesium.Color.TRANSPARENT, outlineWidth: 2 });
    this.#chosenLabel = this.#labels.add({ show: false, font: FONT, pixelOffset: new cesium.Cartesian2(13, -15), ...this.#labelLook });
    this.#dress();
    scene.camera.setView({ destination: cesium.Cartesian3.fromDegrees(10, 22, 1.75e7) });
    this.#watcher = new ResizeObserver(() => {
      this.#widget.resize();
      this.#frame();
      scene.requestRender();
    });
    this.#watcher.observe(holder);
    this.#listen(cesium);
  }

  #pointCollection;
  #markCollection;
  #chosenLabel;
  #day;
  #night;

  get cesium() { return window.Cesium; }
  /** For those who look closely, tests among them. */
  get scene() { return this.#widget.scene; }
  get #labelLook() {
    const cesium = window.Cesium;
    return {
      style: cesium.LabelStyle.FILL, showBackground: true, backgroundPadding: new cesium.Cartesian2(4, 2),
      disableDepthTestDistance: Infinity,
      verticalOrigin: cesium.VerticalOrigin.CENTER, horizontalOrigin: cesium.HorizontalOrigin.LEFT,
    };
  }

  /** Frames that it draws in a second at most: a processor that draws in place of a card has others to serve. */
  get pace() { return this.#isSoft ? 4 : 30; }

  /** Colours for light or dark. */
  #dress() {
    const colours = theme(), { scene } = this.#widget, colour = this.#colour;
    this.#isDark = colours.isDark;
    scene.backgroundColor = colour(colours.space);
    scene.globe.baseColor = colour(colours.ocean);
    // Cesium leaves 0.3 of the light to the night.
    for (const [layer, light, dark] of [[this.#day, 1.3, 0.95], [this.#night, 2.5, 1.35]]) {
      layer.saturation = 0.4;
      layer.brightness = colours.isDark ? dark : light;
      layer.contrast = colours.isDark ? 1 : 0.85;
      layer.gamma = colours.isDark ? 1.1 : 1.25;
    }
    this.#trackLines[0].material.uniforms.color = colour(colours.track).withAlpha(0.35);
    this.#trackLines[1].material.uniforms.color = colour(colours.track).withAlpha(0.85);
    this.#footprintLine.material.uniforms.color = colour(colours.footprint).withAlpha(0.8);
    this.#ring.outlineColor = colour(colours.accent);
    for (const label of [...this.#stationLabels, ...this.#terminalLabels, ...this.#names, this.#chosenLabel]) {
      label.fillColor = colour(colours.text);
      label.backgroundColor = colour(colours.ground).withAlpha(0.62);
    }
    this.#drawn.stations = null;
    for (const lines of [this.#linkLines, this.#servingLines]) {
      for (const line of lines) line.material.uniforms.color = colour(lines === this.#linkLines ? colours.link : colours.serving);
    }
  }

  #isDark = null;
  #colour = text => window.Cesium.Color.fromCssColorString(text) ?? window.Cesium.Color.GRAY;

  destroy() {
    this.#watcher.disconnect();
    if (!this.#widget.isDestroyed()) this.#widget.destroy();
    this.#holder.replaceChildren();
  }

  // MARK: Moving

  /** The whole Earth in view, whatever the form of the window. */
  #frame() {
    const { clientWidth: width, clientHeight: height } = this.#holder;
    const { camera } = this.scene;
    if (!this.#isFramed && width > 0 && height > 0) {
      this.#isFramed = true;
      const narrow = Math.min(1, width / height);
      camera.setView({ destination: this.cesium.Cartesian3.fromDegrees(10, 22, 1.75e7 / Math.max(0.6, narrow)) });
    }
  }

  #isFramed = false;

  /** Turns by CSS pixels. */
  move(dx, dy) {
    const angle = 0.003;
    this.scene.camera.rotateRight(dx * angle);
    this.scene.camera.rotateUp(dy * angle);
    this.scene.requestRender();
  }

  zoom(factor) {
    const { camera } = this.scene;
    const height = camera.positionCartographic.height;
    const next = Math.min(2e8, Math.max(5e5, height / factor));
    camera.moveForward(height - next);
    this.scene.requestRender();
  }

  goTo(latitude, longitude) {
    const { camera } = this.scene;
    camera.setView({
      destination: this.cesium.Cartesian3.fromDegrees(longitude, latitude, Math.max(1e7, camera.positionCartographic.height)),
    });
    this.scene.requestRender();
  }

  #listen(cesium) {
    const handler = new cesium.ScreenSpaceEventHandler(this.#widget.canvas);
    handler.setInputAction(({ position }) => this.onpick(this.#find(position)), cesium.ScreenSpaceEventType.LEFT_CLICK);
    this.#widget.screenSpaceEventHandler.removeInputAction(cesium.ScreenSpaceEventType.LEFT_DOUBLE_CLICK);
    if (this.#isSoft) return;
    let last = 0;
    handler.setInputAction(({ endPosition }) => {
      const now = performance.now();
      if (now - last < 80) return;
      last = now;
      this.onhover(this.#find(endPosition), endPosition.x, endPosition.y);
    }, cesium.ScreenSpaceEventType.MOUSE_MOVE);
  }

  #find(position) {
    const picked = this.scene.pick(position, NEAR, NEAR)?.id;
    return picked ? { ...picked, x: position.x, y: position.y } : null;
  }

  // MARK: Drawing

  draw(scene) {
    this.last = scene;
    const cesium = this.cesium;
    if (this.#isDark !== theme().isDark) this.#dress();
    this.#widget.clock.currentTime = cesium.JulianDate.fromDate(new Date(scene.time));
    this.#drawSatellites(scene, cesium);
    this.#drawStations(scene, cesium);
    this.#drawTerminals(scene, cesium);
    this.#drawBeams(this.#linkLines, scene.links, scene.stations, scene, theme().link, 2);
    this.#drawBeams(this.#servingLines, scene.serving, scene.terminals, scene, theme().serving, 1.6);
    this.#drawTrack(scene, cesium);
    this.#drawFootprint(scene, cesium);
    this.#drawChosen(scene, cesium);
    this.#hideBehind(cesium);
    this.scene.requestRender();
  }

  /** Hides what is written on the far side: half a word at the Earth's edge reads as another. */
  #hideBehind(cesium) {
    const { camera } = this.scene;
    const occluder = new cesium.EllipsoidalOccluder(cesium.Ellipsoid.WGS84, camera.positionWC);
    const hide = (label, isWanted) => {
      const isShown = isWanted && occluder.isPointVisible(label.position);
      if (label.show !== isShown) label.show = isShown;
    };
    this.#names.forEach((label, k) => hide(label, this.#points[k].show));
    this.#stationLabels.forEach(label => hide(label, true));
    this.#terminalLabels.forEach(label => hide(label, label.text !== ''));
    hide(this.#chosenLabel, this.#chosenLabel.show);
  }

  #drawSatellites(scene, cesium) {
    const { fleet, shades, wanted } = scene;
    if (this.#fleet !== fleet || this.#points.length !== fleet.count) {
      this.#pointCollection.removeAll();
      this.#names.forEach(label => this.#labels.remove(label));
      const count = fleet.count, size = count > 3_000 ? 3 : count > 600 ? 5 : count > 60 ? 7 : 10;
      this.#points = fleet.ids.map((_, index) => this.#pointCollection.add({
        pixelSize: size, outlineWidth: count > 600 ? 0 : 1, outlineColor: cesium.Color.BLACK.withAlpha(0.55),
        id: { kind: 'satellite', index },
      }));
      this.#names = count > 30 ? [] : fleet.names.map(text => this.#labels.add({
        text, font: FONT, pixelOffset: new cesium.Cartesian2(10, 0), ...this.#labelLook,
      }));
      // Without a card each pixel is the processor's work, for which keys wait.
      if (this.#isSoft) this.#widget.resolutionScale = count > 1_000 ? 0.7 : 1;
      this.#fleet = fleet;
      this.#drawn.shades = new Uint8Array(count).fill(255);
      this.#dress();
    }
    const { places } = fleet, position = new cesium.Cartesian3();
    for (let k = 0; k < this.#points.length; k++) {
      const point = this.#points[k], isThere = !Number.isNaN(places[3 * k]) && (!wanted || wanted[k] === 1);
      if (point.show !== isThere) point.show = isThere;
      if (!isThere) continue;
      position.x = places[3 * k];
      position.y = places[3 * k + 1];
      position.z = places[3 * k + 2];
      point.position = position;
      if (this.#names[k]) this.#names[k].position = position;
      if (this.#drawn.shades[k] !== shades[k]) {
        const [red, green, blue] = rgb(shades[k]);
        point.color = cesium.Color.fromBytes(red, green, blue, 255);
        this.#drawn.shades[k] = shades[k];
      }
    }
  }

  #drawStations(scene, cesium) {
    const { stations } = scene;
    if (this.#stationPoints.length !== stations.length) {
      this.#stationPoints.forEach(point => this.#markCollection.remove(point));
      this.#stationLabels.forEach(label => this.#labels.remove(label));
      const position = s => new cesium.Cartesian3(...fixed(s.latitude, s.longitude, ABOVE_GROUND));
      this.#stationPoints = stations.map((s, index) => this.#markCollection.add({
        position: position(s), pixelSize: stations.length > 60 ? 6 : 8, outlineWidth: 2, id: { kind: 'station', index },
      }));
      this.#stationLabels = stations.length > 40 ? [] : stations.map(s => this.#labels.add({
        position: position(s), text: s.name, font: FONT, pixelOffset: new cesium.Cartesian2(10, 0), ...this.#labelLook,
      }));
      this.#dress();
    }
    if (this.#drawn.stations === scene.stations) return;
    this.#drawn.stations = scene.stations;
    const colours = theme();
    stations.forEach((station, k) => {
      const colour = this.#colour(station.operational ? colours.up : colours.out);
      this.#stationPoints[k].outlineColor = colour;
      this.#stationPoints[k].color = station.operational && station.contacts === 0 ? this.#colour(colours.ground) : colour;
    });
  }

  #drawTerminals(scene, cesium) {
    const colours = theme();
    while (this.#terminalPoints.length > scene.terminals.length) {
      this.#markCollection.remove(this.#terminalPoints.pop());
      this.#labels.remove(this.#terminalLabels.pop());
    }
    scene.terminals.forEach((terminal, index) => {
      this.#terminalPoints[index] ??= this.#markCollection.add({
        pixelSize: 8, outlineWidth: 2, id: { kind: 'terminal', index },
      });
      this.#terminalLabels[index] ??= this.#labels.add({
        text: terminal.label, font: FONT, pixelOffset: new cesium.Cartesian2(10, 13), fillColor: this.#colour(colours.text),
        backgroundColor: this.#colour(colours.ground).withAlpha(0.62), ...this.#labelLook,
      });
      const point = this.#terminalPoints[index];
      if (this.#terminalLabels[index].text !== terminal.label) this.#terminalLabels[index].text = terminal.label;
      this.#terminalLabels[index].position = new cesium.Cartesian3(
        ...fixed(terminal.latitude, terminal.longitude, ABOVE_GROUND));
      point.position = new cesium.Cartesian3(...fixed(terminal.latitude, terminal.longitude, ABOVE_GROUND));
      point.outlineColor = this.#colour(colours.terminal);
      point.color = this.#colour(terminal.isServed ? colours.terminal : colours.ground);
    });
  }

  /** Straight lines from places to satellites; lines are kept and used again. */
  #drawBeams(lines, beams, ends, scene, colour, width) {
    const cesium = this.cesium, { places } = scene.fleet;
    let used = 0;
    for (const [satellite, end] of beams) {
      if (!ends[end] || Number.isNaN(places[3 * satellite])) continue;
      if (used === lines.length) {
        lines.push(this.#lines.add({ width, material: cesium.Material.fromType('Color', { color: this.#colour(colour) }) }));
      }
      const line = lines[used++];
      line.positions = [
        new cesium.Cartesian3(...fixed(ends[end].latitude, ends[end].longitude, ABOVE_GROUND)),
        new cesium.Cartesian3(places[3 * satellite], places[3 * satellite + 1], places[3 * satellite + 2]),
      ];
      line.show = true;
    }
    for (let k = used; k < lines.length; k++) lines[k].show = false;
  }

  #drawTrack(scene, cesium) {
    const { track } = scene;
    for (const [k, line] of this.#trackLines.entries()) {
      const part = track?.filter(point => (k === 0) === (point.time < scene.time)) ?? [];
      line.show = part.length > 1;
      if (line.show) line.positions = part.map(point => new cesium.Cartesian3(...point.position));
    }
  }

  #drawFootprint(scene, cesium) {
    const line = this.#footprintLine;
    line.show = Boolean(scene.footprint);
    if (!scene.footprint) return;
    line.positions = scene.footprint.map(([lat, lon]) => new cesium.Cartesian3(...fixed(lat, lon, ABOVE_GROUND)));
  }

  #drawChosen(scene, cesium) {
    const { chosen, fleet } = scene;
    let position = null, text = '';
    if (chosen?.kind === 'satellite' && !Number.isNaN(fleet.places[3 * chosen.index])) {
      position = new cesium.Cartesian3(...fleet.places.subarray(3 * chosen.index, 3 * chosen.index + 3));
      if (fleet.count > 30) text = fleet.names[chosen.index];
    } else if (chosen) {
      const place = (chosen.kind === 'station' ? scene.stations : scene.terminals)[chosen.index];
      if (place && chosen.kind !== 'satellite') {
        position = new cesium.Cartesian3(...fixed(place.latitude, place.longitude, ABOVE_GROUND));
        if (chosen.kind === 'station' ? this.#stationLabels.length === 0 : !place.label) text = place.name;
      }
    }
    this.#ring.show = Boolean(position);
    this.#chosenLabel.show = Boolean(position && text);
    if (!position) return;
    this.#ring.position = position;
    if (text) {
      if (this.#chosenLabel.text !== text) this.#chosenLabel.text = text;
      this.#chosenLabel.position = position;
    }
  }
}

