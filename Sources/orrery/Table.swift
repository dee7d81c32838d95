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
    let hasUnits = columns.contains { !$0.unit.isEmpty }
    let all = [columns.map(\.title), columns.map(\.unit)] + rows + (total.map { [$0] } ?? [])
    let widths = columns.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
      let padded = cells.enumerated().map { index, cell in
        columns[index].isNumber ? cell.aligned(to: widths[index]) : cell.padded(to: widths[index])
      }
      return padded.joined(separator: "  ").trimmedRight
    }
    var lines = [Terminal.bold(line(columns.map(\.title)), colour)]
    if hasUnits { lines.append(Terminal.dim(line(columns.map(\.unit)), colour)) }
    lines += rows.map(line)
    if let total {
      lines.append(Terminal.dim(String(repeating: "-", count: widths.reduce(-2) { $0 + $1 + 2 }), colour))
      lines.append(Terminal.bold(line(total), colour))
    }
    return lines.joined(separator: "\n")
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
