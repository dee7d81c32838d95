import Messages

/// Where what an application of this process says under one leaf goes.
final class Route {
  let address: Address
  let topic: String
  /// The other applications of this process that listen.
  let listeners: [any Federate]
  /// Whether the scenario's script publishes there too, in any application's name.
  let isScripted: Bool
  /// Whether anybody in this process hears it: its applications, or the node itself.
  let concernsThisProcess: Bool
  /// How many numbered messages went this way in the run.
  private(set) var count = 0

  init(address: Address, listeners: [any Federate], isScripted: Bool) {
    self.address = address
    topic = address.topic
    self.listeners = listeners
    self.isScripted = isScripted
    concernsThisProcess =
      !listeners.isEmpty || address.app == FederationNode.managerName || address.leaf.hasPrefix("status/")
      || address.leaf.hasPrefix("request/")
  }

  /// The stamp of the next message that goes this way in a run.
  func nextStamp(of run: RunName) -> Stamp {
    defer { count += 1 }
    return Stamp(run: run, sequence: count)
  }
}

/// The routes that have been used, by application and leaf.
struct Routes {
  private struct Key: Hashable {
    let app, leaf: String
  }

  private var routes: [Key: Route] = [:]
  /// How many numbered messages an application has said in the run, by leaf.
  func counts(of app: String) -> [String: Int] {
    routes.reduce(into: [:]) { counts, route in
      if route.key.app == app, route.value.count > 0 { counts[route.key.leaf] = route.value.count }
    }
  }

  /// The route that was used last: most messages follow one of their own kind.
  private var last: (key: Key, route: Route)?

  /// Returns a route, which is made where it has not been used before.
  mutating func route(from app: String, _ leaf: String, _ make: () -> Route) -> Route {
    let key = Key(app: app, leaf: leaf)
    if let last, last.key == key { return last.route }
    let route = routes[key] ?? make()
    routes[key] = route
    last = (key, route)
    return route
  }
}
