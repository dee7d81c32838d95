#if HTTP
  import CViewerPage
  public import HTTPServer

  /// The page at `/` with all that it loads, and CesiumJS where there is a folder of it.
  ///
  /// `/map` is the same page without CesiumJS. Neither may load anything from elsewhere: their policies say so.
  public struct ViewerSite: Sendable {
    private let page: StaticFolder
    private let cesium: StaticFolder?
    /// Names the state of the package, so that browsers may keep what they have of it.
    private let cesiumTag: String?

    /// Takes the page from the program itself.
    /// - Parameters:
    ///   - version: The program's version, which the page tells.
    ///   - cesium: CesiumJS as it is published, with `Cesium.js` at its top; nil for a page with a map only.
    public init(version: String, cesium: StaticFolder?) {
      let tag = cesium?.response(for: ["Cesium.js"])?.entityTag?.name
      (self.cesium, cesiumTag) = (tag == nil ? nil : cesium, tag)
      let parts = #"{"version":"\#(version)","cesium":\#(tag.map { "\"/cesium/\($0)/\"" } ?? "null")}"#
      page = StaticFolder(Self.files + [("parts.json", Array(parts.utf8))])
    }

    /// Answers a request for what belongs to the page; nil for any other.
    public func response(to request: Request) -> Response? {
      guard let found = find(request.path) else { return nil }
      guard request.method == .get else {
        return Problem(405, "\(request.method.rawValue) is not allowed here; allowed: GET, HEAD, OPTIONS").response
          .adding("Allow", "GET, HEAD, OPTIONS")
      }
      return found
    }

    private func find(_ path: [String]) -> Response? {
      switch path.first {
      case nil: page(Policy.of(hasCesium: cesium != nil))
      case "map" where path.count == 1: page(.map)
      case "viewer": page.response(for: path.dropFirst())?.adding(Policy.name, Policy.map.rawValue)
      case "cesium" where path.count > 2 && path[1] == cesiumTag:
        // Its workers have the policy of their own files.
        cesium?.response(for: path.dropFirst(2))?.adding(Policy.name, Policy.globe.rawValue)
      default: nil
      }
    }

    private func page(_ policy: Policy) -> Response? {
      page.response(for: [])?.adding(Policy.name, policy.rawValue).adding("Referrer-Policy", "no-referrer")
    }

    private static var files: [(path: String, bytes: [UInt8])] {
      (0..<viewer_page_count()).map { number in
        let file = viewer_page_file(number)
        return (String(cString: file.name), Array(UnsafeBufferPointer(start: file.bytes, count: file.count)))
      }
    }
  }

  /// What a page may load and run (Content Security Policy, level 3): its own server's, and nothing from elsewhere.
  private enum Policy: String {
    /// Everything that is loaded comes from here.
    case map =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    /// CesiumJS compiles functions from text, sets styles of its own, and draws images.
    case globe =
      "default-src 'none'; script-src 'self' 'unsafe-eval'; worker-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    static let name = "Content-Security-Policy"

    static func of(hasCesium: Bool) -> Policy { hasCesium ? .globe : .map }
  }
#endif
