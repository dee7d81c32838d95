import Foundation
import Quantities

/// Where something stands in a sky.
struct SkyPoint: Equatable {
  let azimuth, elevation: Angle
}

/// The path of a satellite over a sky.
struct SkyTrack: Equatable {
  let name: String
  let hue: Int
  let isBold: Bool
  /// The points in order; a gap is between one run and the next.
  let runs: [[SkyPoint]]
}

/// A mark in a sky.
struct SkyMarker: Equatable {
  let note: String
  let hue: Int
  let point: SkyPoint
}

/// A sky as a disc: the zenith in its middle, the horizon around it, north up and east to the right, as on a map.
struct SkyPlot: Equatable {
  let title: String
  /// The lowest elevation of service, which has a ring of its own.
  let mask: Angle
  var tracks: [SkyTrack] = []
  var markers: [SkyMarker] = []

  init(_ title: String, mask: Angle) {
    (self.title, self.mask) = (title, mask)
  }

  private static let (width, height, middle, radius) = (720, 720, SIMD2(360.0, 384.0), 290.0)

  /// The drawing.
  var svg: String {
    var text = SVGText(width: SkyPlot.width, height: SkyPlot.height)
    text.text(title, x: 24, y: 30, size: 17)
    drawRings(&text)
    for track in tracks {
      for run in track.runs {
        text.line(run.map(SkyPlot.place), track.isBold ? .boldLine(hue: track.hue) : .line(hue: track.hue))
      }
      if let last = track.runs.last?.last {
        let at = SkyPlot.place(last)
        text.text(track.name, x: at.x + 6, y: at.y - 4, size: 11)
      }
    }
    for marker in markers {
      let at = SkyPlot.place(marker.point)
      text.circle(x: at.x, y: at.y, radius: 4, .area(hue: marker.hue), note: marker.note)
    }
    return text.document(title: title)
  }

  private func drawRings(_ text: inout SVGText) {
    let (middle, radius) = (SkyPlot.middle, SkyPlot.radius)
    for elevation in stride(from: 0.0, to: 90, by: 30) {
      text.circle(x: middle.x, y: middle.y, radius: radius * (1 - elevation / 90), elevation == 0 ? .ink : .grid)
      text.text("\(elevation.fixed(0))°", x: middle.x + 4, y: middle.y - radius * (1 - elevation / 90) + 14, size: 11)
    }
    text.line([middle - SIMD2(radius, 0), middle + SIMD2(radius, 0)], .grid)
    text.line([middle - SIMD2(0, radius), middle + SIMD2(0, radius)], .grid)
    if mask.degrees > 0, mask.degrees < 90 {
      text.circle(x: middle.x, y: middle.y, radius: radius * (1 - mask.degrees / 90), .ink)
    }
    for (name, azimuth) in [("N", 0.0), ("E", 90), ("S", 180), ("W", 270)] {
      let at = SkyPlot.place(SkyPoint(azimuth: .degrees(azimuth), elevation: .degrees(-5)))
      text.text(name, x: at.x, y: at.y + 5, anchor: .middle)
    }
  }

  /// Where a point of the sky lies: as far from the middle as from the zenith.
  private static func place(_ point: SkyPoint) -> SIMD2<Double> {
    let distance = radius * (1 - point.elevation.degrees / 90)
    return middle + distance * SIMD2(sin(point.azimuth.radians), -cos(point.azimuth.radians))
  }
}
