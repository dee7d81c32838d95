/// Values over an axis, such as an elevation over time.
struct Series: Equatable {
  /// What the legend calls it; series of one name share an entry, and one without has none.
  let name: String
  let hue: Int
  let isBold: Bool
  /// The points, x ascending; a gap is between one run and the next.
  var runs: [[SIMD2<Double>]]

  init(_ name: String, hue: Int, isBold: Bool = false, runs: [[SIMD2<Double>]] = []) {
    (self.name, self.hue, self.isBold, self.runs) = (name, hue, isBold, runs)
  }
}

/// A stretch of the x axis in a colour, such as the service of a satellite.
struct Band: Equatable {
  let range: ClosedRange<Double>
  /// What stands in it where there is room, and where somebody points at it.
  let label: String
  let hue: Int
}

/// A mark: at a point, or without a y at the upper edge.
struct Marker: Equatable {
  /// What the legend calls its kind.
  let name: String
  let x: Double
  let y: Double?
  let hue: Int
  /// What is shown where somebody points at it.
  let note: String
}

/// A level across the chart, such as a mask or a threshold.
struct Level: Equatable {
  let label: String
  let y: Double
}

/// A chart of values over a common axis: bands behind, lines, levels, marks, and a legend.
struct Chart: Equatable {
  let title: String
  let x, y: Axis
  var bands: [Band] = []
  var series: [Series] = []
  var levels: [Level] = []
  var markers: [Marker] = []
  /// What the legend calls the bands; empty for no entry.
  var bandName = ""

  init(_ title: String, x: Axis, y: Axis) {
    (self.title, self.x, self.y) = (title, x, y)
  }

  private static let (width, height) = (1_280, 520)
  private static let (left, top, right, bottom) = (68.0, 76.0, 1_256.0, 466.0)
  /// How wide a character of the labels is, about.
  private static let characterWidth = 7.0

  /// The drawing.
  var svg: String {
    var text = SVGText(width: Chart.width, height: Chart.height)
    text.text(title, x: Chart.left, y: 28, size: 17)
    drawBands(&text)
    drawAxes(&text)
    for one in series {
      for run in one.runs {
        text.line(thinned(run.map(place)), one.isBold ? .boldLine(hue: one.hue) : .line(hue: one.hue))
      }
    }
    for level in levels where y.range.contains(level.y) {
      let height = place(SIMD2(x.range.lowerBound, level.y)).y
      text.line([SIMD2(Chart.left, height), SIMD2(Chart.right, height)], .ink)
      text.text(level.label, x: Chart.left + 6, y: height - 5, size: 12)
    }
    for marker in markers where x.range.contains(marker.x) { draw(marker, &text) }
    drawLegend(&text)
    return text.document(title: title)
  }

  private func place(_ point: SIMD2<Double>) -> SIMD2<Double> {
    SIMD2(
      Chart.left + x.share(of: point.x) * (Chart.right - Chart.left),
      Chart.bottom - y.share(of: point.y) * (Chart.bottom - Chart.top))
  }

  /// Leaves out points that lie within half a dot of the one before: nobody sees them.
  private func thinned(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
    var kept: [SIMD2<Double>] = []
    for (index, point) in points.enumerated() {
      let isNear = kept.last.map { abs($0.x - point.x) < 0.5 && abs($0.y - point.y) < 0.5 } ?? false
      if !isNear || index == points.count - 1 { kept.append(point) }
    }
    return kept
  }

  private func drawBands(_ text: inout SVGText) {
    for band in bands {
      let from = max(Chart.left, place(SIMD2(band.range.lowerBound, 0)).x)
      let to = min(Chart.right, place(SIMD2(band.range.upperBound, 0)).x)
      guard to > from else { continue }
      text.rectangle(
        x: from, y: Chart.top, width: to - from, height: Chart.bottom - Chart.top, .faintArea(hue: band.hue),
        note: band.label)
      if to - from > Double(band.label.count) * Chart.characterWidth + 2 {
        text.text(band.label, x: (from + to) / 2, y: Chart.bottom - 6, anchor: .middle, size: 11)
      }
    }
  }

  private func drawAxes(_ text: inout SVGText) {
    let (across, up) = (x.ticks(atMost: 14), y.ticks(atMost: 8))
    for tick in across {
      let at = place(SIMD2(tick, y.range.lowerBound)).x
      text.line([SIMD2(at, Chart.top), SIMD2(at, Chart.bottom)], .grid)
      text.text(x.text(of: tick, among: across), x: at, y: Chart.bottom + 18, anchor: .middle)
    }
    for tick in up {
      let at = place(SIMD2(x.range.lowerBound, tick)).y
      text.line([SIMD2(Chart.left, at), SIMD2(Chart.right, at)], .grid)
      text.text(y.text(of: tick, among: up), x: Chart.left - 8, y: at + 4, anchor: .end)
    }
    text.line(
      [SIMD2(Chart.left, Chart.top), SIMD2(Chart.left, Chart.bottom), SIMD2(Chart.right, Chart.bottom)], .ink)
    text.text(x.title, x: (Chart.left + Chart.right) / 2, y: Chart.bottom + 40, anchor: .middle)
    text.text(y.title, x: 20, y: (Chart.top + Chart.bottom) / 2, anchor: .middle, turned: true)
  }

  private func draw(_ marker: Marker, _ text: inout SVGText) {
    if let y = marker.y {
      let at = place(SIMD2(marker.x, y))
      text.circle(x: at.x, y: at.y, radius: 4, .area(hue: marker.hue), note: marker.note)
    } else {
      let at = place(SIMD2(marker.x, y.range.upperBound))
      text.area(Chart.triangle(x: at.x, y: Chart.top), .area(hue: marker.hue), note: marker.note)
    }
  }

  /// A triangle that stands on its tip.
  private static func triangle(x: Double, y: Double) -> [SIMD2<Double>] {
    [SIMD2(x - 5, y - 9), SIMD2(x + 5, y - 9), SIMD2(x, y)]
  }

  /// An entry a kind, from left to right above the chart.
  private func drawLegend(_ text: inout SVGText) {
    var x = Chart.left
    let y = 52.0
    func enter(_ name: String, _ swatch: (inout SVGText, Double) -> Void) {
      swatch(&text, x)
      text.text(name, x: x + 28, y: y, size: 12)
      x += 28 + Double(name.count) * Chart.characterWidth + 22
    }
    if !bandName.isEmpty, let hue = bands.first?.hue {
      enter(bandName) { $0.rectangle(x: $1, y: y - 10, width: 22, height: 12, .faintArea(hue: hue)) }
    }
    var names: Set<String> = [""]
    for one in series where names.insert(one.name).inserted {
      let pen = one.isBold ? SVGText.Pen.boldLine(hue: one.hue) : .line(hue: one.hue)
      enter(one.name) { $0.line([SIMD2($1, y - 4), SIMD2($1 + 22, y - 4)], pen) }
    }
    for marker in markers where names.insert(marker.name).inserted {
      enter(marker.name) { text, x in
        if marker.y == nil {
          text.area(Chart.triangle(x: x + 11, y: y), .area(hue: marker.hue))
        } else {
          text.circle(x: x + 11, y: y - 4, radius: 4, .area(hue: marker.hue))
        }
      }
    }
  }
}
