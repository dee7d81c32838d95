/// An aligned table: names to the left, numbers to the right, units under the headings, a sum below.
struct Table {
  struct Column {
    let title: String
    let unit: String
    let isNumber: Bool

    static func text(_ title: String) -> Column { Column(title: title, unit: "", isNumber: false) }
    static func number(_ title: String, _ unit: String = "") -> Column {
      Column(title: title, unit: unit, isNumber: true)
    }
  }

  let columns: [Column]
  var rows: [[String]] = []
  var total: [String]?

  func text(colour: Bool) -> String {
    var widths = widths
    for row in rows + (total.map { [$0] } ?? []) { widen(&widths, for: row) }
    let text = head(widths, colour: colour) + rows.map { line($0, widths) + "\n" }.joined()
    return total == nil ? String(text.dropLast()) : text + foot(widths, colour: colour)
  }

  /// The widths that the headings need.
  var widths: [Int] { columns.map { max($0.title.count, $0.unit.count) } }

  /// Makes widths wide enough for a row.
  func widen(_ widths: inout [Int], for row: [String]) {
    for column in columns.indices { widths[column] = max(widths[column], row[column].count) }
  }

  /// The headings, each line with its end.
  func head(_ widths: [Int], colour: Bool) -> String {
    let hasUnits = columns.contains { !$0.unit.isEmpty }
    return Terminal.bold(line(columns.map(\.title), widths), colour) + "\n"
      + (hasUnits ? Terminal.dim(line(columns.map(\.unit), widths), colour) + "\n" : "")
  }

  /// A row, without the line's end.
  func line(_ cells: [String], _ widths: [Int]) -> String {
    let padded = cells.enumerated().map { index, cell in
      columns[index].isNumber ? cell.aligned(to: widths[index]) : cell.padded(to: widths[index])
    }
    return padded.joined(separator: "  ").trimmedRight
  }

  /// The rule and the sum, where there is one, without the last line's end.
  func foot(_ widths: [Int], colour: Bool) -> String {
    guard let total else { return "" }
    return Terminal.dim(String(repeating: "-", count: widths.reduce(-2) { $0 + $1 + 2 }), colour) + "\n"
      + Terminal.bold(line(total, widths), colour)
  }
}

extension String {
  fileprivate var trimmedRight: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

extension Double {
  /// The number with so many decimals.
  func fixed(_ decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1.0) { value, _ in value * 10 }
    let scaled = (magnitude * scale).rounded()
    guard scaled < 9e15 else { return description }
    let digits = String(Int64(scaled))
    let padded = String(repeating: "0", count: Swift.max(0, decimals + 1 - digits.count)) + digits
    let sign = self < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return sign + padded }
    return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
  }
}
