import Scenario

/// How the messages of a run came.
extension RunReport {
  /// Whether anything is missing, came twice or was of another run.
  var hasFaultyDeliveries: Bool { deliveries.contains { $0.missing + $0.duplicates + $0.otherRuns > 0 } }

  /// A table of the topics that were heard, and the places at which something is missing.
  func deliveryText(colour: Bool) -> String {
    guard !deliveries.isEmpty else { return "Nothing was heard." }
    var table = Table(columns: [
      .text("Topic"), .number("Messages"), .number("Missing"), .number("Twice"), .number("Out of turn"),
      .number("Other runs"), .number("Late, mean", "ms"), .number("longest", "ms"),
    ])
    table.rows = deliveries.map { delivery in
      [
        delivery.topic, String(delivery.received), missing(delivery), String(delivery.duplicates),
        String(delivery.reordered),
        String(delivery.otherRuns), milliseconds(delivery.meanLateness), milliseconds(delivery.longestLateness),
      ]
    }
    func sum(_ part: (Delivery) -> Int) -> String { String(deliveries.reduce(0) { $0 + part($1) }) }
    table.total = [
      "Total", sum(\.received), sum(\.missing), sum(\.duplicates), sum(\.reordered), sum(\.otherRuns), "", "",
    ]
    let gaps = deliveries.filter { !$0.gaps.isEmpty }.map { delivery in
      "  \(delivery.topic): \(delivery.gaps.joined(separator: ", "))"
    }
    return ([table.text(colour: colour)] + (gaps.isEmpty ? [] : [Terminal.red("Missing:", colour)] + gaps))
      .joined(separator: "\n")
  }

  /// What is missing: exactly, or by the beat of a topic without numbers.
  private func missing(_ delivery: Delivery) -> String {
    delivery.isNumbered || delivery.missing == 0 ? String(delivery.missing) : "~\(delivery.missing)"
  }

  private func milliseconds(_ seconds: Double?) -> String {
    seconds.map { ($0 * 1e3).fixed(1) } ?? "-"
  }
}
