/// The text of an SVG drawing, element by element; the same elements are the same bytes.
///
/// Its colours are a paper, an ink, a grid and a palette of hues, one set for light surroundings and one for dark, which
/// the viewer chooses (`prefers-color-scheme`). Hues are meant by number and come round again.
struct SVGText {
  let width, height: Int
  private var elements: [String] = []

  /// How many hues there are.
  static let hueCount = light.count
  private static let light = ["#1f6fb4", "#c8561b", "#2c8a4b", "#8a4fb0", "#b8860b", "#c2347e", "#0e8c91", "#6b6f1d"]
  private static let dark = ["#6db3f2", "#f29a66", "#74cf93", "#c69be6", "#e6c254", "#f084b8", "#5fd3d8", "#c3c86a"]

  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
  }

  /// What an element is drawn with: the hue or the ink, as a line, an area, or faintly.
  enum Pen {
    case ink, grid
    case line(hue: Int)
    case boldLine(hue: Int)
    case area(hue: Int)
    case faintArea(hue: Int)

    fileprivate var classes: String {
      func hue(_ number: Int) -> Int { ((number % hueCount) + hueCount) % hueCount }
      return switch self {
      case .ink: "ink"
      case .grid: "grid"
      case .line(let number): "line l\(hue(number))"
      case .boldLine(let number): "bold l\(hue(number))"
      case .area(let number): "a\(hue(number))"
      case .faintArea(let number): "faint a\(hue(number))"
      }
    }
  }

  enum Anchor: String { case start, middle, end }

  /// A text; `turned` stands it upright, to be read from below.
  mutating func text(
    _ text: String, x: Double, y: Double, anchor: Anchor = .start, size: Int = 13, turned: Bool = false
  ) {
    let place = turned ? #"transform="translate(\#(point(x, y))) rotate(-90)""# : place("x", x) + " " + place("y", y)
    elements.append(
      #"<text \#(place) text-anchor="\#(anchor.rawValue)" font-size="\#(size)">\#(SVGText.escaped(text))</text>"#)
  }

  /// A line through points; nothing for fewer than two.
  mutating func line(_ points: [SIMD2<Double>], _ pen: Pen) {
    guard points.count > 1 else { return }
    let path = points.enumerated().map { ($0 == 0 ? "M" : "L") + point($1.x, $1.y) }.joined()
    elements.append(#"<path class="\#(pen.classes)" d="\#(path)"/>"#)
  }

  /// A closed area between points; `note` is shown where somebody points at it.
  mutating func area(_ points: [SIMD2<Double>], _ pen: Pen, note: String = "") {
    let path = points.enumerated().map { ($0 == 0 ? "M" : "L") + point($1.x, $1.y) }.joined() + "Z"
    append("path", #"class="\#(pen.classes)" d="\#(path)""#, note)
  }

  mutating func rectangle(x: Double, y: Double, width: Double, height: Double, _ pen: Pen, note: String = "") {
    let size = [place("x", x), place("y", y), place("width", width), place("height", height)].joined(separator: " ")
    append("rect", #"class="\#(pen.classes)" \#(size)"#, note)
  }

  mutating func circle(x: Double, y: Double, radius: Double, _ pen: Pen, note: String = "") {
    append(
      "circle", #"class="\#(pen.classes)" \#(place("cx", x)) \#(place("cy", y)) \#(place("r", radius))"#, note)
  }

  private mutating func append(_ name: String, _ attributes: String, _ note: String) {
    elements.append(
      note.isEmpty
        ? "<\(name) \(attributes)/>" : "<\(name) \(attributes)><title>\(SVGText.escaped(note))</title></\(name)>")
  }

  /// The whole document, with what it shows in words.
  func document(title: String) -> String {
    let head = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" \
      role="img" font-family="system-ui, sans-serif">
      <title>\(SVGText.escaped(title))</title>
      <style>
      \(SVGText.style)
      </style>
      <rect class="paper" width="100%" height="100%"/>

      """
    return head + elements.map { $0 + "\n" }.joined() + "</svg>\n"
  }

  /// Colours stand as they are and not as CSS variables, which few programs beside browsers know.
  private static var style: String {
    func colours(paper: String, ink: String, grid: String, _ hues: [String]) -> String {
      ".paper{fill:\(paper)}text{fill:\(ink)}.ink{stroke:\(ink)}.grid{stroke:\(grid)}\n"
        + hues.enumerated().map { ".l\($0){stroke:\($1)}.a\($0){fill:\($1)}" }.joined()
    }
    return """
      .ink,.grid,.line,.bold{fill:none}
      .line{stroke-width:1;stroke-opacity:.55}
      .bold{stroke-width:2.5}
      .faint{fill-opacity:.16}
      \(colours(paper: "#fff", ink: "#1c1f24", grid: "#dfe3e8", light))
      @media (prefers-color-scheme:dark){
      \(colours(paper: "#14171b", ink: "#e4e7eb", grid: "#343a42", dark))}
      """
  }

  private func place(_ name: String, _ value: Double) -> String { #"\#(name)="\#(value.fixed(1))""# }

  private func point(_ x: Double, _ y: Double) -> String { "\(x.fixed(1)) \(y.fixed(1))" }

  /// A text as XML takes it: controls, which no XML may hold, are left out.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\u{20}"..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
        escaped.unicodeScalars.append(scalar)
      default: escaped += " "
      }
    }
    return escaped
  }
}
