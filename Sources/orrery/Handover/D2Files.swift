import Catalog
import Foundation
import HandoverAnalysis
import JSON
import Quantities

/// The files of `orrery handover d2`: the enhanced one, the events, and the binary form.
struct D2Files {
  private let plan: D2Plan
  private let detector: D2Detector
  private let folder: URL

  init(_ plan: D2Plan, _ detector: D2Detector, in directory: String) {
    (self.plan, self.detector) = (plan, detector)
    folder = URL(filePath: directory, directoryHint: .isDirectory)
  }

  /// The file of events; its name is the document's.
  static let eventsName = "d2_events_detected.json"

  func write(_ source: D2Source, _ detections: [D2Detection]) throws {
    let table = source.table
    let stem = try stem(of: source)
    var paths = [folder.appending(path: "\(stem)_d2_enhanced.json").path, folder.appending(path: Self.eventsName).path]
    var sink = try TextSink(paths[0])
    if let file = source.file {
      try writeEnhanced(file, detections, table, to: &sink)
    } else {
      try writeEnhanced(table, source.constellation, detections, to: &sink)
    }
    try sink.close()
    try AtomicFile.write(EnhancedFile.detected(detections, of: table).compactBytes, to: paths[1])
    if plan.writesBinary {
      paths.append(folder.appending(path: "\(stem)_d2.bin").path)
      try AtomicFile.write(D2Archive(table: table, detections: detections).bytes, to: paths[2])
    }
    guard plan.compresses, let last = table.times.last, plan.now - last > .hours(1) else { return }
    for path in paths { _ = try Gzip.compress(path) }
  }

  /// What the names of the files begin with: the constellation and the minutes, as the documents have it.
  private func stem(of source: D2Source) throws -> String {
    let isPlain = source.constellation.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "-" }
    guard isPlain, !source.constellation.isEmpty, source.constellation.count <= 64 else {
      throw ParameterError(
        parameter: "$.metadata.constellation", value: "\"\(source.constellation.prefix(64))\"",
        allowed: "1 to 64 letters, digits and -, to name files by")
    }
    let times = source.table.times
    guard let first = times.first, let last = times.last, times.count > 1 else {
      return "\(source.constellation)_0min"
    }
    // Each time stands for the step after it: 720 of ten seconds are 120 minutes.
    let seconds = ((last - first) + (times[1] - first)).seconds
    return "\(source.constellation)_\(Int((seconds / 60).rounded()))min"
  }

  /// Goes through a file once more and adds to each satellite what is new, one held at a time.
  private func writeEnhanced(
    _ file: [UInt8], _ detections: [D2Detection], _ table: ReferenceTable, to sink: inout TextSink
  ) throws {
    var reader = TimeSeriesReader(file)
    var (members, isInList, hasSatellites) = (0, false, false)
    func separator() -> String { members == 0 ? "{" : "," }
    while let part = try reader.next() {
      if isInList, case .member = part {
        _ = try sink.write("]")
        isInList = false
      }
      switch part {
      case .member("d2_events", _): continue
      case .member(let name, let value):
        let value = name == "metadata" ? .object(metadata(value.object ?? [:], table)) : value
        _ = try sink.write(separator() + JSONValue.string(name).compact + ":")
        _ = try sink.write(value.compactBytes)
        members += 1
      case .satellite(let number, let object):
        _ = try sink.write(isInList ? "," : separator() + "\"satellites\":[")
        if !isInList { members += 1 }
        (isInList, hasSatellites) = (true, true)
        let series = try SatelliteSeries(object, number: number)
        _ = try sink.write(
          JSONValue.object(series.enhanced(object, from: table.terminal, by: table.measure)).compactBytes)
      }
    }
    if !hasSatellites { _ = try sink.write(separator() + "\"satellites\":[],") }
    try writeEvents(detections, table, after: isInList ? "]," : hasSatellites ? "," : "", to: &sink)
  }

  private func writeEnhanced(
    _ table: ReferenceTable, _ constellation: String, _ detections: [D2Detection], to sink: inout TextSink
  ) throws {
    let plain = EnhancedFile.metadata(of: table, constellation: constellation, at: plan.now)
    _ = try sink.write("{\"metadata\":\(JSONValue.object(metadata(plain, table)).compact),\"satellites\":[")
    for row in table.satellites.indices {
      let object = EnhancedFile.satellite(row, of: table, minimumElevation: plan.mask)
      let series = try SatelliteSeries(object, number: row)
      if row > 0 { _ = try sink.write(",") }
      _ = try sink.write(
        JSONValue.object(series.enhanced(object, from: table.terminal, by: table.measure)).compactBytes)
    }
    try writeEvents(detections, table, after: "],", to: &sink)
  }

  private func writeEvents(
    _ detections: [D2Detection], _ table: ReferenceTable, after text: String, to sink: inout TextSink
  ) throws {
    let events = EnhancedFile.events(detections.first?.events ?? [], of: table)
    _ = try sink.write("\(text)\"d2_events\":\(events.compact)}\n")
  }

  private func metadata(_ metadata: JSONObject, _ table: ReferenceTable) -> JSONObject {
    EnhancedFile.metadata(
      metadata, enhancedAt: plan.now, detector, plan.thresholds[0], at: table.terminal, by: table.measure)
  }
}
