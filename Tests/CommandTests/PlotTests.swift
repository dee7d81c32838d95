import Foundation
import Quantities
import Testing

@testable import orrery

@Suite struct PlotTests {
  @Test(arguments: [
    (0.0, 7_190.0, 8, ["0", "1000", "2000", "3000", "4000", "5000", "6000", "7000"]),
    (-0.25, 0.3, 6, ["-0.2", "-0.1", "0.0", "0.1", "0.2", "0.3"]),
    (0, 90, 5, ["0", "20", "40", "60", "80"]), (-118.4, -108.3, 6, ["-118", "-116", "-114", "-112", "-110"]),
    (5, 5, 4, ["5"]),
  ])
  func `Ticks are round numbers within the axis`(from: Double, to: Double, count: Int, texts: [String]) {
    let axis = Axis("x", from...to)
    let ticks = axis.ticks(atMost: count)
    #expect(ticks.map { axis.text(of: $0, among: ticks) } == texts)
  }

  @Test func `Ticks keep their number and their range, whatever the axis`() {
    for (from, length) in [(0.0, 1e-6), (1e9, 3), (-5, 1e12), (0.1, 0.7), (0, .leastNonzeroMagnitude)] {
      let axis = Axis("x", from...(from + length))
      for count in [1, 3, 14] {
        let ticks = axis.ticks(atMost: count)
        #expect(!ticks.isEmpty && ticks.count <= count + 1)
        #expect(ticks.allSatisfy { $0 >= from - length * 1e-9 && $0 <= from + length * (1 + 1e-9) })
      }
    }
  }

  private func chart() -> Chart {
    var chart = Chart(
      "A <b> & \"c\"\u{1}", x: Axis("Time", unit: "s", 0...100), y: Axis("RSRP", unit: "dBm", -120 ... -100))
    chart.series = [
      Series("Level", hue: 0, runs: [[SIMD2(0, -110), SIMD2(50, -105)], [SIMD2(60, -104), SIMD2(100, -110)]]),
      Series("Level", hue: 11, isBold: true, runs: [[SIMD2(1, -110)]]),
    ]
    chart.bands = [Band(range: 10...90, label: "7", hue: -1), Band(range: 200...300, label: "outside", hue: 0)]
    chart.bandName = "Serving"
    chart.levels = [Level(label: "A4", y: -114), Level(label: "unseen", y: -90)]
    chart.markers = [
      Marker(name: "Event", x: 20, y: -110, hue: 2, note: "enter"),
      Marker(name: "Event", x: 120, y: nil, hue: 2, note: "late"),
    ]
    return chart
  }

  @Test func `A chart is XML whatever its texts, and the same bytes every time`() throws {
    let shape = try #require(XMLShape(chart().svg))
    #expect(chart().svg == chart().svg)
    #expect(shape.notes.first == "A <b> & \"c\" ")
    #expect(shape.texts.contains("Time, s") && shape.texts.contains("RSRP, dBm"))
    #expect(chart().svg.contains("prefers-color-scheme:dark"))
  }

  @Test func `A line has a path a run, and what is outside the axes is not drawn`() throws {
    let shape = try #require(XMLShape(chart().svg))
    // Two runs, and the sample of the legend; a single point is no line.
    #expect(shape.count("path", of: "line") == 3)
    #expect(shape.count("rect", of: "faint") == 2)
    #expect(shape.texts.contains("A4") && !shape.texts.contains("unseen"))
    #expect(shape.notes.contains("enter") && !shape.notes.contains("late"))
    #expect(shape.texts.count { $0 == "Level" } == 1 && shape.texts.count { $0 == "Event" } == 1)
  }

  @Test func `An empty chart is still a chart`() throws {
    let shape = try #require(XMLShape(Chart("Nothing", x: Axis("x", 0...0), y: Axis("y", 0...0)).svg))
    #expect(shape.notes == ["Nothing"])
  }

  @Test func `In a sky the zenith is in the middle, north is up and east to the right`() throws {
    var plot = SkyPlot("Sky", mask: .degrees(10))
    func at(_ azimuth: Double, _ elevation: Double) -> SkyPoint {
      SkyPoint(azimuth: .degrees(azimuth), elevation: .degrees(elevation))
    }
    plot.tracks = [SkyTrack(name: "7", hue: 0, isBold: true, runs: [[at(0, 0), at(90, 45), at(180, 0)]])]
    plot.markers = [
      SkyMarker(note: "zenith", hue: 1, point: at(33, 90)), SkyMarker(note: "north", hue: 1, point: at(0, 0)),
      SkyMarker(note: "east", hue: 1, point: at(90, 0)),
    ]
    let shape = try #require(XMLShape(plot.svg))
    #expect(plot.svg == plot.svg)
    let (across, down) = (shape.attributes("cx", of: "circle"), shape.attributes("cy", of: "circle"))
    #expect(across.suffix(3) == ["360.0", "360.0", "650.0"])
    #expect(down.suffix(3) == ["384.0", "94.0", "384.0"])
    #expect(shape.texts.contains("N") && shape.texts.contains("7"))
    #expect(shape.count("path", of: "bold") == 1)
  }
}
