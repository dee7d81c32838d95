import HTTPServer
import JSON
import Messages
import Quantities

/// A request that fits a route, with what it holds read and checked.
struct Call {
  let request: Request
  let facade: Facade
  /// What the path and the query hold, by the route's parameters.
  let parameters: MessageValues
  /// What the body holds, by the route's shape.
  let body: MessageValues
  /// What is known as the request is answered.
  let moment: FacadeMoment

  init(_ route: Route, _ request: Request, _ path: [(name: String, value: String)], _ facade: Facade) throws(Refusal) {
    (self.request, self.facade) = (request, facade)
    parameters = try Self.parameters(route, request, path)
    body = try Self.body(route, request)
    moment = facade.moment()
  }

  /// The time that the parameter `at` names; else the run's own.
  var time: ScenarioTime { parameters.timeIfPresent("at") ?? moment.time(of: facade.run) }

  private static func parameters(
    _ route: Route, _ request: Request, _ path: [(name: String, value: String)]
  ) throws(Refusal) -> MessageValues {
    var object = JSONObject()
    for (name, value) in path { object[name] = .string(value) }
    let names = route.path.names
    for item in request.query {
      guard let member = route.parameters.first(where: { $0.name == item.name && !names.contains($0.name) }) else {
        let known = route.parameters.map(\.name).filter { !names.contains($0) }.joined(separator: ", ")
        throw Refusal(
          parameter: item.name, value: .string(item.value), allowed: known.isEmpty ? "no parameters" : known,
          reason: "is of a parameter that is not known")
      }
      guard object[item.name] == nil else {
        throw Refusal(
          parameter: item.name, value: .string(item.value), allowed: "one value", reason: "is the second one")
      }
      object[item.name] = value(item.value, member.kind)
    }
    do {
      return try route.shape.read(.object(object))
    } catch {
      throw Refusal(parameter: error)
    }
  }

  /// The value of a query as its kind writes it in JSON.
  private static func value(_ text: String, _ kind: MemberKind) -> JSONValue {
    switch kind {
    case .boolean: text == "true" ? true : text == "false" ? false : .string(text)
    case .texts: .array(text.split(separator: ",").map { .string(String($0)) })
    default: .string(text)
    }
  }

  private static func body(_ route: Route, _ request: Request) throws(Refusal) -> MessageValues {
    guard case .json(let shape, let ignoresOthers) = route.body else {
      if case .none = route.body, !request.body.isEmpty,
        (try? JSONValue.parse(request.body))?.object?.members.isEmpty != true
      {
        throw Refusal(parameter: "$", value: nil, allowed: "no body", reason: "nothing is asked for in a body")
      }
      return MessageShape.nothing
    }
    let required = shape.members.filter(\.isRequired).map(\.name)
    let wanted = "a JSON object" + (required.isEmpty ? "" : " with " + required.joined(separator: ", "))
    guard !request.body.isEmpty || required.isEmpty else {
      throw Refusal(parameter: "$", value: nil, allowed: wanted, reason: "there is no body")
    }
    let value: JSONValue
    do {
      value = request.body.isEmpty ? [:] : try JSONValue.parse(request.body)
    } catch {
      throw Refusal(parameter: "$", value: nil, allowed: wanted, reason: "the body is no JSON: \(error)")
    }
    guard let object = value.object else {
      throw Refusal(parameter: "$", value: nil, allowed: wanted, reason: "the body is not an object")
    }
    if let fault = fault(in: object, shape.members, ignoringOthers: ignoresOthers, path: "$") { throw fault }
    do {
      return try shape.read(value)
    } catch {
      throw Refusal(body: error)
    }
  }

  /// Refuses what the wire of NOS-T lets pass in an object or one in it, and the document does not: members that nobody
  /// asks for, and times that are numbers. Nil where there is nothing of it.
  private static func fault(
    in object: JSONObject, _ members: [Member], ignoringOthers: Bool, path: String
  ) -> Refusal? {
    for given in object.members {
      let (place, value) = ("\(path).\(given.name)", given.value)
      guard let member = members.first(where: { $0.name == given.name }) else {
        if ignoringOthers { continue }
        return Refusal(
          parameter: place, value: value, allowed: members.map(\.name).joined(separator: ", "),
          reason: "is of a member that is not known")
      }
      switch member.kind {
      case .time where value != .null && value.string == nil:
        return Refusal(parameter: place, value: value, allowed: "text such as 2026-05-04T00:00:00Z")
      case .object(let inner):
        let refusal = value.object.flatMap { fault(in: $0, inner, ignoringOthers: ignoringOthers, path: place) }
        if let refusal { return refusal }
      default: break
      }
    }
    return nil
  }
}

extension MessageShape {
  /// The members of what has none.
  fileprivate static let nothing: MessageValues = {
    guard let values = try? MessageShape("", "", []).read([:]) else { preconditionFailure("a shape without members") }
    return values
  }()
}
