// Writes what the kernels are given: the constants of element sets, all dated to their newest epoch, and times around it.
//
//   constants [FILE] > constants.bin
//
// All numbers are doubles: how many near-earth orbits, deep-space orbits and times there are, the fields of each orbit
// (a deep-space orbit's resonance after them), then the days and the minutes of the times.

import Catalog
import Foundation
import Quantities

@testable import Orbits

var sets: [ElementSet]
if CommandLine.arguments.count > 1 {
  sets = ElementFile(try AtomicFile.read(CommandLine.arguments[1])).sets
} else {
  sets = EmbeddedElements.groupNames.flatMap { EmbeddedElements.sets(ofGroup: $0)?.sets ?? [] }
}
guard let newest = sets.map(\.epoch).max() else { fatalError("there are no element sets") }
for index in sets.indices { sets[index].epoch = newest }

var near: [Double] = []
var deep: [Double] = []
var counts = (near: 0, deep: 0)
for orbit in Propagator(sets).orbits {
  guard case .success(let sgp4) = orbit else { continue }
  switch sgp4.kernelOrbit {
  case .near(let numbers):
    near += numbers
    counts.near += 1
  case .deep(let numbers, let resonance):
    deep += numbers + resonance
    counts.deep += 1
  }
}

// Nodes of the resonance integrator on both sides of the epochs, and no time on one.
let instants = Instants(from: newest - .hours(15 * 24), step: .seconds(25_201), count: 96)
let numbers =
  [Double(counts.near), Double(counts.deep), Double(instants.count)] + near + deep + instants.days + instants.minutes
numbers.withUnsafeBytes { FileHandle.standardOutput.write(Data($0)) }
