import Foundation
import HTTPServer

#if HTTP
  /// Where CesiumJS lies as it is published.
  enum CesiumFolder {
    /// Below the folder that is worked in, where the set-up puts it; beside a program in its build folder; and where a
    /// package would install it.
    static var usual: [String] {
      let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      var above = [program]
      for _ in 0..<3 { above.append(above[above.count - 1].deletingLastPathComponent()) }
      return [FileManager.default.currentDirectoryPath + "/.viewer/cesium"]
        + above.dropFirst().map { $0.appending(path: ".viewer/cesium").path }
        + [program.deletingLastPathComponent().appending(path: "share/orrery/cesium").path]
    }

    /// Reads it; its files never change under their address, which names their state.
    static func read(_ path: String) throws -> StaticFolder {
      try StaticFolder(path, cacheControl: "public, max-age=31536000, immutable")
    }
  }
#endif
