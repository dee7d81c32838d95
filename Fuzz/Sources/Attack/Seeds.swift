import Catalog
public import Foundation
import Orbits

/// The sound files that attacks begin with: the program's own sets in every format, and the shared ones where they are.
public struct Seeds: Sendable {
  /// The files.
  public let files: [[UInt8]]
  /// How many of them come from the shared folder.
  public let sharedCount: Int

  /// The longest part of a shared file that is taken.
  private static let mostBytes = 12_000

  /// Makes the seeds.
  /// - Parameter shared: the folder of test data; where it is absent, the program's own sets do alone.
  public init(shared: URL) {
    let sets = EmbeddedElements.realSets
    let few = [Array(sets.prefix(1)), Array(sets[100..<104]), Array(sets[200..<216])]
    let own = ElementFormat.allCases.flatMap { format in few.map { format.write($0).bytes } }
    let folder = shared.appendingPathComponent("data/omm")
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    let found = names.compactMap { name -> [UInt8]? in
      let data = try? Data(contentsOf: folder.appendingPathComponent(name))
      return data.map { Array($0.prefix(Seeds.mostBytes)) }
    }
    files = own + found
    sharedCount = found.count
  }
}
