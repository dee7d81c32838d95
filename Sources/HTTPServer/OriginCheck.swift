/// Tells the pages that may read and command from those of other origins (Fetch, 3.2; RFC 6454).
struct OriginCheck: Sendable {
  enum Verdict: Equatable {
    /// Not a page, or one of this server.
    case own
    /// A page of an origin on the list.
    case listed(String)
    /// A page of another site.
    case foreign(String)
  }

  private let listed: Set<String>

  init(_ options: ServerOptions) { listed = Set(options.allowedOrigins.map { $0.lowercased() }) }

  /// Whether answers depend on the origin.
  var hasList: Bool { !listed.isEmpty }

  /// Judges who caused a request to a host.
  func verdict(_ headers: HeaderFields, host: String, isTLS: Bool) -> Verdict {
    guard headers.count(of: "origin") > 0 else {
      // Some browsers leave the origin out where they tell the relation.
      let site = headers["sec-fetch-site"]
      return site == "cross-site" || site == "same-site" ? .foreign(site ?? "") : .own
    }
    let origins = headers.values(of: "origin")
    guard origins.count == 1, let origin = origins.first else { return .foreign(origins.joined(separator: ", ")) }
    if listed.contains(origin.lowercased()) { return .listed(origin) }
    return origin.lowercased() == "\(isTLS ? "https" : "http")://\(host.lowercased())" ? .own : .foreign(origin)
  }
}
