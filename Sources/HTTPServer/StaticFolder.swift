import Glibc

/// Files of a folder, read once: no path of a request ever reaches the disk.
public struct StaticFolder: Sendable {
  /// What may be served.
  public struct Limits: Equatable, Sendable {
    /// The size of one file, in bytes.
    public var fileBytes = 33_554_432
    /// The size of all, in bytes.
    public var totalBytes = 268_435_456
    /// How many files.
    public var files = 20_000

    /// Creates limits that fit a viewer.
    public init() {}
  }

  /// A folder that cannot be served: the file or folder, and why.
  public struct Fault: Error, Equatable, CustomStringConvertible {
    /// Where it is.
    public let path: String
    /// What is wrong there.
    public let reason: String

    /// The sentence for a person.
    public var description: String { "\(path): \(reason)" }
  }

  private struct File: Sendable {
    let contentType: String
    let entityTag: EntityTag
    let bytes: Bytes
  }

  private var files: [[String]: File] = [:]
  private let cacheControl: String

  /// The number of files.
  public var count: Int { files.count }

  #if HTTP
    /// Takes files from memory: the path of each below the folder, and its bytes. Those of other types are left out.
    public init(_ files: [(path: String, bytes: [UInt8])], cacheControl: String = "no-cache") {
      self.cacheControl = cacheControl
      for (path, bytes) in files {
        guard let type = ContentType.ofFile(path) else { continue }
        let tag = bytes.withUnsafeBytes { EntityTag(contentTag($0)) }
        self.files[path.split(separator: "/").map(String.init)] = File(
          contentType: type, entityTag: tag, bytes: Bytes(bytes))
      }
    }

    /// Reads every file of known type below a folder; links, hidden files and other types are left out.
    /// - Parameter cacheControl: How long clients may keep a file without asking.
    public init(
      _ root: String, cacheControl: String = "no-cache", limits: Limits = Limits()
    ) throws(Fault) {
      self.cacheControl = cacheControl
      var total = 0
      let descriptor = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard descriptor >= 0 else { throw Fault(path: root, reason: String(cString: strerror(errno))) }
      try read(descriptor, root, [], limits, &total)
    }

    /// Reads one folder, through its descriptor: nobody can put a link in its place meanwhile. Closes it.
    private mutating func read(
      _ folder: Int32, _ place: String, _ path: [String], _ limits: Limits, _ total: inout Int
    ) throws(Fault) {
      guard let stream = fdopendir(folder) else {
        close(folder)
        throw Fault(path: place, reason: String(cString: strerror(errno)))
      }
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
        }
        guard let name, !name.hasPrefix(".") else { continue }
        // A pipe would wait for its writer.
        let descriptor = openat(dirfd(stream), name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
          if errno == ELOOP { continue }
          throw Fault(path: "\(place)/\(name)", reason: String(cString: strerror(errno)))
        }
        var status = stat()
        fstat(descriptor, &status)
        if status.st_mode & S_IFMT == S_IFDIR {
          try read(descriptor, "\(place)/\(name)", path + [name], limits, &total)
          continue
        }
        defer { close(descriptor) }
        guard status.st_mode & S_IFMT == S_IFREG, let type = ContentType.ofFile(name) else { continue }
        let bytes = try readFile(descriptor, limit: min(limits.fileBytes, limits.totalBytes - total)) {
          Fault(path: "\(place)/\(name)", reason: $0)
        }
        total += bytes.count
        guard files.count < limits.files else { throw Fault(path: place, reason: "more than \(limits.files) files") }
        let tag = bytes.withUnsafeBytes { EntityTag(contentTag($0)) }
        files[path + [name]] = File(contentType: type, entityTag: tag, bytes: Bytes(bytes))
      }
    }
  #endif

  /// Returns the file of a path below the folder, `index.html` for a folder's; nil where there is none.
  public func response(for path: some Sequence<String>) -> Response? {
    var key = Array(path)
    if key.last == "" { key.removeLast() }
    guard let file = files[key] ?? files[key + ["index.html"]] else { return nil }
    return Response(contentType: file.contentType, entityTag: file.entityTag, body: .bytes(file.bytes))
      .adding("Cache-Control", cacheControl)
  }
}

/// The types of files that are served, by the end of their names.
enum ContentType {
  private static let types: [String: String] = [
    "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "json": "application/json",
    "geojson": "application/geo+json", "czml": "application/json", "topojson": "application/json",
    "map": "application/json", "txt": "text/plain; charset=utf-8", "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8", "xml": "application/xml", "svg": "image/svg+xml", "png": "image/png",
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp", "ico": "image/x-icon",
    "wasm": "application/wasm", "woff": "font/woff", "woff2": "font/woff2", "ktx2": "image/ktx2",
    "glb": "model/gltf-binary", "gltf": "model/gltf+json", "bin": "application/octet-stream",
    "pdf": "application/pdf",
  ]

  static func ofFile(_ name: String) -> String? {
    name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last.flatMap {
      types[$0.lowercased()]
    }
  }
}
