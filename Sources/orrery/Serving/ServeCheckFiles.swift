import Catalog
import Foundation
import HandoverAnalysis
import Quantities

/// The four tables of a check, in the precheck's forms: its names, its columns, and lines that end with CRLF.
///
/// No satellite is -1, and what has no value is nan. Numbers are the shortest that read back as they were, with a point,
/// as Python writes them. They take their names when all is written.
struct ServeCheckFiles: ~Copyable {
  static let names = [
    "served_sat_timeseries.csv", "handover_events.csv", "max_elevation_per_time.csv", "handover_events_sat2sat.csv",
  ]

  private var series, events, maxima, satelliteEvents: TextSink
  /// Whether every change is told as one of the highest satellite, as the precheck has it.
  private let hasOneReason: Bool

  init(in directory: String, hasOneReason: Bool) throws(FileFault) {
    func sink(_ index: Int, _ header: String) throws(FileFault) -> TextSink {
      var sink = try TextSink(URL(fileURLWithPath: directory).appending(path: ServeCheckFiles.names[index]).path)
      _ = try sink.write(header + "\r\n")
      return sink
    }
    let series = try sink(0, "time,utId,servedSatId,elev_deg,dist_km,numCandidates")
    let events = try sink(1, "time,utId,oldSatId,newSatId,reason")
    let maxima = try sink(2, "time,bestSatId,maxElev_deg,dist_km")
    let satelliteEvents = try sink(3, "time,utId,oldSatId,newSatId,reason")
    self.series = series
    self.events = events
    self.maxima = maxima
    self.satelliteEvents = satelliteEvents
    self.hasOneReason = hasOneReason
  }

  /// Adds what a tracker said of a time, in seconds.
  mutating func write(_ tick: ServingTick, at seconds: Double) throws(FileFault) {
    _ = try series.write(
      "\(seconds),0,\(tick.serving ?? -1),\(Self.place(tick.servingSight)),\(tick.candidateCount)\r\n")
    _ = try maxima.write("\(seconds),\(tick.highest?.satellite ?? -1),\(Self.place(tick.highest))\r\n")
    guard let change = tick.change else { return }
    let reason = hasOneReason ? HandoverChange.Reason.maximumElevationChanged : change.reason
    let row = "\(seconds),0,\(change.old ?? -1),\(change.new ?? -1),\(reason.rawValue)\r\n"
    _ = try events.write(row)
    if change.isBetweenSatellites { _ = try satelliteEvents.write(row) }
  }

  /// Gives the files their names.
  consuming func close() throws(FileFault) {
    try series.close()
    try events.close()
    try maxima.close()
    try satelliteEvents.close()
  }

  private static func place(_ sight: ServingCandidate?) -> String {
    sight.map { "\($0.elevation.degrees),\($0.rangeKilometres)" } ?? "nan,nan"
  }
}
