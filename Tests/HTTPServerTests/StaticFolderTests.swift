#if HTTP
  import Glibc
  import TestSupport
  import Testing

  @testable import HTTPServer

  @Suite struct StaticFolderTests {
    private let directory: TemporaryDirectory

    init() throws {
      directory = try TemporaryDirectory()
      try Subprocess.shell(
        """
        mkdir -p site/cesium/Assets outside
        printf '<p>hello' > site/index.html
        printf 'let a = 1' > site/app.js
        printf '{}' > site/cesium/Assets/a.JSON
        printf 'secret' > outside/secret.txt
        printf 'secret' > site/.hidden.txt
        printf 'secret' > site/key.pem
        ln -s ../outside/secret.txt site/link.txt
        ln -s ../outside site/linked
        mkfifo site/pipe.txt
        """, in: directory)
    }

    private func folder() throws -> StaticFolder { try StaticFolder(directory.path("site")) }

    @Test func servesWhatIsThereWithItsType() throws {
      let folder = try folder()
      #expect(folder.count == 3)
      #expect(folder.response(for: ["app.js"])?.contentType == "text/javascript; charset=utf-8")
      #expect(folder.response(for: ["cesium", "Assets", "a.JSON"])?.contentType == "application/json")
      for path in [[], [""], ["index.html"]] {
        #expect(folder.response(for: path)?.contentType == "text/html; charset=utf-8")
      }
      #expect(folder.response(for: ["app.js"])?["Cache-Control"] == "no-cache")
      let kept = try StaticFolder(directory.path("site"), cacheControl: "max-age=31536000, immutable")
      #expect(kept.response(for: ["app.js"])?["Cache-Control"] == "max-age=31536000, immutable")
    }

    @Test(arguments: [
      ["nothing"], ["cesium"], ["link.txt"], ["linked", "secret.txt"], [".hidden.txt"], ["key.pem"], ["pipe.txt"],
      ["..", "outside", "secret.txt"], ["", "etc", "passwd"], ["APP.JS"], ["", "app.js"],
    ])
    func servesNothingElse(_ path: [String]) throws {
      #expect(try folder().response(for: path) == nil)
    }

    @Test func namesTheContent() throws {
      let before = try folder().response(for: ["app.js"])?.entityTag
      #expect(try folder().response(for: ["app.js"])?.entityTag == before)
      try directory.write("let a = 2", to: "site/app.js")
      #expect(try folder().response(for: ["app.js"])?.entityTag != before)
    }

    @Test func isReadOnceAndNeverAgain() throws {
      let folder = try folder()
      try Subprocess.shell("rm -r site", in: directory)
      #expect(folder.response(for: ["app.js"]) != nil)
    }

    @Test func saysWhatCannotBeServed() throws {
      let missing = #expect(throws: StaticFolder.Fault.self) { try StaticFolder("/no/folder") }
      #expect(missing?.description == "/no/folder: No such file or directory")
      var limits = StaticFolder.Limits()
      limits.fileBytes = 8
      let large = #expect(throws: StaticFolder.Fault.self) {
        try StaticFolder(directory.path("site"), limits: limits)
      }
      #expect(large?.reason == "it has 9 bytes, more than 8")
    }

    @Test func isReachedByNoCraftedPath() throws {
      let folder = try folder()
      let server = try Server.start { _ in
      } responder: { request in
        folder.response(for: request.path) ?? Problem(404, "no such file").response
      }
      #expect(try server.ask("GET /app.js").text == "let a = 1")
      #expect(try server.ask("GET /").text == "<p>hello")
      for path in ["/../outside/secret.txt", "/%2e%2e/outside/secret.txt", "/..%2foutside%2fsecret.txt", "//app.js"] {
        #expect(try server.ask("GET \(path)").status == 400, "\(path)")
      }
      #expect(try server.ask("GET /linked/secret.txt").status == 404)
    }
  }
#endif
