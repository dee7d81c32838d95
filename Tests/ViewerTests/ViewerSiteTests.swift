import Foundation
import HTTPServer
import JSON
import TestSupport
import Testing

@testable import Viewer

@Suite struct ViewerSiteTests {
  private let bare = ViewerSite(version: "1.2.3", cesium: nil)

  private func text(_ response: Response?) throws -> String {
    guard case .bytes(let bytes) = try #require(response).body else { return "" }
    return bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }

  private func get(_ site: ViewerSite, _ path: String...) -> Response? { site.response(to: Request(path: path)) }

  /// The files of the page as they lie in the sources.
  private static let sources = OrreryProcess.root.appending(path: "Sources/Viewer/Page")

  @Test func `Every file of the page is in the program, as it lies in the sources`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path).sorted()
    #expect(names.count > 10)
    for name in names {
      let here = try String(contentsOf: Self.sources.appending(path: name), encoding: .utf8)
      #expect(try text(get(bare, "viewer", name)) == here, "\(name)")
    }
    #expect(try text(get(bare)) == text(get(bare, "viewer", "index.html")))
  }

  @Test func `Files name each other as they are, and nothing elsewhere`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path)
    for name in names where !name.hasSuffix(".json") {
      let text = try String(contentsOf: Self.sources.appending(path: name), encoding: .utf8)
      for match in text.matches(of: /\/viewer\/([a-z.]+)/) where match.1 != "parts.json" {
        #expect(names.contains(String(match.1)), "\(name) names \(match.1)")
      }
      for match in text.matches(of: /https?:\/\/[^\s"')]+/) {
        #expect(match.0.hasPrefix("http://www.w3.org/"), "\(name) names \(match.0)")
      }
    }
  }

  @Test func `A page may load from its own server only, and run text as a program only where the globe needs it`()
    throws
  {
    let directory = try TemporaryDirectory()
    try directory.write("window.Cesium = {}", to: "Cesium.js")
    let whole = ViewerSite(
      version: "1.2.3",
      cesium: try StaticFolder(directory.url.path, cacheControl: "public, max-age=31536000, immutable"))
    for response in [get(bare), get(bare, "map"), get(whole), get(whole, "map"), get(bare, "viewer", "main.js")] {
      let policy = try #require(response?["Content-Security-Policy"])
      #expect(policy.hasPrefix("default-src 'none'; script-src 'self'"))
      #expect(!policy.contains("http") && !policy.contains("*"))
      let scripts = policy.split(separator: ";").first { $0.contains("script-src") }
      #expect(scripts?.contains("unsafe-inline") == false)
      #expect(policy.contains("frame-ancestors 'none'"))
    }
    #expect(get(whole)?["Content-Security-Policy"]?.contains("'unsafe-eval'") == true)
    for response in [get(bare), get(bare, "map"), get(whole, "map")] {
      #expect(response?["Content-Security-Policy"]?.contains("unsafe") == false)
    }
    let parts = try JSONValue.parse(text(get(whole, "viewer", "parts.json")))
    let folder = try #require(parts["cesium"]?.string).split(separator: "/").map(String.init)
    #expect(folder.count == 2 && folder[0] == "cesium")
    let script = whole.response(to: Request(path: folder + ["Cesium.js"]))
    #expect(script?.contentType == "text/javascript; charset=utf-8")
    #expect(script?["Cache-Control"]?.contains("immutable") == true)
    #expect(get(whole, "cesium", "other", "Cesium.js") == nil)
    #expect(try JSONValue.parse(text(get(bare, "viewer", "parts.json")))["cesium"] == .null)
  }

  @Test func `What is not the page's is left to others, and other methods are told what is allowed`() {
    for path in [
      ["run"], ["map", "x"], ["viewer", "nothing.js"], ["viewer", ""], ["cesium", "Cesium.js"], ["docs"],
    ] {
      #expect(bare.response(to: Request(path: path)) == nil || path == ["viewer", ""], "\(path)")
    }
    let refusal = bare.response(to: Request(.post, path: []))
    #expect(refusal?.status == 405 && refusal?["Allow"] == "GET, HEAD, OPTIONS")
  }
}
