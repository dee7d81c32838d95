import Foundation
import HTTPServer

#if HTTP
  /// Where CesiumJS lies as it is published.
  enum CesiumFolder {
    /// Where the set-up puts it, above the folder of a program that was built there; and where a package would install
    /// it.
    static var usual: [String] {
      let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      var above = [program]
      for _ in 0..<3 { above.append(above[above.count - 1].deletingLastPathComponent()) }
      return above.dropFirst().map { $0.appending(path: ".viewer/cesium").path }
        + [program.deletingLastPathComponent().appending(path: "share/orrery/cesium").path]
    }

    /// Reads it; its files never change under their address, which names their state.
    static func read(_ path: String) throws -> StaticFolder {
      try StaticFolder(path, cacheControl: "public, max-age=31536000, immutable")
    }
  }
#endif
