import HandoverAnalysis
import JSON
import Messages
import Orbits
import Quantities
import SharedState

/// What a decision among the satellites in a terminal's view comes to.
struct HandoverEvaluation {
  static let shape = MessageShape(
    "HandoverEvaluation", "A terminal, who serves it, and how much the factors weigh.",
    TerminalPlace.members + [
      .optional("at", .time, "The time, UTC; the run's own where it is missing."),
      .optional("serving", .text, "The satellite that serves, by number or name; none where it is missing."),
      .optional(
        "weights",
        .object([
          .required("signal", .number(0...1), "Of the level."),
          .required("mobility", .number(0...1), "Of the time in view ahead."),
          .required("resources", .number(0...1), "Of the recorder's free part."),
        ]), "Together 1; 0.5, 0.3 and 0.2 where they are missing."),
      .optional("threshold", .number(0...0.999_999), "The total above which a handover is approved."),
      .optional("required_rsrp_dbm", .number(-200...0), "The level that scores 0, dBm."),
    ])

  private static let factor = Schema.object(["score": .number, "weight": .number, "contribution": .number])
  private static let factors = Schema.object(["signal": factor, "mobility": factor, "resources": factor])

  static let answer = Schema.object([
    "time": .time, "reason": .choice(HandoverDecision.Reason.allCases.map(\.rawValue)),
    "recommended_satellite": .text.orNull, "recommended_id": .integer.orNull, "decision_score": .number.orNull,
    "decision_factors": factors.orNull,
    "candidates": .list(.object(["satellite": VisibleSatellites.schema, "score": .number, "factors": factors])),
  ])

  let json: JSONValue

  init(_ call: Call) throws(Refusal) {
    let time = call.body.timeIfPresent("at") ?? call.time
    let elements = call.moment.elements(at: time)
    let view = VisibleSatellites(
      elements, over: TerminalPlace(call.body).terminal, at: time, call.facade.run.orientation)
    let engine = DecisionEngine(try Self.rule(call.body))
    let candidates = view.sights.map { sight in
      HandoverCandidate(
        satellite: sight.place, rsrpDBm: sight.rsrpDBm, rangeKilometres: sight.look.rangeKilometres, stay: sight.stay,
        stationLoad: Self.fill(of: elements.satellites[sight.place].id, call.moment, at: time), priority: .medium)
    }
    var serving: HandoverCandidate?
    if let word = call.body.textIfPresent("serving") {
      let place = try Call.satellite(word, of: "$.serving", among: elements, orElse: 422)
      serving = candidates.first { $0.satellite == place }
    }
    let decision = engine.decide(serving: serving, neighbours: candidates)
    let target = decision.target.map { elements.satellites[candidates[$0].satellite] }
    json = [
      "time": .time(time), "reason": .string(decision.reason.rawValue),
      "recommended_satellite": .orNull(target) { .string($0.name) },
      "recommended_id": .orNull(target) { .whole($0.id) },
      "decision_score": .orNull(decision.factors) { .number($0.total) },
      "decision_factors": .orNull(decision.factors, Self.json),
      "candidates": .array(
        zip(view.sights, candidates).map { sight, candidate in
          let factors = engine.factors(of: candidate)
          return ["satellite": view.json(sight), "score": .number(factors.total), "factors": Self.json(factors)]
        }),
    ]
  }

  private static func rule(_ body: MessageValues) throws(Refusal) -> DecisionRule {
    let weights = body.objectIfPresent("weights")
    do {
      return try DecisionRule(
        signalWeight: weights?.number("signal"), mobilityWeight: weights?.number("mobility"),
        resourceWeight: weights?.number("resources"), threshold: body.numberIfPresent("threshold"),
        requiredRSRPDBm: body.numberIfPresent("required_rsrp_dbm"))
    } catch {
      throw Refusal(
        parameter: "$.weights", value: Refusal.value(error.value), allowed: "\(error.parameter) \(error.allowed)")
    }
  }

  /// How full a satellite's recorder is, as far as that is known.
  private static func fill(of id: Int, _ moment: FacadeMoment, at time: ScenarioTime) -> Double {
    guard let satellite = moment.snapshot.satellites.first(where: { $0.id == id }), satellite.capacity > .zero,
      time == moment.snapshot.time
    else { return 0 }
    return min(1, max(0, satellite.stored.gigabits / satellite.capacity.gigabits))
  }

  private static func json(_ factors: DecisionFactors) -> JSONValue {
    func json(_ factor: DecisionFactor) -> JSONValue {
      [
        "score": .number(factor.score), "weight": .number(factor.weight),
        "contribution": .number(factor.contribution),
      ]
    }
    return ["signal": json(factors.signal), "mobility": json(factors.mobility), "resources": json(factors.resources)]
  }
}
